/** What the login page needs to know of the server and where each role goes. */

export interface Door {
  readonly demonstration: boolean;
  /** Whether the organisation's own login may be used here. */
  readonly sso: boolean;
  /** Installations behind this address by region, `-` for the first; empty where there is one. */
  readonly regions: readonly string[];
  /** The one that answers. */
  readonly at: string;
  /** Only in a demonstration: logins that anybody may use, by role. */
  readonly logins: readonly { readonly login: string; readonly password: string; readonly role: string; readonly name: string }[];
}

export interface Entered {
  /** "in" is done; else what comes next. */
  readonly next: 'in' | 'second-factor' | 'one-time-code' | 'enrol';
  readonly roles: readonly string[];
}

/** The first page of somebody with these roles. */
export function homeOf(roles: readonly string[]): string {
  if (roles.includes('dispatcher') || roles.includes('operator')) return '/board';
  if (roles.includes('team') || roles.includes('lead')) return '/phone';
  if (roles.includes('administrator') || roles.includes('auditor')) return '/admin';
  if (roles.includes('analyst')) return '/figures';
  return '/supervisor';
}
