import { describe, expect, it } from 'vitest';
import { PAGES, pagesFor } from './pages';

const ids = (may: readonly string[]): readonly string[] => pagesFor(may).map((page) => page.id);

describe('the menu of pages', () => {
  it('offers only what the rights lead to, in the order of the table', () => {
    expect(ids(['enter', 'read-administration', 'watch-queue'])).toEqual(['board', 'law', 'admin', 'account']);
    expect(ids(['enter'])).toEqual(['law', 'account']);
    expect(ids([])).toEqual([]);
  });

  it('takes any one of several rights', () => {
    expect(ids(['read-readings'])).toEqual(['supervisor']);
    expect(ids(['list-cases'])).toEqual(['supervisor']);
  });

  it('names every page and address once', () => {
    for (const key of ['id', 'href', 'name'] as const) {
      expect(new Set(PAGES.map((page) => page[key])).size).toBe(PAGES.length);
    }
  });
});
