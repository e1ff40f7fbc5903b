/** A personal value that is not told: its person was forgotten, or the reader's role does not go so far. */
export type Withheld = { readonly forgotten: true } | { readonly hidden: true };

export function isWithheld(value: unknown): value is Withheld {
  return typeof value === 'object' && value !== null && ('forgotten' in value || 'hidden' in value);
}

/** Key of the word that stands in its place. */
export function withheldWord(value: Withheld): 'shell.forgotten' | 'shell.hidden' {
  return 'forgotten' in value ? 'shell.forgotten' : 'shell.hidden';
}
