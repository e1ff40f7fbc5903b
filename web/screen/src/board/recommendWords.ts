/** A recommendation in words: what was asked, what nobody fulfils, why each stands where it does. */
import { number, t, tryText } from '../shared/language.svelte';
import type { Asked, Candidate, CoverLoss, Drive, Reason, Rejected, Shortfall } from './card';

const LANGUAGE = 'language:';

/** The server refuses these; with any other reason against it a group may be sent all the same. */
const BARS: ReadonlySet<string> = new Set(['off-duty', 'busy', 'group-small']);

export const mayAllTheSame = (each: Rejected): boolean => !each.reasons.some((reason) => BARS.has(reason.code));

/** Those that may be sent all the same before those that cannot, the sooner first; of whom nothing is known last. */
export function inOrder(rejected: readonly Rejected[]): readonly Rejected[] {
  const rank = (each: Rejected): number => (mayAllTheSame(each) ? 0 : 1e9) + (each.drive?.seconds ?? 1e6);
  return [...rejected].sort((one, other) => rank(one) - rank(other));
}

export function drivenIn(drive: Pick<Drive, 'seconds_low' | 'seconds_high'>): string {
  const low = Math.max(1, Math.round(drive.seconds_low / 60));
  const high = Math.max(1, Math.round(drive.seconds_high / 60));
  return low === high ? t('board.minutes', { n: low }) : t('board.minutes.range', { low, high });
}

export function km(drive: Pick<Drive, 'metres'>): string {
  return t('board.km', { km: number(Math.round(drive.metres / 100) / 10) });
}

export function reasonText(each: Reason): string {
  const what = tryText(`recommendation.what.${each.what}`, {}, each.what);
  return tryText(`recommendation.${each.code}`, { minutes: each.minutes, n: each.minutes, what }, each.code);
}

/** Less than a minute between two groups is no reason; where a position comes from, or that it is old, is said once. */
export function whyText(candidate: Candidate, languages: readonly string[]): string {
  const close = candidate.reasons.some((each) => each.minutes === 0 && (each.code === 'nearest' || each.code === 'later'));
  const reasons = candidate.reasons.filter((each) => each.minutes !== 0 || !['nearest', 'later'].includes(each.code)).map(reasonText);
  const told = candidate.reasons.some((each) => each.code === 'position-base' || each.code === 'position-old');
  const tongues = languages.map((code) => tryText(`story.word.language.${code}`, {}, code)).join(', ');
  return [...(close ? [t('board.recommend.close')] : []), ...reasons, ...(told ? [] : [positionText(candidate)]), tongues].join('; ');
}

function positionText(candidate: Candidate): string {
  const { source, age_seconds: age } = candidate.position;
  if (source === 'base') return tryText('board.position.base');
  return t('board.position.age', { span: t('board.minutes', { n: Math.round(age / 60) }), source: tryText(`board.position.${source}`, {}, source) });
}

const joined = (parts: readonly string[], by: 'recommendation.or' | 'recommendation.and'): string => parts.join(` ${t(by)} `);
const professionText = (keys: readonly string[]): string =>
  joined(
    keys.map((key) => tryText(`story.word.profession.${key}`, {}, key)),
    'recommendation.or',
  );

/** What the visit asks of a group; `by` is until when somebody should be there, in words. */
export function askedText(asked: Asked, by: string): string {
  const parts = asked.languages.map((code) => tryText(`story.word.language.${code}`, {}, code));
  if (asked.professions.length > 0) parts.push(professionText(asked.professions));
  parts.push(t('recommendation.asked.people', { n: asked.group_size }));
  if (by !== '') parts.push(t('recommendation.asked.on-site', { time: by }));
  return t('recommendation.asked', { what: parts.join('; ') });
}

/** A demand that nobody free fulfils in time, and who would and when. */
export function shortfallText(short: Shortfall, asked: Asked, nameOf: (team: string) => string): string {
  return `${missingText(short, asked)} ${soonestText(short, nameOf)}`;
}

function missingText(short: Shortfall, asked: Asked): string {
  const demands = joined(
    short.demands.map((each) => demandText(each, asked)),
    'recommendation.and',
  );
  const n = short.within_minutes;
  if (short.demands.length === 0) return n === null ? t('recommendation.short.nobody') : t('recommendation.short.nobody-within', { n });
  return n === null ? t('recommendation.short.none', { demands }) : t('recommendation.short.within', { demands, n });
}

function demandText(demand: string, asked: Asked): string {
  if (!demand.startsWith(LANGUAGE)) return t('recommendation.demand.profession', { what: professionText(asked.professions) });
  const code = demand.slice(LANGUAGE.length);
  return tryText(`recommendation.demand.language.${code}`, {}, code);
}

function soonestText(short: Shortfall, nameOf: (team: string) => string): string {
  if (short.nearest === null) return t('recommendation.short.nobody-else');
  const team = nameOf(short.nearest);
  const { free_in_minutes: free, there_in_minutes: there } = short;
  if (free === null || there === null) return t('recommendation.short.busy', { team });
  return free === 0 ? t('recommendation.short.free-now', { team, there }) : t('recommendation.short.free-later', { team, free, there });
}

/** What nobody free reaches any more once this group has gone. */
export function coverText(cover: CoverLoss): string {
  const { schools, covered, within_minutes: within } = cover;
  if (cover.last) return t('recommendation.cover.last');
  if (cover.districts.length > 0) return t('recommendation.cover.districts', { districts: cover.districts.join(', '), schools, covered, within });
  if (cover.most_in === '') return t('recommendation.cover.some', { schools, covered, within });
  return t('recommendation.cover.schools', { schools, covered, within, most: cover.most_in });
}
