/** Names for the ids that rows carry: schools, accounts, specialists. Loaded once, again when one is unknown. */
import { ask } from '../shared/api';
import { language, t } from '../shared/language.svelte';

export interface School {
  readonly id: string;
  readonly number: string | null;
  readonly label: string;
  readonly name_kk: string;
  readonly name_ru: string;
  readonly name_en: string;
  readonly district: string;
  readonly lat: number;
  readonly lon: number;
}

export interface Person {
  /** Account id for those who log in, specialist id for those who drive. */
  readonly id: string;
  readonly name: string;
  readonly account?: string | null;
  readonly roles?: readonly string[];
  readonly closed?: boolean;
  readonly profession?: string;
  readonly languages?: readonly string[];
}

interface Listed<T> {
  readonly schools?: readonly T[];
  readonly staff?: readonly T[];
  readonly accounts?: readonly T[];
}

/** The rows of an answer, whether it is a list or an object that names one. */
export function listOf<T>(body: Listed<T> | readonly T[]): readonly T[] {
  if (Array.isArray(body)) return body as readonly T[];
  const listed = body as Listed<T>;
  return [...(listed.schools ?? []), ...(listed.staff ?? []), ...(listed.accounts ?? [])];
}

export class Registers {
  schools = $state.raw<ReadonlyMap<string, School>>(new Map());
  people = $state.raw<ReadonlyMap<string, Person>>(new Map());

  async load(): Promise<void> {
    const [schools, staff] = await Promise.all([
      ask<Listed<School> | School[]>('/api/schools'),
      ask<Listed<Person> | Person[]>('/api/staff'),
    ]);
    this.schools = new Map(listOf<School>(schools).map((school) => [school.id, school]));
    this.people = new Map(listOf<Person>(staff).map((person) => [person.id, person]));
  }

  schoolName(id: string | null): string {
    const school = id === null ? undefined : this.schools.get(id);
    return school === undefined ? '' : nameOf(school);
  }

  /** Where a case is, in words that hold no personal data: the school, or near which one, or the district. */
  place(row: { school: string | null; nearest_school: string | null; district: string | null }): string {
    if (row.school !== null) return this.schoolName(row.school) || t('board.place.unknown');
    const near = this.schoolName(row.nearest_school);
    if (near !== '') return t('board.place.near', { school: near });
    return row.district ?? t('board.place.unknown');
  }

  personName(id: string | null): string {
    return id === null ? '' : (this.people.get(id)?.name ?? '');
  }
}

/** A school's name in the reader's language; schools of a real map often have one name only. */
export function nameOf(school: School): string {
  const byLanguage = { kk: school.name_kk, ru: school.name_ru, en: school.name_en }[language()];
  return byLanguage || school.label || school.name_kk || school.name_ru || school.name_en;
}
