/** The command line: `3 onsite`, `assign 1042 3`, `take 1042`, `?`. Words may be typed in the wrong layout. */

export type Verb =
  | 'assign'
  | 'take'
  | 'open'
  | 'note'
  | 'call'
  | 'new'
  | 'assess'
  | 'close'
  | 'start'
  | 'end'
  | 'map'
  | 'print'
  | 'next'
  | 'joint'
  | 'help';
/** Those that take nothing further. */
export type PlainVerb = Extract<Verb, 'new' | 'map' | 'print' | 'next' | 'joint' | 'help'>;
export type Status = 'accepted' | 'drive' | 'onsite' | 'in' | 'refused' | 'done' | 'cancel';

export type Command =
  | { readonly kind: 'status'; readonly team: string; readonly status: Status }
  | { readonly kind: 'assign'; readonly target: string | null; readonly team: string }
  | { readonly kind: 'note'; readonly target: string | null; readonly text: string }
  | { readonly kind: 'call'; readonly service: string; readonly target: string | null }
  | { readonly kind: 'shift'; readonly verb: 'start' | 'end'; readonly team: string }
  | { readonly kind: 'case'; readonly verb: 'take' | 'open' | 'assess' | 'close'; readonly target: string | null }
  | { readonly kind: 'plain'; readonly verb: PlainVerb };

export type Misread = { readonly kind: 'misread'; readonly why: 'empty' | 'verb' | 'team' | 'case' | 'text' | 'service' };

/** Words of the current language beside the English ones, which always work. */
export interface Words {
  readonly verbs: Readonly<Partial<Record<Verb, readonly string[]>>>;
  readonly statuses: Readonly<Partial<Record<Status, readonly string[]>>>;
}

export const VERBS: readonly Verb[] = [
  'assign', 'take', 'open', 'note', 'call', 'new', 'assess', 'close', 'start', 'end', 'map', 'print', 'next', 'joint', 'help',
];
export const STATUSES: readonly Status[] = ['accepted', 'drive', 'onsite', 'in', 'refused', 'done', 'cancel'];

const CYRILLIC = 'йцукенгшщзхъфывапролджэячсмитьбю';
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const onLatin = new Map(Array.from(CYRILLIC, (letter, place) => [letter, LATIN.charAt(place)]));

/** The digit row of the Kazakh layout writes letters; a token of nothing else was meant as a number. */
const KAZAKH_DIGITS = 'қ"әіңғ,.үұ';

/** The same keys on a Latin keyboard. */
export function asLatin(word: string): string {
  return Array.from(word, (letter) => onLatin.get(letter) ?? letter).join('');
}

export function asDigits(word: string): string {
  const digits = Array.from(word.toLowerCase(), (letter) => KAZAKH_DIGITS.indexOf(letter));
  return word !== '' && digits.every((digit) => digit >= 0) ? digits.join('') : word;
}

/** The one word that starts so; a whole word wins over a beginning; two beginnings are no answer. */
function pick<T extends string>(typed: string, all: readonly T[], words: Readonly<Partial<Record<T, readonly string[]>>>): T | null {
  for (const attempt of [typed.toLowerCase(), asLatin(typed.toLowerCase())]) {
    const named = all.map((name) => ({ name, spellings: [name as string, ...(words[name] ?? [])] }));
    const whole = named.find((each) => each.spellings.includes(attempt));
    if (whole !== undefined) return whole.name;
    const begun = named.filter((each) => each.spellings.some((spelling) => spelling.startsWith(attempt)));
    if (begun.length === 1 && begun[0] !== undefined) return begun[0].name;
  }
  return null;
}

const isNumber = (word: string | undefined): word is string => word !== undefined && /^\d+$/.test(word);

/** Read a line. A case is a number's tail (`1042`) and may be left out: the chosen case is meant. */
export function readLine(line: string, words: Words): Command | Misread {
  const trimmed = line.trim().replace(/^\//, '');
  if (trimmed === '') return { kind: 'misread', why: 'empty' };
  if (trimmed === '?') return { kind: 'plain', verb: 'help' };
  const [first = '', ...rest] = trimmed.split(/\s+/).map(asDigits);
  if (isNumber(first)) {
    const status = pick(rest.join(''), STATUSES, words.statuses);
    return status === null ? { kind: 'misread', why: 'verb' } : { kind: 'status', team: first, status };
  }
  const verb = pick(first, VERBS, words.verbs);
  return verb === null ? { kind: 'misread', why: 'verb' } : withVerb(verb, rest, trimmed);
}

function withVerb(verb: Verb, rest: readonly string[], line: string): Command | Misread {
  switch (verb) {
    case 'assign':
      return assign(rest);
    case 'note':
      return note(rest, line);
    case 'call':
      return call(rest);
    case 'start':
    case 'end':
      return isNumber(rest[0]) ? { kind: 'shift', verb, team: rest[0] } : { kind: 'misread', why: 'team' };
    case 'take':
    case 'open':
    case 'assess':
    case 'close':
      if (rest[0] !== undefined && !isNumber(rest[0])) return { kind: 'misread', why: 'case' };
      return { kind: 'case', verb, target: rest[0] ?? null };
    case 'new':
    case 'map':
    case 'print':
    case 'next':
    case 'joint':
    case 'help':
      return { kind: 'plain', verb };
  }
}

function assign(rest: readonly string[]): Command | Misread {
  const numbers = rest.filter(isNumber);
  if (numbers.length === 0 || numbers.length !== rest.length || numbers.length > 2) return { kind: 'misread', why: 'team' };
  const team = numbers[numbers.length - 1] ?? '';
  return { kind: 'assign', target: numbers.length === 2 ? (numbers[0] ?? null) : null, team };
}

function note(rest: readonly string[], line: string): Command | Misread {
  const target = isNumber(rest[0]) ? rest[0] : null;
  const text = line.replace(/^\S+\s*/, '').replace(target === null ? /^/ : /^\S+\s*/, '');
  return text === '' ? { kind: 'misread', why: 'text' } : { kind: 'note', target, text };
}

function call(rest: readonly string[]): Command | Misread {
  const service = rest.find((word) => ['102', '103', '112'].includes(word));
  if (service === undefined) return { kind: 'misread', why: 'service' };
  return { kind: 'call', service, target: rest.find((word) => isNumber(word) && word !== service) ?? null };
}

/** The case whose number ends so: `1042` is KZ-75-2026-001042. */
export function caseByTail<C extends { readonly number: string }>(cases: Iterable<C>, tail: string): C | null {
  const wanted = Number(tail);
  for (const each of cases) {
    const counter = each.number.split('-').at(-1);
    if (counter !== undefined && Number(counter) === wanted) return each;
  }
  return null;
}

/** The team whose name holds this number: "Group 3", "3-топ". */
export function teamByNumber<T extends { readonly name: string }>(teams: Iterable<T>, typed: string): T | null {
  for (const team of teams) {
    if (team.name.match(/\d+/)?.[0] === String(Number(typed))) return team;
  }
  return null;
}
