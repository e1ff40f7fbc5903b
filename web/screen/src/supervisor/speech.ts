/** How stories are said on this page: the catalogue, the registers and the clock of the country together. */
import { language, t, tryText } from '../shared/language.svelte';
import { clockTime, date } from '../shared/time';
import type { Registers } from '../board/registers.svelte';
import type { Speech, Step } from './story';

const DOCUMENTS: Readonly<Record<string, string>> = { r: 'R', appc: 'APPC', cc: 'CC', pd: 'PD' };

/** The document that a citation key stands under; null for what is ours. */
function documentOf(key: string): string | null {
  return DOCUMENTS[key.split('-')[0] ?? ''] ?? null;
}

/** A citation in words: what it says, in which document, and whether its point has been read in the text. */
export function citationWords(key: string): string {
  const words = tryText(`law.citation.${key}`, {}, key);
  const document = documentOf(key);
  if (document === null) return key.startsWith('ours-') ? `${words} [${t('shell.ours')}]` : words;
  const point = key.startsWith('appc-') ? tryText('law.point.known', { point: key.slice(5) }) : tryText('law.point.unknown');
  return `${words} [${tryText(`supervisor.law.${document}`, {}, document)}, ${point}]`;
}

/** The documents behind the short names, in full, for those that a story cites; ours last. */
export function documentsOf(steps: readonly Step[]): readonly string[] {
  const text = JSON.stringify(steps.map((step) => step.fields));
  const marks = Object.entries(DOCUMENTS).filter(([start]) => text.includes(`"${start}-`));
  const named = marks.map(([, mark]) => `[${tryText(`supervisor.law.${mark}`, {}, mark)}] ${tryText(`law.document.${mark}`)}`);
  return text.includes('"ours-') ? [...named, `[${t('shell.ours')}] ${tryText('law.ours')}`] : named;
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

/** Who did it: by name, else by role; of no account are the public form and the clock: what that brought about says so. */
export function byWhom(by: string | null, role: string, registers: Registers): string {
  const name = by === null ? '' : registers.personName(by);
  if (by === null && role !== 'public-form') return t('supervisor.by.clock');
  const roleName = tryText(`shell.role.${role}`, {}, role);
  return name === '' ? roleName : `${name}, ${roleName}`;
}
