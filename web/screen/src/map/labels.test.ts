import { describe, expect, it } from 'vitest';
import { alongLine, boxOf, Room } from './labels';

describe('names along streets', () => {
  it('lies on the first stretch that is long and straight enough', () => {
    expect(alongLine([[0, 0], [30, 0], [30, 200]], 100)).toEqual({ x: 30, y: 100, turn: Math.PI / 2 });
    expect(alongLine([[0, 0], [30, 0], [30, 40]], 100)).toBeNull();
  });

  it('is never upside down', () => {
    for (const end of [[100, 0], [-100, 0], [70, 70], [-70, 70], [-70, -70], [0, 100], [0, -100]] as const) {
      const where = alongLine([[0, 0], end], 50);
      expect(Math.abs(where?.turn ?? 9)).toBeLessThanOrEqual(Math.PI / 2);
    }
  });

  it('follows a gentle bend, not a corner', () => {
    expect(alongLine([[0, 0], [60, 4], [120, 14]], 100)).not.toBeNull();
    expect(alongLine([[0, 0], [60, 0], [60, 60]], 100)).toBeNull();
  });
});

describe('room for names', () => {
  const label = (text: string, x: number, y = 0) => ({ text, x, y, turn: 0 });

  it('never lets two names touch', () => {
    const room = new Room();
    expect(room.take(label('Абай', 0), 60, 14)).toBe(true);
    expect(room.take(label('Сәтбаев', 40), 60, 14)).toBe(false);
    expect(room.take(label('Сәтбаев', 90), 60, 14)).toBe(true);
  });

  it('says a name again only far away', () => {
    const room = new Room();
    expect(room.take(label('Абай', 0), 40, 14)).toBe(true);
    expect(room.take(label('Абай', 200), 40, 14)).toBe(false);
    expect(room.take(label('Абай', 400), 40, 14)).toBe(true);
  });

  it('keeps clear of marks', () => {
    const room = new Room();
    room.block({ left: -14, top: -14, right: 14, bottom: 14 });
    expect(room.take(label('Медеу', 0), 60, 14)).toBe(false);
    expect(room.take(label('Медеу', 0, 24), 60, 14)).toBe(true);
  });

  it('reckons with a turned name', () => {
    const box = boxOf({ text: '', x: 0, y: 0, turn: Math.PI / 2 }, 100, 10);
    expect([box.right, box.bottom].map(Math.round)).toEqual([5, 50]);
  });
});
