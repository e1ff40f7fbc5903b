/** The centre's card and its settings as the server tells them, and as the forms hold them. */
import { pointDraft, type PointDraft } from './point';
import type { Row } from './register.svelte';

type Minutes = Readonly<Record<Step, number | null>>;
type Step = 'contact' | 'left' | 'on_site_city' | 'on_site_outside';

export const STEPS: readonly Step[] = ['contact', 'left', 'on_site_city', 'on_site_outside'];
export const CLASSES = ['attempt_now', 'immediate', 'raised', 'ordinary'] as const;
export const NUMBERS = [
  'group_size',
  'take_within',
  'act_within',
  'accept_within',
  'least_shift_left',
  'rest_after_visit',
  'rest_between_shifts',
  'visit_takes',
  'cover_within',
  'paper_warning_days',
] as const;
/** Ages by which a group's professions are asked for. */
export const BANDS = ['under_7', 'from_7', 'from_11', 'from_16'] as const;
/** As the server's `domain.skills.PROFESSIONS`. */
export const PROFESSIONS = [
  'psychologist',
  'educational-psychologist',
  'social-pedagogue',
  'special-pedagogue',
  'speech-therapist',
  'lawyer',
  'methodologist',
  'driver',
] as const;
export const KEPT = ['cases', 'readings', 'positions', 'notices', 'requests', 'receipts', 'imports'] as const;

/** Posts that a centre has at least. */
export const LEAST_POSTS = 55;

export interface Settings {
  readonly week: string;
  readonly reading: string;
  readonly hours: { readonly opens: number; readonly closes: number | null };
  readonly in_city: boolean;
  readonly group_size: number;
  readonly take_within: number;
  readonly act_within: number;
  readonly accept_within: number;
  readonly least_shift_left: number;
  readonly rest_after_visit: number;
  readonly rest_between_shifts: number;
  readonly visit_takes: number;
  readonly cover_within: number;
  readonly skills: Readonly<Record<(typeof BANDS)[number], readonly string[]>>;
  readonly paper_warning_days: number;
  readonly targets: Readonly<Record<(typeof CLASSES)[number], Minutes>>;
  readonly retention: Readonly<Record<(typeof KEPT)[number], number>>;
}

export interface CentreRow extends Row {
  readonly region: string;
  readonly name_kk: string;
  readonly name_ru: string;
  readonly name_en: string;
  readonly lat: number;
  readonly lon: number;
  readonly filled: number | null;
  readonly settings: Settings;
}

export interface CardDraft {
  name_kk: string;
  name_ru: string;
  name_en: string;
  point: PointDraft;
  filled: string;
}

export function cardDraft(row: CentreRow | null): CardDraft {
  return {
    name_kk: row?.name_kk ?? '',
    name_ru: row?.name_ru ?? '',
    name_en: row?.name_en ?? '',
    point: pointDraft(row?.lat, row?.lon),
    filled: row?.filled === null || row === null ? '' : String(row.filled),
  };
}

/** Every setting as a text, by its name as refusals and histories name it; ticks are `true` and empty, lists of keys have commas between. */
export type SettingsDraft = Record<string, string>;

export function settingsDraft(row: CentreRow | null): SettingsDraft {
  if (row === null) return {};
  const { settings } = row;
  const draft: SettingsDraft = {
    week: settings.week,
    reading: settings.reading,
    in_city: settings.in_city ? 'true' : '',
    'hours.opens': clock(settings.hours.opens),
    'hours.closes': settings.hours.closes === null ? '' : clock(settings.hours.closes),
  };
  for (const name of NUMBERS) draft[name] = String(settings[name]);
  for (const band of BANDS) draft[`skills.${band}`] = settings.skills[band].join(',');
  for (const name of KEPT) draft[`retention.${name}`] = String(settings.retention[name]);
  for (const risk of CLASSES) for (const step of STEPS) draft[`targets.${risk}.${step}`] = shown(settings.targets[risk][step]);
  return draft;
}

const shown = (minutes: number | null): string => (minutes === null ? '' : String(minutes));
const whole = (text: string): number => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : -1);
const orNone = (text: string): number | null => (text.trim() === '' ? null : whole(text));

/** Keys held in one text with commas between. */
export const ticked = (text: string): readonly string[] => text.split(',').filter((each) => each !== '');

/** The same text with one key more, or without it; always in the order of the professions. */
export function ticking(text: string, key: string, on: boolean): string {
  const now = new Set(ticked(text));
  if (on) now.add(key);
  else now.delete(key);
  return PROFESSIONS.filter((each) => now.has(each)).join(',');
}

/** The settings that the form says; what is no whole number is sent as -1, which the server refuses in words. */
export function settingsOf(draft: SettingsDraft): Settings {
  const text = (name: string): string => draft[name] ?? '';
  const minutes = (risk: string): Minutes =>
    Object.fromEntries(STEPS.map((step) => [step, orNone(text(`targets.${risk}.${step}`))])) as Minutes;
  return {
    week: text('week'),
    reading: text('reading'),
    in_city: text('in_city') === 'true',
    hours: { opens: minuteOf(text('hours.opens')) ?? -1, closes: text('hours.closes') === '' ? null : (minuteOf(text('hours.closes')) ?? -1) },
    ...(Object.fromEntries(NUMBERS.map((name) => [name, whole(text(name))])) as Pick<Settings, (typeof NUMBERS)[number]>),
    skills: Object.fromEntries(BANDS.map((band) => [band, ticked(text(`skills.${band}`))])) as Settings['skills'],
    targets: Object.fromEntries(CLASSES.map((risk) => [risk, minutes(risk)])) as Settings['targets'],
    retention: Object.fromEntries(KEPT.map((name) => [name, whole(text(`retention.${name}`))])) as Settings['retention'],
  };
}

/** Minutes after midnight as hh:mm. */
export function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function minuteOf(text: string): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
  if (found === null) return null;
  const [hour, minute] = [Number(found[1]), Number(found[2])];
  return hour > 24 || minute > 59 ? null : hour * 60 + minute;
}
