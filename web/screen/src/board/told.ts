/** The blanks of a story's sentence, filled from an event's fields in the reader's words. */
import { tryText } from '../shared/language.svelte';
import { citationText } from '../shared/refusal';
import { date, dateTime } from '../shared/time';
import { isWithheld, withheldWord } from '../shared/withheld';
import type { Told } from './card';
import type { Desk } from './desk.svelte';

const ISO_TIME = /^\d{4}-\d\d-\d\dT/;
const ISO_DAY = /^\d{4}-\d\d-\d\d$/;

function plain(name: string, value: unknown, desk: Desk): string | number | null {
  if (value === null || value === undefined) return '—';
  if (isWithheld(value)) return tryText(withheldWord(value), {}, '—');
  if (typeof value === 'number') return name === 'risk_class' ? tryText(`shell.class.${value}`, {}, String(value)) : value;
  if (typeof value === 'boolean') return tryText(`story.word.${name}.${value}`, {}, String(value));
  if (typeof value === 'string') return text(name, value, desk);
  if (Array.isArray(value)) return value.map((each) => plain(name, each, desk)).join(', ');
  // A due time is an object; its moment is what a sentence needs.
  const at = (value as { at?: unknown }).at;
  return typeof at === 'string' ? dateTime(at) : null;
}

function text(name: string, value: string, desk: Desk): string {
  if (ISO_TIME.test(value)) return dateTime(value);
  if (ISO_DAY.test(value)) return date(`${value}T12:00:00Z`);
  if (name === 'team') return desk.teamName(value) || value;
  if (name === 'owner' || name === 'members') return desk.registers.personName(value) || value;
  if (name === 'school' || name === 'nearest_school') return desk.registers.schoolName(value) || value;
  if (name === 'citation') return citationText(value);
  const kind = name.endsWith('region') ? 'region' : name;
  return tryText(`story.word.${kind}.${value}`, {}, value);
}

/** Parameters for `story.<event name>`. */
export function toldParams(event: Told, desk: Desk): Record<string, string | number | null> {
  return Object.fromEntries(Object.entries(event.fields).map(([name, value]) => [name, plain(name, value, desk)]));
}
