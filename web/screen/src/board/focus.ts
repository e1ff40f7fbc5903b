/** Where the focus goes when the form that had it is gone: a person at the keyboard must not begin at the top again. */

/** Call when a form of the case panel goes away; does nothing if somebody has moved on, or the panel is gone too. */
export function backToCase(): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return;
    document.getElementById('case-title')?.focus({ preventScroll: true });
  });
}
