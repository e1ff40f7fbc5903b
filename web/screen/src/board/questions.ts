/** Neutral questions of the first assessment, by key; the words are in the catalogue. No licensed instrument. */
export const QUESTIONS = ['danger-now', 'hurt', 'words-of-harm', 'alone', 'adult-near', 'danger-at-home'] as const;

export type AnswerKey = 'yes' | 'no' | 'unknown';
