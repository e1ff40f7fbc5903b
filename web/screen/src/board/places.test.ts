import { expect, test } from 'vitest';
import { nameIn } from '../map/spots';
import { foundOf, namesOf, wordsOf, type Street } from './places';
import type { School } from './registers.svelte';

const street = (name: string): Street => ({ kk: '', ru: `улица ${name}`, name, district: '', at: [43, name.length], box: [[43, 76], [43, 77]] });
const school = (id: string): School => ({ id, number: null, label: id, name_kk: '', name_ru: '', name_en: '', district: '', lat: 43, lon: 76 });
const many = Array.from({ length: 9 }, (_, place) => `s${place}`);

test('schools come first and streets have places of their own', () => {
  const found = foundOf({ schools: many.map(school), streets: many.map((name) => street(name.repeat(Number(name.slice(1)) + 1))) }, 8);
  expect(found.map((one) => one.street === null)).toEqual([true, true, true, true, false, false, false, false]);
  expect(foundOf({ schools: many.map(school), streets: [] }, 8)).toHaveLength(8);
  expect(foundOf({ schools: [], streets: many.map((name, place) => street(name.repeat(place + 1))) }, 8)).toHaveLength(8);
  expect(new Set(found.map((one) => one.key)).size).toBe(8);
});

test('a street is named in the language of the reader, or as it is written there', () => {
  expect(nameIn(namesOf(street('Абая')), 'ru')).toBe('улица Абая');
  expect(nameIn(namesOf(street('Абая')), 'kk')).toBe('Абая');
  expect(nameIn(namesOf({ ...street(''), ru: 'улица' }), 'en')).toBe('улица');
});

test('a street that was chosen is named in full, with the house that was typed', () => {
  expect(wordsOf('2-я улица Золотая', 'золотая 15')).toBe('2-я улица Золотая, 15');
  expect(wordsOf('улица Абая', 'абая 12/3а ')).toBe('улица Абая, 12/3а');
  expect(wordsOf('2-я улица Золотая', '2-я золотая')).toBe('2-я улица Золотая');
});
