/** Every page at a desk, in the order of the menu. A new page is a line here. */
import type { MessageKey } from './i18n';

export interface Page {
  readonly id: string;
  readonly href: string;
  readonly name: MessageKey;
  /** Actions of which one at least must be within the person's roles: without it the page shows nothing. */
  readonly rights: readonly string[];
}

export const PAGES: readonly Page[] = [
  { id: 'board', href: '/board', name: 'shell.page.board', rights: ['watch-queue'] },
  { id: 'supervisor', href: '/supervisor', name: 'shell.page.supervisor', rights: ['list-cases', 'read-readings', 'ask-reset'] },
  { id: 'duties', href: '/duties', name: 'duties.title', rights: ['read-duties'] },
  { id: 'phone', href: '/phone', name: 'shell.page.phone', rights: ['report-position'] },
  { id: 'sheets', href: '/sheets', name: 'lane.sheets', rights: ['print-sheets'] },
  { id: 'phones', href: '/phones', name: 'phones.title', rights: ['keep-phones'] },
  { id: 'keeping', href: '/keeping', name: 'shell.page.keeping', rights: ['decide-keeping', 'read-retention'] },
  { id: 'papers', href: '/papers', name: 'paper.page', rights: ['read-exports'] },
  { id: 'figures', href: '/figures', name: 'figures.title', rights: ['read-figures'] },
  { id: 'monitoring', href: '/monitoring', name: 'oversight.monitoring', rights: ['read-monitoring'] },
  { id: 'breaches', href: '/breaches', name: 'oversight.breaches', rights: ['record-breach'] },
  { id: 'law', href: '/law', name: 'law.page', rights: ['enter'] },
  { id: 'admin', href: '/admin', name: 'shell.page.admin', rights: ['read-administration'] },
  { id: 'account', href: '/account', name: 'access.page', rights: ['enter'] },
];

/** The pages that somebody with these rights can use. */
export function pagesFor(may: readonly string[]): readonly Page[] {
  return PAGES.filter((page) => page.rights.some((right) => may.includes(right)));
}
