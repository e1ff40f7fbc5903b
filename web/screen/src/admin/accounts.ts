/** An account as the server tells it, and as the form holds it. */
import type { Row } from './register.svelte';

export interface AccountRow extends Row {
  readonly login: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly region: string;
  readonly language: string;
  readonly specialist: string | null;
  readonly team: string | null;
  readonly closed: boolean;
  readonly sessions: number;
  /** The organisation's identity provider; null where none is set. */
  readonly issuer: string | null;
  /** Since when the account is linked to a login there. */
  readonly linked: string | null;
  /** Whether the account's own second factor was shown at a login through that. */
  readonly proved: boolean;
  /** Whether it has a password at all. */
  readonly password: boolean;
  /** How many second factors it has. */
  readonly factors: number;
  /** Whether there ever was a second factor: a new code then takes two people. */
  readonly enrolled: boolean;
  /** A reset that waits for its second person. */
  readonly reset: { readonly by: string | null; readonly until: string; readonly password: boolean } | null;
}

export interface AccountDraft {
  login: string;
  name: string;
  roles: string[];
  language: string;
  team: string;
  specialist: string;
}

export function accountDraft(row: AccountRow | null): AccountDraft {
  return {
    login: row?.login ?? '',
    name: row?.name ?? '',
    roles: [...(row?.roles ?? [])],
    language: row?.language ?? 'kk',
    team: row?.team ?? '',
    specialist: row?.specialist ?? '',
  };
}

/** Eighteen signs that nobody takes for one another: 89 bits. */
export function madePassword(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789';
  const drawn = Array.from({ length: 18 }, () => {
    for (;;) {
      const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
      if (byte < 8 * signs.length) return signs[byte % signs.length] ?? '';
    }
  });
  return drawn.join('').replace(/(.{6})(?=.)/g, '$1-');
}
