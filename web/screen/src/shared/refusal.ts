/** A refusal in words a person can act on. */
import { Refusal, type Problem } from './api';
import { t, tryText } from './language.svelte';

/** The citation in words, or empty when the refusal names none. */
export function citationText(key: string | null): string {
  return key === null ? '' : tryText(`law.${key}`, {}, key);
}

export function problemText(problem: Problem): string {
  const words = tryText(`refusal.${problem.code}`, problem.params, problem.detail || problem.title);
  return words === '' ? t('shell.trouble.unknown', { code: problem.code }) : words;
}

/** Words for anything that went wrong while talking to the server. */
export function troubleText(error: unknown): string {
  if (error instanceof Refusal) return problemText(error.problem);
  if (error instanceof TypeError) return t('shell.trouble.network');
  return t('shell.trouble.unknown', { code: 'screen' });
}
