/** The language of this page: one for all components, switched without a reload. */
import {
  formatNumber,
  isLanguage,
  lookUp,
  type Catalogue,
  type Language,
  type MessageKey,
  type Params,
} from './i18n';

const STORED = 'jedel.language';

const loaders: Record<Language, () => Promise<{ catalogue: Catalogue }>> = {
  kk: () => import('./catalogue/kk'),
  ru: () => import('./catalogue/ru'),
  en: () => import('./catalogue/en'),
};

let current = $state<Language>('ru');
let texts = $state.raw<Catalogue>({});

/** Load and show a language; remembered in this browser until the account says otherwise. */
export async function useLanguage(language: Language): Promise<void> {
  const { catalogue } = await loaders[language]();
  texts = catalogue;
  current = language;
  document.documentElement.lang = language;
  localStorage.setItem(STORED, language);
}

/** What to show before anyone has logged in. */
export function rememberedLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  if (isLanguage(stored)) return stored;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return wanted ?? 'ru';
}

export function language(): Language {
  return current;
}

/** The text of a known key in the current language. */
export function t(key: MessageKey, params: Params = {}): string {
  return lookUp(texts, current, key, params) ?? key;
}

/** The text of a key that comes from data; `otherwise` when no catalogue has it. */
export function tryText(key: string, params: Params = {}, otherwise = ''): string {
  return lookUp(texts, current, key, params) ?? otherwise;
}

export function number(value: number): string {
  return formatNumber(current, value);
}
