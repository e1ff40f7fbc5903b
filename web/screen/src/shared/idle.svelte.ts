/** The page locks when nobody touches it: this page, every other one of the session, and the server. */
import { mount } from 'svelte';
import { sendOnce } from './api';

const LOOK_MS = 500;
/** The server hears of touches at most so often; it forgives as much in its own count. */
const TELL_MS = 20_000;
const TOUCHED = 'jedel.touched';
const LOCKED = 'jedel.locked';

/** What a page goes on showing while it is locked: how many of what, and nothing about anybody. */
export interface Count {
  readonly label: string;
  readonly n: number;
  readonly urgent?: boolean;
}

let isLocked = $state(false);
let counts = $state.raw<() => readonly Count[]>(() => []);
const waiting: (() => void)[] = [];
let limitMs: number | null = null;
let touched = Date.now();
let told = 0;

export function locked(): boolean {
  return isLocked;
}

export function shownCounts(): readonly Count[] {
  return counts();
}

/** Say what is counted on this page. */
export function countWhileLocked(made: () => readonly Count[]): void {
  counts = made;
}

/** Watch over this page from now on. */
export function watchIdle(idleSeconds: number | null, lockedAlready: boolean): void {
  limitMs = idleSeconds === null ? null : idleSeconds * 1_000;
  if (limitMs === null) return;
  touched = Date.now();
  for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const) {
    addEventListener(kind, touch, { passive: true, capture: true });
  }
  addEventListener('storage', heard);
  setInterval(look, LOOK_MS);
  if (lockedAlready) show();
  else localStorage.removeItem(LOCKED);
}

function touch(): void {
  if (isLocked) return;
  const now = Date.now();
  touched = now;
  if (now - told < Math.min(TELL_MS, (limitMs ?? 0) / 4)) return;
  told = now;
  localStorage.setItem(TOUCHED, String(now));
  void sendOnce<{ locked: boolean }>('/api/me/active', {}).then(
    (answer) => answer.locked && show(),
    () => undefined,
  );
}

/** Another page of the same browser was touched, locked or unlocked. */
function heard(event: StorageEvent): void {
  if (event.key === TOUCHED) touched = Math.max(touched, Number(event.newValue));
  if (event.key !== LOCKED) return;
  if (event.newValue === null) hide();
  else show();
}

function look(): void {
  if (!isLocked && limitMs !== null && Date.now() - touched >= limitMs) lockNow();
}

/** Lock this page and all others; the server is told, and finds out by itself when it cannot be. */
export function lockNow(): void {
  show();
  localStorage.setItem(LOCKED, '1');
  void sendOnce('/api/me/lock', {}).catch(() => undefined);
}

function show(): void {
  if (isLocked) return;
  isLocked = true;
  const app = document.getElementById('app');
  if (app !== null) app.hidden = true;
  void import('./Locked.svelte').then(({ default: Locked }) => {
    if (isLocked && document.querySelector('[data-locked]') === null) mount(Locked, { target: document.body });
  });
}

/** It was unlocked, here or in another page. */
export function hide(): void {
  if (!isLocked) return;
  isLocked = false;
  touched = told = Date.now();
  localStorage.removeItem(LOCKED);
  const app = document.getElementById('app');
  if (app !== null) app.hidden = false;
  for (const go of waiting.splice(0)) go();
}

/** The server says that it is locked: show it, and go on when it was unlocked. */
export function waitForUnlock(): Promise<boolean> {
  show();
  return new Promise((resolve) => waiting.push(() => resolve(true)));
}
