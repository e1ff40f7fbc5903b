/** How stories are said on this page: the catalogue, the registers and the clock of the country together. */
import { language, t, tryText } from '../shared/language.svelte';
import { clockTime, date } from '../shared/time';
import type { Registers } from '../board/registers.svelte';
import type { Speech } from './story';

const DOCUMENTS: Readonly<Record<string, string>> = { r: 'R', appc: 'APPC', cc: 'CC', pd: 'PD' };

/** A citation in words: what it says, in which document, and whether its point has been read in the text. */
export function citationWords(key: string): string {
  const words = tryText(`law.citation.${key}`, {}, key);
  const [mark = '', ...rest] = key.split('-');
  if (mark === 'ours') return `${words} (${tryText('law.ours')})`;
  const document = tryText(`law.document.${DOCUMENTS[mark] ?? ''}`);
  const article = mark === 'appc' ? rest[0] : undefined;
  const point = article === undefined ? tryText('law.point.unknown') : tryText('law.point.known', { point: article });
  return document === '' ? words : `${words} (${document}; ${point})`;
}

/** With seconds: a story is read to the second. */
export function moment(instant: string): string {
  return `${date(instant)} ${clockTime(instant)}`;
}

export function speechOf(registers: Registers, teams: ReadonlyMap<string, string>): Speech {
  return {
    text: (key, params, otherwise) => (key === 'story.language' ? language() : tryText(key, params, otherwise)),
    time: moment,
    day: (iso) => iso.split('-').reverse().join('.'),
    school: (id) => registers.schoolName(id),
    team: (id) => teams.get(id) ?? '',
    person: (id) => registers.personName(id),
    citation: citationWords,
  };
}

/** Who did it: by name, else by role; what the clock brought about says so. */
export function byWhom(by: string | null, role: string, registers: Registers): string {
  if (by === null) return t('supervisor.by.clock');
  const name = registers.personName(by);
  const roleName = tryText(`shell.role.${role}`, {}, role);
  return name === '' ? roleName : `${name}, ${roleName}`;
}
