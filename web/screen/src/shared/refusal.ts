/** A refusal in words a person can act on. */
import { Refusal, type Problem } from './api';
import { t, tryText } from './language.svelte';
import { GivenUp } from './passkey';

/** The rule that a time or a refusal rests on, in words; what is ours says so and never looks like law. */
export function citationText(key: string | null): string {
  if (key === null) return '';
  const words = tryText(`law.citation.${key}`, {}, key);
  return key.startsWith('ours-') ? `${words} (${t('shell.ours')})` : words;
}

export function problemText(problem: Problem): string {
  const words = tryText(`refusal.${problem.code}`, problem.params, problem.detail || problem.title);
  if (words === '') return t('shell.trouble.unknown', { code: problem.code });
  const rule = citationText(problem.citation);
  return rule === '' ? words : `${words} [${rule}]`;
}

/** Words for anything that went wrong while talking to the server. */
export function troubleText(error: unknown): string {
  if (error instanceof Refusal) return problemText(error.problem);
  if (error instanceof GivenUp) return t('access.passkey.given-up');
  if (error instanceof TypeError) return t('shell.trouble.network');
  return t('shell.trouble.unknown', { code: 'screen' });
}
