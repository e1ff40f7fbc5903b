import { describe, expect, test } from 'vitest';
import { formatNumber, lookUp, type Catalogue } from './i18n';

const kk: Catalogue = { cases: { one: '{n} сұрау салу', other: '{n} сұрау салу' } };
const ru: Catalogue = {
  cases: { one: '{n} запрос', few: '{n} запроса', many: '{n} запросов', other: '{n} запроса' },
  hello: 'Школа {name}, {name}',
};

describe('texts', () => {
  test.each([
    [1, '1 запрос'],
    [3, '3 запроса'],
    [11, '11 запросов'],
    [21, '21 запрос'],
  ])('Russian counts %i as %s', (n, words) => {
    expect(lookUp(ru, 'ru', 'cases', { n })).toBe(words);
  });

  test('Kazakh counts without changing the word', () => {
    expect(lookUp(kk, 'kk', 'cases', { n: 5 })).toBe('5 сұрау салу');
  });

  test('every place of a name is filled, and an unknown one stays visible', () => {
    expect(lookUp(ru, 'ru', 'hello', { name: '№ 5' })).toBe('Школа № 5, № 5');
    expect(lookUp(ru, 'ru', 'hello', {})).toBe('Школа {name}, {name}');
  });

  test('an unknown key is no text', () => {
    expect(lookUp(ru, 'ru', 'absent')).toBeNull();
  });

  test('Kazakh numbers look like Russian ones and not like English', () => {
    expect(formatNumber('kk', 1234.5)).toBe(formatNumber('ru', 1234.5));
    expect(formatNumber('kk', 1234.5)).not.toBe(formatNumber('en', 1234.5));
  });
});
