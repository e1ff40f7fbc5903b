/** Lost second factors: who works in the region, and which resets wait for their second person. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly closed: boolean;
}

export interface Reset {
  readonly account: string;
  readonly by: string | null;
  readonly until: string;
}

/** So many are shown; more are found by typing more of the name. */
const MOST = 20;

/** Those with a reset that waits; and, of whom is looked for by name, the first few. Never oneself. */
export function shown(people: readonly Colleague[], resets: readonly Reset[], words: string, self: string): readonly Colleague[] {
  const waiting = new Set(resets.map((reset) => reset.account));
  const parts = words.toLocaleLowerCase().split(/\s+/).filter((part) => part !== '');
  const others = people.filter((person) => person.id !== self && !person.closed);
  const found = others.filter(
    (person) => !waiting.has(person.id) && parts.length > 0 && parts.every((part) => person.name.toLocaleLowerCase().includes(part)),
  );
  return [...others.filter((person) => waiting.has(person.id)), ...found.slice(0, MOST)];
}
