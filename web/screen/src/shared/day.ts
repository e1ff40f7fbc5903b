/** Days as people type and read them: dd.MM.yyyy, and as forms keep them: yyyy-MM-dd. Pure. */

/** 2026-11-23 as 23.11.2026; empty stays empty. */
export function shownDay(day: string): string {
  return day.split('-').reverse().join('.');
}

function parts(text: string): RegExpExecArray | null {
  const typed = text.trim();
  return /^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$/.exec(typed) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(typed);
}

/** Whether it is written as a day, even if the calendar has no such day: 31.02.2012. */
export function isWrittenAsDay(text: string): boolean {
  return parts(text) !== null;
}

/** What was typed as yyyy-MM-dd, empty for nothing, null for what is no day. */
export function readDay(text: string): string | null {
  if (text.trim() === '') return '';
  const found = parts(text);
  if (found === null) return null;
  const [, day = '', month = '', year = ''] = found;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== iso ? null : iso;
}
