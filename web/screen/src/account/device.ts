/** What a browser calls itself, in the few words by which a person knows it again. */

/** In this order: a browser also names those that it descends from. */
const BROWSERS = [
  ['Edg', 'Edge'], ['OPR/', 'Opera'], ['YaBrowser', 'Яндекс'], ['SamsungBrowser', 'Samsung'],
  ['Firefox', 'Firefox'], ['Chrome', 'Chrome'], ['Safari', 'Safari'],
] as const;
const SYSTEMS = [
  ['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'],
  ['Windows', 'Windows'], ['Macintosh', 'macOS'], ['Linux', 'Linux'],
] as const;
const LONGEST = 40;

/** "Chrome, Windows"; what names no browser that is known stays as it is, cut. */
export function deviceName(userAgent: string): string {
  const named = (list: readonly (readonly [string, string])[]): string | undefined =>
    list.find(([mark]) => userAgent.includes(mark))?.[1];
  const parts = [named(BROWSERS), named(SYSTEMS)].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join(', ') : userAgent.slice(0, LONGEST);
}
