/** How far the log was when this page last heard of it, as the server spells it: `<epoch>/<position>`.
 *
 * Said with each request, so that a process that is not there yet looks first: what the board shows is there to be asked for.
 */
let told = '';
let furthest = 0;

export function seen(): string {
  return told;
}

/** `epoch` names the log; a position of another one counts anew. */
export function saw(epoch: string, position: number): void {
  if (told.startsWith(`${epoch}/`) && position <= furthest) return;
  furthest = position;
  told = `${epoch}/${position}`;
}
