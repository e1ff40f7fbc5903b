/** Keeps the screen on while the team drives: the browser lets go of it whenever the page is hidden. */
let wanted = false;
let lock: WakeLockSentinel | null = null;
let held = $state(false);

async function take(): Promise<void> {
  if (!wanted || lock !== null || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
  try {
    lock = await navigator.wakeLock.request('screen');
    held = true;
    lock.addEventListener('release', () => {
      lock = null;
      held = false;
    });
  } catch {
    // A low battery refuses it; the page says whether the screen is kept on, so nobody is misled.
    held = false;
  }
}

/** Say whether the screen should stay on from now. */
export function keepScreenOn(on: boolean): void {
  wanted = on;
  if (on) void take();
  else void lock?.release();
}

export function screenKeptOn(): boolean {
  return held;
}

document.addEventListener('visibilitychange', () => void take());
