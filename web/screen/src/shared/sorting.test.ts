import { describe, expect, test } from 'vitest';
import { compareNames, fold } from './sorting';

const sorted = (language: 'kk' | 'ru' | 'en', names: string[]): string[] =>
  [...names].sort((a, b) => compareNames(language, a, b));

describe('order of names', () => {
  test('Kazakh letters stand in their own places', () => {
    const names = ['Ыбырай', 'Івент', 'Хан', 'Урал', 'Һарун', 'Ұлан', 'Үміт', 'Әли', 'Абай', 'Қанат', 'Кәрім'];
    expect(sorted('kk', names)).toEqual(['Абай', 'Әли', 'Кәрім', 'Қанат', 'Урал', 'Ұлан', 'Үміт', 'Хан', 'Һарун', 'Ыбырай', 'Івент']);
  });

  test.each(['kk', 'ru', 'en'] as const)('numbers count in %s', (language) => {
    expect(sorted(language, ['Топ 10', 'Топ 9', 'Топ 1'])).toEqual(['Топ 1', 'Топ 9', 'Топ 10']);
  });

  test('Russian letters find Kazakh names', () => {
    expect(fold('Қыздар гимназиясы')).toBe(fold('Кыздар гимназиясы'));
    expect(fold('Өжет Ұлан')).toBe(fold('Ожет Улан'));
  });
});
