/** What the form of a case asks for about keeping and deleting, and the command that it becomes. Pure. */
import type { MessageKey } from '../shared/i18n';
import type { Part } from '../keeping/kept';

export type Form = 'ask' | 'propose' | 'hold';

/** What was filled in; `ground` of a proposal is a ground, or the id of a request to delete. */
export interface Filled {
  readonly parts: readonly Part[];
  readonly choice: string;
  readonly reason: string;
}

export interface Asked {
  readonly command: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly done: MessageKey;
}

const GROUNDS = new Set(['retention', 'received-in-error']);

export function commandOf(form: Form, { parts, choice, reason }: Filled, id: string): Asked {
  switch (form) {
    case 'ask':
      return { command: 'ask-deletion', fields: { request: id, parts, relation: choice }, done: 'keeping.ask.done' };
    case 'propose': {
      const ground = GROUNDS.has(choice) ? { ground: choice } : { ground: 'request', request: choice };
      return { command: 'propose-forgetting', fields: { parts, ...ground }, done: 'keeping.propose.done' };
    }
    case 'hold':
      return { command: 'ask-legal-hold', fields: { hold: id, ground: choice, reason: reason.trim() }, done: 'keeping.hold.done' };
  }
}

/** Whether enough is filled in to be sent. */
export function complete(form: Form, { parts, choice, reason }: Filled): boolean {
  if (choice === '') return false;
  return form === 'hold' ? reason.trim() !== '' : parts.length > 0;
}
