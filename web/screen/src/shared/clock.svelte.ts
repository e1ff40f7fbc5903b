/** One clock for every timer on the page: the server's, at the server's rate.
 *
 * A demonstration may run the evening 60 times faster; then `rate` is 60 and the page says so.
 */
const BEAT = 1000;

let anchorServer = Date.now();
let anchorLocal = performance.now();
let speed = $state(1);
let beat = $state(Date.now());
let running: ReturnType<typeof setInterval> | null = null;

/** The server's time at this moment, in ms; not reactive: for a stamp, not for a picture. */
export function serverNow(): number {
  return anchorServer + (performance.now() - anchorLocal) * speed;
}

/** Set the clock by what the server has just said. */
export function setClock(now: number, rate: number): void {
  anchorServer = now;
  anchorLocal = performance.now();
  if (rate !== speed) speed = rate;
}

/** Begin to tick; idempotent, so that any page part may ask for it. */
export function startClock(): void {
  if (running !== null) return;
  beat = serverNow();
  running = setInterval(() => {
    beat = serverNow();
  }, BEAT);
}

/** The server's time as of the last beat: reading it in a template makes that text tick once a second. */
export function now(): number {
  return beat;
}

/** How many times faster than life the server's clock runs. */
export function rate(): number {
  return speed;
}
