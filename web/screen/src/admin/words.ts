/** Values of register fields as people read them. */
import { shownDay } from '../shared/day';
import { t, tryText } from '../shared/language.svelte';
import { dateTime } from '../shared/time';
import { clock } from './centre';
import type { House } from './house.svelte';
import type { Kind } from './register.svelte';

export function fieldText(kind: Kind, field: string): string {
  return tryText(`admin.field.${kind}.${field}`, {}, tryText(`admin.field.${field}`, {}, field));
}

/** Fields whose values are keys, and where the words of these keys are. */
const WORDS: Readonly<Record<string, string>> = {
  roles: 'shell.role',
  languages: 'story.word.language',
  language: 'story.word.language',
  profession: 'story.word.profession',
  region: 'story.word.region',
  state: 'admin.word.state',
  'settings.week': 'admin.word.week',
  'settings.reading': 'admin.word.reading',
  'settings.skills.under_7': 'story.word.profession',
  'settings.skills.from_7': 'story.word.profession',
  'settings.skills.from_11': 'story.word.profession',
  'settings.skills.from_16': 'story.word.profession',
};
const IDS = new Set(['team', 'specialist', 'roster']);

/** A training or certificate in a line. */
function paper(value: Readonly<Record<string, string | null>>): string {
  const day = value['on'] ?? value['expires'];
  const parts = [value['name'], value['number'], day === null || day === undefined ? '' : shownDay(day)];
  return parts.filter((part) => part !== undefined && part !== null && part !== '').join(' · ');
}

function one(house: House, field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  if (typeof value === 'boolean') return value ? t('admin.yes') : t('admin.no');
  if (typeof value === 'number') return field.startsWith('settings.hours.') ? clock(value) : String(value);
  if (typeof value === 'object') return paper(value as Readonly<Record<string, string | null>>);
  if (typeof value !== 'string') return JSON.stringify(value);
  if (IDS.has(field)) return house.names.get(value) ?? t('admin.unknown');
  if (field === 'reset.until') return dateTime(value);
  const area = WORDS[field];
  return area === undefined ? value : tryText(`${area}.${value}`, {}, value);
}

export function valueText(house: House, field: string, value: unknown): string {
  if (!Array.isArray(value)) return one(house, field, value);
  return value.length === 0 ? '—' : value.map((each) => one(house, field, each)).join(', ');
}
