/** Where a page says why a due time is what it is: an ordinary term day by day, everything else by its rule. */

interface Due {
  readonly kind: string;
  readonly citation: string;
  readonly edition: string;
}

export function whyHref(due: Due, receivedAt: string): string {
  if (due.kind !== 'consideration') return `/law#rule/${encodeURIComponent(due.citation)}`;
  return `/law#count/${encodeURIComponent(receivedAt)}/${encodeURIComponent(due.edition)}`;
}
