/** Texts in three languages from one catalogue each: pure functions, no state. */
import type accessEn from '../../../messages/access/en.json';
import type adminEn from '../../../messages/admin/en.json';
import type boardEn from '../../../messages/board/en.json';
import type importsEn from '../../../messages/imports/en.json';
import type drivingEn from '../../../messages/driving/en.json';
import type dutiesEn from '../../../messages/duties/en.json';
import type figuresEn from '../../../messages/figures/en.json';
import type inboxEn from '../../../messages/inbox/en.json';
import type keepingEn from '../../../messages/keeping/en.json';
import type laneEn from '../../../messages/lane/en.json';
import type paperEn from '../../../messages/paper/en.json';
import type lawEn from '../../../messages/law/en.json';
import type oversightEn from '../../../messages/oversight/en.json';
import type phoneEn from '../../../messages/phone/en.json';
import type phonesEn from '../../../messages/phones/en.json';
import type readingEn from '../../../messages/reading/en.json';
import type recommendationEn from '../../../messages/recommendation/en.json';
import type retentionEn from '../../../messages/retention/en.json';
import type rightsEn from '../../../messages/rights/en.json';
import type shellEn from '../../../messages/shell/en.json';
import type ssoEn from '../../../messages/sso/en.json';
import type supervisorEn from '../../../messages/supervisor/en.json';
import type togetherEn from '../../../messages/together/en.json';

export type Language = 'kk' | 'ru' | 'en';
export const LANGUAGES: readonly Language[] = ['kk', 'ru', 'en'];

/** Each language's own name for itself; never translated. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  kk: 'Қазақша',
  ru: 'Русский',
  en: 'English',
};

/** Keys that the compiler checks. Codes that come from the server go through `lookUp`. */
export type MessageKey =
  | keyof typeof accessEn
  | keyof typeof readingEn
  | keyof typeof shellEn
  | keyof typeof adminEn
  | keyof typeof boardEn
  | keyof typeof importsEn
  | keyof typeof drivingEn
  | keyof typeof dutiesEn
  | keyof typeof figuresEn
  | keyof typeof inboxEn
  | keyof typeof keepingEn
  | keyof typeof laneEn
  | keyof typeof paperEn
  | keyof typeof lawEn
  | keyof typeof oversightEn
  | keyof typeof phoneEn
  | keyof typeof recommendationEn
  | keyof typeof retentionEn
  | keyof typeof rightsEn
  | keyof typeof phonesEn
  | keyof typeof ssoEn
  | keyof typeof supervisorEn
  | keyof typeof togetherEn;

export type Params = Readonly<Record<string, string | number | null | undefined>>;
export type Plural = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
export type Catalogue = Readonly<Record<string, string | Plural>>;

export function isLanguage(value: unknown): value is Language {
  return value === 'kk' || value === 'ru' || value === 'en';
}

// PluralRules is the one part of Intl that knows Kazakh in Chrome; nothing else may be asked for 'kk'.
const plurals: Record<Language, Intl.PluralRules> = {
  kk: new Intl.PluralRules('kk'),
  ru: new Intl.PluralRules('ru'),
  en: new Intl.PluralRules('en'),
};

/** Kazakh writes numbers as Russian does: thin groups and a decimal comma. */
const numbers: Record<Language, Intl.NumberFormat> = {
  kk: new Intl.NumberFormat('ru'),
  ru: new Intl.NumberFormat('ru'),
  en: new Intl.NumberFormat('en'),
};

export function formatNumber(language: Language, value: number): string {
  return numbers[language].format(value);
}

/** The number that a plural follows: `n`, else `count`, else the first number given. */
function counted(params: Params): number {
  const named = params['n'] ?? params['count'];
  if (typeof named === 'number') return named;
  const first = Object.values(params).find((value) => typeof value === 'number');
  return typeof first === 'number' ? first : 0;
}

function fill(language: Language, pattern: string, params: Params): string {
  return pattern.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined || value === null) return whole;
    return typeof value === 'number' ? formatNumber(language, value) : value;
  });
}

/** The text of a key that may be unknown (a refusal's code, a place's name), or null. */
export function lookUp(catalogue: Catalogue, language: Language, key: string, params: Params = {}): string | null {
  const entry = catalogue[key];
  if (entry === undefined) return null;
  if (typeof entry === 'string') return fill(language, entry, params);
  const category = plurals[language].select(counted(params));
  const pattern = entry[category] ?? entry.other;
  return pattern === undefined ? null : fill(language, pattern, params);
}
