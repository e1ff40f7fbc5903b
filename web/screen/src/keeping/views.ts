/** The parts of the page of keeping, in their order, as the part of its address behind `#`. Pure. */
import type { MessageKey } from '../shared/i18n';

export interface View {
  readonly id: string;
  readonly name: MessageKey;
  /** The action that must be within the person's roles. */
  readonly right: string;
}

export const VIEWS: readonly View[] = [
  { id: 'deletions', name: 'keeping.tab.deletions', right: 'decide-keeping' },
  { id: 'proposed', name: 'keeping.tab.proposed', right: 'decide-keeping' },
  { id: 'holds', name: 'keeping.tab.holds', right: 'decide-keeping' },
  { id: 'forgotten', name: 'keeping.tab.forgotten', right: 'decide-keeping' },
  { id: 'retention', name: 'retention.tab', right: 'read-retention' },
];

/** Those that somebody with these rights can use. */
export function viewsFor(may: readonly string[]): readonly View[] {
  return VIEWS.filter((view) => may.includes(view.right));
}

/** The one that the address names, else the first. */
export function viewOf(hash: string, views: readonly View[]): View | null {
  const named = new URLSearchParams(hash.replace(/^#/, '')).get('view');
  return views.find((view) => view.id === named) ?? views[0] ?? null;
}
