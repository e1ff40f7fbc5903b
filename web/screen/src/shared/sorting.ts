/** Order and likeness of names in the three languages. */
import type { Language } from './i18n';

/** The Kazakh alphabet; Chrome has no collation for it and answers as if it had. */
const KAZAKH = 'аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя';
const DIGITS = '0123456789';
const LATIN = 'abcdefghijklmnopqrstuvwxyz';

const ranks = new Map<string, number>(Array.from(DIGITS + KAZAKH + LATIN, (letter, place) => [letter, place + 1]));

function rank(letter: string): number {
  return ranks.get(letter) ?? 0;
}

/** Letters and digit runs, so that "Group 10" stands after "Group 9". */
function pieces(text: string): string[] {
  return text.toLowerCase().match(/\d+|\D/gu) ?? [];
}

function comparePieces(a: string, b: string): number {
  const first = Number(a);
  const second = Number(b);
  if (/^\d/.test(a) && /^\d/.test(b)) return first - second;
  const byRank = rank(a.charAt(0)) - rank(b.charAt(0));
  return byRank !== 0 ? byRank : a < b ? -1 : a > b ? 1 : 0;
}

function compareKazakh(a: string, b: string): number {
  const first = pieces(a);
  const second = pieces(b);
  for (let place = 0; place < Math.min(first.length, second.length); place += 1) {
    const order = comparePieces(first[place] ?? '', second[place] ?? '');
    if (order !== 0) return order;
  }
  return first.length - second.length;
}

const collators = {
  ru: new Intl.Collator('ru', { numeric: true }),
  en: new Intl.Collator('en', { numeric: true }),
};

/** Compare two names as a reader of that language expects. */
export function compareNames(language: Language, a: string, b: string): number {
  return language === 'kk' ? compareKazakh(a, b) : collators[language].compare(a, b);
}

const ALIKE: Readonly<Record<string, string>> = {
  қ: 'к', ә: 'а', ұ: 'у', ү: 'у', і: 'и', ғ: 'г', ң: 'н', ө: 'о', һ: 'х', ё: 'е',
};

/** A name for searching: lower case, Kazakh letters as people type them on a Russian keyboard. */
export function fold(text: string): string {
  return text.toLowerCase().replace(/[қәұүіғңөһё]/g, (letter) => ALIKE[letter] ?? letter).trim();
}
