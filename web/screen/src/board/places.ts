/** What the place field finds: schools of the region first, then streets of the map. */
import type { Names, Pair } from '../map/spots';
import { fold } from '../shared/sorting';
import type { School } from './registers.svelte';

export interface Street {
  readonly kk: string;
  readonly ru: string;
  readonly name: string;
  readonly district: string;
  readonly at: Pair;
  /** South-western and north-eastern corner. */
  readonly box: readonly [Pair, Pair];
}

export interface PlacesFound {
  readonly schools: readonly School[];
  readonly streets: readonly Street[];
}

export type Found =
  | { readonly key: string; readonly school: School; readonly street: null }
  | { readonly key: string; readonly school: null; readonly street: Street };

/** At most so many, and streets have places of their own, however many schools there are. */
export function foundOf(answer: PlacesFound, most: number): readonly Found[] {
  const streets = answer.streets.slice(0, Math.max(most / 2, most - answer.schools.length));
  const schools = answer.schools.slice(0, most - streets.length);
  return [
    ...schools.map((school) => ({ key: school.id, school, street: null })),
    ...streets.map((street) => ({ key: `street ${street.at.join()} ${street.name}`, school: null, street })),
  ];
}

export const namesOf = (street: Street): Names => [street.kk, street.ru, street.name];

/** What a street chosen for typed words is called from then on: its own name, for it may be another of the same, and the house. */
export function wordsOf(name: string, typed: string): string {
  const house = /\s(\d\S*)$/u.exec(typed.trim())?.[1];
  return house === undefined ? name : `${name}, ${house}`;
}

/** Without the server's search: schools by the names that the page already has. */
export function known(words: string, schools: Iterable<School>): School[] {
  const wanted = fold(words);
  return [...schools].filter(
    (school) => school.number === words || [school.label, school.name_kk, school.name_ru, school.name_en].some((name) => fold(name).includes(wanted)),
  );
}
