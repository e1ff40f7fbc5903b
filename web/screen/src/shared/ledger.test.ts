import { beforeAll, describe, expect, it, vi } from 'vitest';
import { useLanguage } from './language.svelte';
import { binds, citedWords, isLate, stateWords, toneOf } from './ledger';

const DUE = '2026-03-16T18:59:59Z';
const at = (iso: string): number => Date.parse(iso);
const entry = (state: string, missed_at: string | null = null) => ({ state, due: DUE, missed_at });

beforeAll(async () => {
  vi.stubGlobal('localStorage', { setItem: () => undefined });
  vi.stubGlobal('document', { documentElement: {} });
  await useLanguage('en');
});

describe('an entry of the ledger', () => {
  it('is in time for the whole of its last second', () => {
    expect(isLate(entry('open'), at('2026-03-16T18:59:59.999Z'))).toBe(false);
    expect(isLate(entry('open'), at('2026-03-16T19:00:00Z'))).toBe(true);
  });

  it('on hold is never late, and still binds', () => {
    expect(isLate(entry('held'), at('2026-04-01T00:00:00Z'))).toBe(false);
    expect(binds(entry('held'))).toBe(true);
    expect(toneOf(entry('held'), at('2026-04-01T00:00:00Z'))).toBe('hold');
  });

  it('says that what ended had been missed', () => {
    expect(stateWords(entry('ended', DUE), 0)).not.toBe(stateWords(entry('ended'), 0));
  });

  it('never shows ours as law, and says that a point was not read', () => {
    const ours = citedWords({ key: 'ours-same-day-obligation', mark: 'ours', point: null });
    const law = citedWords({ key: 'r-threat', mark: 'R', point: null });
    const read = citedWords({ key: 'appc-76', mark: 'APPC', point: '76' });
    expect(ours).not.toContain('264');
    expect(law).toContain('264');
    expect(read).toContain('76');
    expect(law.split(': ')[0]).not.toBe(read.split(': ')[0]);
  });
});
