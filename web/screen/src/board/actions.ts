/** What a dispatcher can record about a case: each action with its command and its fields.
 *
 * Forms are made of these, so that every action looks and works alike. Whether an action is offered is only
 * kindness; the server decides.
 */
import type { QueueRow } from '../live/rows';
import type { MessageKey } from '../shared/i18n';

export type FieldKind = 'line' | 'text' | 'date' | 'phone' | 'choice' | 'yes' | 'region' | 'account' | 'case' | 'place' | 'language';

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly label: MessageKey;
  readonly required?: boolean;
  /** For `choice`: values, each in words under `<prefix>.<value>`. */
  readonly values?: readonly string[];
  readonly prefix?: string;
}

export interface Action {
  readonly name: string;
  readonly command: string;
  readonly label: MessageKey;
  readonly group: 'flow' | 'care' | 'record' | 'end';
  readonly fields: readonly Field[];
  readonly offered: (row: QueueRow) => boolean;
  readonly roles?: readonly string[];
  /** What the button that sends the form says, where it does more than record. */
  readonly send?: MessageKey;
}

const open = (row: QueueRow): boolean => row.stage !== 'closed';
const always = (): boolean => true;
const word = (name: string, label: MessageKey, required = true): Field => ({ name, kind: 'text', label, required });
const line = (name: string, label: MessageKey, required = false): Field => ({ name, kind: 'line', label, required });
const choice = (name: string, label: MessageKey, prefix: string, values: readonly string[]): Field => ({
  name, kind: 'choice', label, required: true, prefix, values,
});

const reason = word('reason', 'board.field.reason');
const contactChannel = choice('channel', 'board.field.channel', 'story.word.channel', ['phone', 'video', 'messenger', 'in-person']);

export const SERVICE_KINDS = ['psychological', 'consulting', 'methodical'] as const;
export const REDIRECT_TO = ['guardianship', 'police', 'prosecutor', 'health', 'education', 'other'] as const;

export const ACTIONS: readonly Action[] = [
  { name: 'contact', command: 'record-contact', label: 'board.act.contact', group: 'flow', offered: open, fields: [contactChannel, word('note', 'board.field.note', false)] },
  { name: 'call', command: 'record-service-call', label: 'board.act.call', group: 'flow', offered: open, fields: [choice('service', 'board.field.service', 'story.word.service', ['102', '103', '112']), word('note', 'board.field.note', false)] },
  { name: 'note', command: 'add-note', label: 'board.act.note', group: 'flow', offered: always, fields: [word('text', 'board.field.note')] },
  { name: 'ask-writer', command: 'ask-writer', label: 'board.act.ask-writer', group: 'flow', send: 'board.act.send-question', offered: (row) => open(row) && row.channel === 'public-form', fields: [word('question', 'board.field.question')] },
  { name: 'hand-over', command: 'hand-over-case', label: 'board.act.hand-over', group: 'flow', offered: (row) => open(row) && row.owner !== null, fields: [{ name: 'to', kind: 'account', label: 'board.field.to-person', required: true }] },
  { name: 'confirm-lower', command: 'confirm-lower-class', label: 'board.act.confirm-lower', group: 'flow', offered: (row) => row.proposed_class !== null, fields: [reason] },

  { name: 'request-consent', command: 'request-consent', label: 'board.act.request-consent', group: 'care', offered: (row) => open(row) && !row.household_danger && row.consent !== 'given', fields: [line('guardian_name', 'board.field.guardian'), { name: 'guardian_phone', kind: 'phone', label: 'board.field.guardian-phone' }, contactChannel] },
  { name: 'record-consent', command: 'record-consent', label: 'board.act.record-consent', group: 'care', offered: (row) => open(row) && row.consent !== 'given', fields: [line('guardian_name', 'board.field.guardian', true), choice('form', 'board.field.form', 'story.word.form', ['written', 'informed']), word('evidence', 'board.field.evidence')] },
  { name: 'consent-refused', command: 'record-consent-refused', label: 'board.act.consent-refused', group: 'care', offered: (row) => open(row) && row.consent !== 'refused', fields: [line('guardian_name', 'board.field.guardian'), word('words', 'board.field.words', false)] },
  { name: 'withdraw-consent', command: 'withdraw-consent', label: 'board.act.withdraw-consent', group: 'care', offered: (row) => row.consent === 'given', fields: [word('words', 'board.field.words', false)] },
  { name: 'child-agreement', command: 'record-child-agreement', label: 'board.act.child-agreement', group: 'care', offered: open, fields: [{ name: 'agreed', kind: 'yes', label: 'board.field.agreed' }] },
  { name: 'start-service', command: 'start-service', label: 'board.act.start-service', group: 'care', offered: open, fields: [choice('kind', 'board.field.kind', 'story.word.kind', SERVICE_KINDS)] },
  { name: 'household-danger', command: 'record-household-danger', label: 'board.act.household-danger', group: 'care', offered: (row) => !row.household_danger, fields: [word('words', 'board.field.words')] },

  { name: 'correct-place', command: 'correct-school', label: 'board.act.correct-place', group: 'record', offered: open, fields: [{ name: 'school', kind: 'place', label: 'board.field.place' }] },
  { name: 'correct-child', command: 'correct-child', label: 'board.act.correct-child', group: 'record', offered: open, fields: [line('child_name', 'board.field.child-name'), { name: 'child_birth_date', kind: 'date', label: 'board.field.birth-date' }, { name: 'child_language', kind: 'language', label: 'board.field.language' }] },
  { name: 'correct-phone', command: 'correct-phone', label: 'board.act.correct-phone', group: 'record', offered: open, fields: [choice('whose', 'board.field.whose', 'story.word.whose', ['caller', 'child', 'guardian']), { name: 'phone', kind: 'phone', label: 'board.field.phone', required: true }] },
  { name: 'attach', command: 'attach-request', label: 'board.act.attach', group: 'record', offered: (row) => open(row) && row.attached_to === null, fields: [{ name: 'to', kind: 'case', label: 'board.field.to-case', required: true }] },
  { name: 'follow-up', command: 'set-follow-up', label: 'board.act.follow-up', group: 'record', offered: open, fields: [{ name: 'on', kind: 'date', label: 'board.field.on', required: true }, word('what', 'board.field.what')] },

  { name: 'consider', command: 'consider-case', label: 'board.act.consider', group: 'end', offered: (row) => open(row) && !row.considered, fields: [word('result', 'board.field.result')] },
  { name: 'redirect', command: 'redirect-case', label: 'board.act.redirect', group: 'end', offered: (row) => open(row) && !row.considered, fields: [choice('to', 'board.field.to-body', 'story.word.to', REDIRECT_TO), reason, { name: 'notified', kind: 'yes', label: 'board.field.notified' }] },
  { name: 'transfer', command: 'transfer-case', label: 'board.act.transfer', group: 'end', offered: open, fields: [{ name: 'region', kind: 'region', label: 'board.field.region', required: true }, reason] },
  { name: 'close', command: 'close-case', label: 'board.act.close', group: 'end', offered: open, fields: [word('result', 'board.field.result')] },
  { name: 'reopen', command: 'reopen-case', label: 'board.act.reopen', group: 'end', offered: (row) => row.stage === 'closed', fields: [reason] },
];

const body = choice('channel', 'board.field.channel', 'story.word.channel', ['phone', 'messenger', 'e-mail', 'letter', 'in-person']);

/** What is said when a duty of the law was done. */
export const DUTY_DONE: readonly Field[] = [line('person', 'board.field.informed', true), body, word('result', 'board.field.result')];
/** The head releases a held duty, or signs why an open one is not done. */
export const DUTY_RELEASE: readonly Field[] = [line('towards', 'board.field.towards', true), reason];
export const DUTY_WAIVE: readonly Field[] = [reason];

export function actionOf(name: string | null): Action | null {
  return ACTIONS.find((action) => action.name === name) ?? null;
}
