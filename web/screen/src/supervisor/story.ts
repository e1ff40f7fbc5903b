/** One event in words: a sentence, and below it whatever else was said. Pure: words and names are handed in. */

export interface Step {
  readonly position: number;
  readonly version: number;
  readonly name: string;
  readonly happened_at: string;
  readonly recorded_at: string;
  readonly by: string | null;
  readonly role: string;
  readonly device: string | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** How to say things in the reader's language. */
export interface Speech {
  text(key: string, params: Readonly<Record<string, string | number>>, otherwise: string): string;
  time(iso: string): string;
  day(iso: string): string;
  school(id: string): string;
  team(id: string): string;
  person(id: string): string;
  /** A citation key with its document and mark. */
  citation(key: string): string;
}

export interface Detail {
  readonly field: string;
  readonly label: string;
  readonly lines: readonly string[];
}

export interface Told {
  readonly sentence: string;
  readonly details: readonly Detail[];
}

/** Identities without a name of their own: they tie events together and say nothing to a reader. */
const SILENT = new Set(['child', 'caller', 'guardian', 'subject', 'visit', 'shift', 'follow_up', 'case', 'to', 'region', 'source']);
const SCHOOLS = new Set(['school', 'nearest_school']);
const PEOPLE = new Set(['owner', 'members', 'left', 'specialist', 'roster', 'proposed_by']);
/** Fields whose words stand under another field's. */
const WORDS_OF: Readonly<Record<string, string>> = {
  from_region: 'region',
  child_language: 'language',
  languages: 'language',
  professions: 'profession',
};
/** Free text that must never be taken for a key. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const DAY = /^\d{4}-\d\d-\d\d$/;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Sentence and details of a step. */
export function tell(step: Step, speech: Speech): Told {
  const said = new Map<string, string>();
  const place = (field: string): string | undefined => {
    const lines = linesOf(field, step.fields[field], speech);
    said.set(field, field);
    return lines.length === 0 ? undefined : lines.join(', ');
  };
  // The catalogue decides which fields stand in the sentence; what it asked for is not said again below.
  const asked = new Proxy({} as Record<string, string>, {
    get: (_, name) => (name === 'name' ? nameOf(step.fields, speech) : place(String(name))) ?? '–',
    ownKeys: () => [],
  });
  const sentence = speech.text(`story.${step.name}`, asked, '');
  const words = sentence === '' ? speech.text('story.unknown', { name: step.name }, step.name) : sentence;
  return { sentence: words, details: detailsOf(step, said, speech) };
}

function nameOf(fields: Step['fields'], speech: Speech): string {
  const language = speech.text('story.language', {}, 'en');
  const names = [fields['name'], fields[`name_${language}`], fields['label'], fields['name_ru'], fields['name_kk']];
  return names.find((name): name is string => typeof name === 'string' && name !== '') ?? '–';
}

function detailsOf(step: Step, said: ReadonlyMap<string, string>, speech: Speech): readonly Detail[] {
  const details: Detail[] = [];
  for (const [field, value] of firstThings(step.fields)) {
    if (field === 'due' && isRecord(value)) details.push(...groundsOf(value, speech));
    if (SILENT.has(field) || said.has(field) || (field === 'nearest_school' && step.fields['school'] !== null)) continue;
    const label = speech.text(`story.field.${field}`, {}, '');
    const lines = linesOf(field, value, speech);
    if (label !== '' && lines.length > 0) details.push({ field, label, lines });
  }
  return details;
}

/** Said danger stands before everything else that was said. */
function firstThings(fields: Step['fields']): readonly [string, unknown][] {
  const entries = Object.entries(fields);
  return [...entries.filter(([field]) => field === 'says_danger'), ...entries.filter(([field]) => field !== 'says_danger')];
}

/** What a due time rests on, each in words. */
function groundsOf(due: Readonly<Record<string, unknown>>, speech: Speech): readonly Detail[] {
  const rests = Array.isArray(due['rests_on']) ? due['rests_on'] : [];
  const keys = [due['citation'], ...rests].filter((key): key is string => typeof key === 'string');
  const label = speech.text('story.field.citation', {}, 'citation');
  return keys.length === 0 ? [] : [{ field: 'citation', label, lines: keys.map((key) => speech.citation(key)) }];
}

/** A value as lines of text; none when nothing was said. */
export function linesOf(field: string, value: unknown, speech: Speech): readonly string[] {
  if (value === null || value === undefined || value === '' || value === false) return wordOfFalse(field, value, speech);
  if (isRecord(value)) return recordLines(field, value, speech);
  if (field === 'point' && Array.isArray(value)) return [value.map((each) => Number(each).toFixed(5)).join(', ')];
  if (Array.isArray(value)) return value.flatMap((each) => linesOf(field, each, speech));
  return [word(field, String(value), speech)];
}

function wordOfFalse(field: string, value: unknown, speech: Speech): readonly string[] {
  const text = value === false ? speech.text(`story.word.${field}.false`, {}, '') : '';
  return text === '' ? [] : [text];
}

function recordLines(field: string, value: Readonly<Record<string, unknown>>, speech: Speech): readonly string[] {
  if (value['hidden'] === true) return [speech.text('shell.hidden', {}, '')];
  if (value['forgotten'] === true) return [speech.text('story.forgotten', {}, '')];
  if (field === 'recommendation') return recommended(value, speech);
  if (field === 'joint_plan') return [plannedJointly(value, speech)];
  if (typeof value['at'] === 'string') return [speech.time(value['at'])];
  if (typeof value['question'] === 'string') {
    const question = value['question'];
    const answer = String(value['answer'] ?? '');
    return [`${speech.text(`board.question.${question}`, {}, question)} ${speech.text(`board.answer.${answer}`, {}, answer)}`];
  }
  return [];
}

/** The first three of what the dispatcher was offered. */
function recommended(value: Readonly<Record<string, unknown>>, speech: Speech): readonly string[] {
  const ranked = Array.isArray(value['ranked']) ? value['ranked'].filter(isRecord) : [];
  const remote = value['remote'];
  const first = isRecord(remote) ? [speech.text('story.remote-proposed', { time: speech.time(String(remote['on_site_by'])) }, '')] : [];
  const offered = ranked.slice(0, 3).map((candidate, place) => {
    const minutes = Math.round(Number(candidate['seconds'] ?? 0) / 60);
    return `${place + 1}. ${speech.team(String(candidate['team']))}, ${speech.text('story.minutes', { n: minutes }, String(minutes))}`;
  });
  return [...first, ...offered];
}

/** How many were sent at once, and the longest wait of the most urgent class, beside one by one. */
function plannedJointly(value: Readonly<Record<string, unknown>>, speech: Speech): string {
  const of = (name: string): Readonly<Record<string, unknown>>[] => (Array.isArray(value[name]) ? value[name].filter(isRecord) : []);
  const together = of('pairs');
  const first = Math.min(...together.map((each) => Number(each['risk_class'])));
  const minutes = (visits: readonly Readonly<Record<string, unknown>>[]): number =>
    Math.round(Math.max(0, ...visits.filter((each) => each['risk_class'] === first).map((each) => Number(each['wait_seconds']))) / 60);
  return speech.text('story.joint_plan', { n: together.length, after: minutes(together), before: minutes(of('alone')) }, '');
}

function word(field: string, value: string, speech: Speech): string {
  if (SCHOOLS.has(field)) return speech.school(value) || value;
  if (PEOPLE.has(field)) return speech.person(value) || value;
  if (field === 'team') return speech.team(value) || value;
  if (field === 'citation') return speech.citation(value);
  if (field === 'risk_class') return speech.text(`shell.class.${value}`, {}, value);
  if (DAY.test(value)) return speech.day(value);
  if (TIME.test(value)) return speech.time(value);
  return speech.text(`story.word.${WORDS_OF[field] ?? field}.${value}`, {}, value);
}
