import { describe, expect, test } from 'vitest';
import { actOf, type Pressed, type Where } from './keys';

const key = (code: string, more: Partial<Pressed> = {}): Pressed => ({
  code, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...more,
});
const list: Where = { typing: false, onControl: false, formOpen: false, singles: true };

describe('keys', () => {
  test.each([
    ['ArrowDown', 'down'],
    ['Enter', 'open'],
    ['F2', 'intake'],
    ['KeyN', 'intake'],
    ['Slash', 'command'],
    ['KeyP', 'together'],
    ['Digit1', 'pick-1'],
    ['Numpad3', 'pick-3'],
  ])('%s means %s', (code, act) => {
    expect(actOf(key(code), list)).toBe(act);
  });

  test('the question mark is the slash with shift', () => {
    expect(actOf(key('Slash', { shiftKey: true }), list)).toBe('help');
  });

  test('who types, types', () => {
    const typing = { ...list, typing: true, onControl: true };
    expect(actOf(key('KeyN'), typing)).toBeNull();
    expect(actOf(key('ArrowDown'), typing)).toBeNull();
    expect(actOf(key('F2'), typing)).toBe('intake');
    expect(actOf(key('Escape'), typing)).toBe('back');
  });

  test('a button keeps its Enter', () => {
    expect(actOf(key('Enter'), { ...list, onControl: true })).toBeNull();
  });

  test('single letters can be switched off, F-keys stay', () => {
    const off = { ...list, singles: false };
    expect(actOf(key('KeyT'), off)).toBeNull();
    expect(actOf(key('F8'), off)).toBe('take');
  });

  test.each(['KeyT', 'KeyM', 'KeyN', 'Slash', 'Digit1', 'Numpad1'])('%s does nothing beside an open form, wherever the focus is', (code) => {
    expect(actOf(key(code), { ...list, formOpen: true })).toBeNull();
  });

  test('the keys of the rows and the F-keys act beside an open form', () => {
    expect(actOf(key('F8'), { ...list, formOpen: true })).toBe('take');
    expect(actOf(key('Escape'), { ...list, formOpen: true })).toBe('back');
  });

  test('what belongs to the browser stays with it', () => {
    expect(actOf(key('KeyA', { ctrlKey: true }), list)).toBeNull();
  });
});
