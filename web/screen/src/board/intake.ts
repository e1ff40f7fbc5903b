/** What the intake form holds and the command it becomes. */
import type { RiskClass } from '../live/rows';
import { serverNow } from '../shared/clock.svelte';
import { newId } from '../shared/ids';
import { fromWall, hourMinute, isoDay, milliseconds } from '../shared/time';
import type { Place } from './PlaceField.svelte';

export const CHANNELS = ['phone', 'messenger', 'e-mail', 'platform', 'in-person', 'helpline', 'school', 'mass-media'] as const;

export interface IntakeForm {
  /** Made with the form, so that pressing twice receives once. */
  id: string;
  story: string;
  channel: string;
  receivedAt: string;
  place: Place;
  childName: string;
  childBirthDate: string;
  childPhone: string;
  childLanguage: string;
  anonymous: boolean;
  callerName: string;
  callerPhone: string;
  callerRelation: string;
  publication: string;
  seenAt: string;
  reason: string;
}

export function emptyIntake(): IntakeForm {
  return {
    id: newId(),
    story: '',
    channel: 'phone',
    receivedAt: '',
    place: { school: null, point: null, words: '' },
    childName: '',
    childBirthDate: '',
    childPhone: '',
    childLanguage: '',
    anonymous: false,
    callerName: '',
    callerPhone: '',
    callerRelation: '',
    publication: '',
    seenAt: '',
    reason: '',
  };
}

const DAY_MS = 86_400_000;
/** A time later than now was yesterday's only so shortly after; longer ago it is rather a slip of the hand. */
const YESTERDAY_MS = DAY_MS / 2;

/** When the clock on the wall showed this: 23:50 written down at 00:10 was yesterday. Null for now.
 *
 * 11:00 written down at 10:35 stays ahead of now: the form says so, and the server would refuse it.
 */
export function lastTime(hhmm: string, now: number): string | null {
  if (hhmm === '' || hhmm === hourMinute(now)) return null;
  const today = fromWall(isoDay(now), hhmm);
  if (today === null) return null;
  const yesterday = milliseconds(today) - DAY_MS;
  return milliseconds(today) > now && now - yesterday <= YESTERDAY_MS ? new Date(yesterday).toISOString() : today;
}

/** Only what was said: an empty field is not a fact. */
export function bodyOf(form: IntakeForm, risk: RiskClass | null): Record<string, unknown> {
  const now = serverNow();
  const media = form.channel === 'mass-media';
  const named = !form.anonymous && !media;
  const said: Record<string, unknown> = {
    story: form.story.trim(),
    received_at: lastTime(form.receivedAt, now),
    school: form.place.school,
    point: form.place.point,
    place: form.place.words.trim(),
    child_name: form.childName.trim(),
    child_birth_date: form.childBirthDate,
    child_phone: form.childPhone.trim(),
    child_language: form.childLanguage,
    caller_name: named ? form.callerName.trim() : '',
    caller_phone: named ? form.callerPhone.trim() : '',
    caller_relation: named ? form.callerRelation.trim() : '',
    publication: media ? form.publication.trim() : '',
    publication_seen_at: media ? (lastTime(form.seenAt, now) ?? (form.seenAt === '' ? '' : new Date(now).toISOString())) : '',
    risk_class: risk,
    reason: risk === null ? '' : form.reason.trim(),
  };
  const known = Object.entries(said).filter(([, value]) => value !== null && value !== '');
  return { case: form.id, channel: form.channel, ...Object.fromEntries(known) };
}

/** Each says something of its own; a channel, a time or a language alone says nothing. */
const SAYING = [
  'story', 'school', 'point', 'place', 'child_name', 'child_phone', 'child_birth_date',
  'caller_name', 'caller_phone', 'caller_relation', 'publication', 'risk_class',
];

/** Whether this command would make a case out of nothing. */
export function nothingWritten(body: Record<string, unknown>): boolean {
  return SAYING.every((name) => !(name in body));
}
