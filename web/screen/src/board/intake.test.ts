import { describe, expect, test } from 'vitest';
import { bodyOf, emptyIntake, lastTime, nothingWritten, type IntakeForm } from './intake';

const at = (wall: string): number => Date.parse(`${wall}:00+05:00`);

describe('a time of day as it is understood', () => {
  test.each([
    ['10:20', '2026-11-27T10:35', '2026-11-27T10:20'],
    ['00:05', '2026-11-27T10:35', '2026-11-27T00:05'],
    ['23:50', '2026-11-27T00:10', '2026-11-26T23:50'],
    ['23:50', '2026-11-27T11:50', '2026-11-26T23:50'],
    ['23:49', '2026-11-27T11:50', '2026-11-27T23:49'],
    ['11:00', '2026-11-27T10:35', '2026-11-27T11:00'],
  ])('%s at %s is %s', (typed, now, meant) => {
    expect(Date.parse(lastTime(typed, at(now)) ?? '')).toBe(at(meant));
  });

  test('nothing typed, or this very minute, is now', () => {
    expect(lastTime('', at('2026-11-27T10:35'))).toBeNull();
    expect(lastTime('10:35', at('2026-11-27T10:35'))).toBeNull();
  });
});

describe('a form in which nothing is written', () => {
  const nothing = (said: Partial<IntakeForm>): boolean => nothingWritten(bodyOf({ ...emptyIntake(), ...said }, null));

  test.each<Partial<IntakeForm>>([
    {}, { story: '  ' }, { channel: 'school' }, { receivedAt: '10:20' }, { childLanguage: 'kk' }, { anonymous: true },
    { anonymous: true, callerName: 'is not sent' },
  ])('%j says nothing', (said) => expect(nothing(said)).toBe(true));

  test.each<Partial<IntakeForm>>([
    { story: 'x' }, { place: { school: 'id', point: null, words: '' } }, { place: { school: null, point: [71, 51], words: '' } },
    { place: { school: null, point: null, words: 'Абая 5' } }, { childName: 'x' }, { childPhone: '1' }, { callerName: 'x' },
    { callerPhone: '1' }, { channel: 'mass-media', publication: 'x' },
  ])('%j says something', (said) => expect(nothing(said)).toBe(false));

  test('a class was chosen by somebody', () => expect(nothingWritten(bodyOf(emptyIntake(), 1))).toBe(false));
});
