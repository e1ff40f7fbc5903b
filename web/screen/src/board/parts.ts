/** The parts of the board, for whoever walks it without a mouse. */

/** What takes the focus in each part: the grid, a case's heading, the map, the story, the list of groups. */
const ENTRANCES = '[role=grid], h2[tabindex], [data-testid=map], textarea, [role=group][tabindex]';

/** From the part that has the focus to the next one in sight: queue, panel, map, groups, and round again. */
export function focusNextPart(): void {
  const parts = [...document.querySelectorAll<HTMLElement>('[data-area]')].filter((part) => part.offsetParent !== null);
  const at = parts.findIndex((part) => part.contains(document.activeElement));
  parts[(at + 1) % parts.length]?.querySelector<HTMLElement>(ENTRANCES)?.focus();
}
