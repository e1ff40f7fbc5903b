/** Which key does what. Keys are known by their place (`event.code`), so every keyboard layout works. */

export type KeyAct =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'help'
  | 'intake'
  | 'command'
  | 'map'
  | 'inbox'
  | 'part'
  | 'next'
  | 'take'
  | 'assess'
  | 'recommend'
  | 'note'
  | 'together'
  | 'pick-1'
  | 'pick-2'
  | 'pick-3'
  | 'remote-call'
  | 'remote-video';

interface Binding {
  readonly act: KeyAct;
  readonly code: string;
  readonly shift?: boolean;
  /** A single letter, digit or sign: can be switched off, and never works while somebody types or a form is open. */
  readonly single?: boolean;
  /** As shown in the list of keys. */
  readonly label: string;
}

export const BINDINGS: readonly Binding[] = [
  { act: 'up', code: 'ArrowUp', label: '↑' },
  { act: 'down', code: 'ArrowDown', label: '↓' },
  { act: 'page-up', code: 'PageUp', label: 'PgUp' },
  { act: 'page-down', code: 'PageDown', label: 'PgDn' },
  { act: 'first', code: 'Home', label: 'Home' },
  { act: 'last', code: 'End', label: 'End' },
  { act: 'open', code: 'Enter', label: 'Enter' },
  { act: 'back', code: 'Escape', label: 'Esc' },
  { act: 'help', code: 'F1', label: 'F1' },
  { act: 'help', code: 'Slash', shift: true, single: true, label: '?' },
  { act: 'intake', code: 'F2', label: 'F2' },
  { act: 'intake', code: 'KeyN', single: true, label: 'N' },
  { act: 'command', code: 'F3', label: 'F3' },
  { act: 'command', code: 'Slash', single: true, label: '/' },
  { act: 'map', code: 'F4', label: 'F4' },
  { act: 'map', code: 'KeyM', single: true, label: 'M' },
  { act: 'inbox', code: 'KeyI', single: true, label: 'I' },
  { act: 'part', code: 'F6', label: 'F6' },
  { act: 'next', code: 'F7', label: 'F7' },
  { act: 'take', code: 'F8', label: 'F8' },
  { act: 'take', code: 'KeyT', single: true, label: 'T' },
  { act: 'assess', code: 'F9', label: 'F9' },
  { act: 'assess', code: 'KeyA', single: true, label: 'A' },
  { act: 'recommend', code: 'F10', label: 'F10' },
  { act: 'recommend', code: 'KeyR', single: true, label: 'R' },
  { act: 'note', code: 'KeyK', single: true, label: 'K' },
  { act: 'together', code: 'KeyP', single: true, label: 'P' },
  { act: 'pick-1', code: 'Digit1', single: true, label: '1' },
  { act: 'pick-2', code: 'Digit2', single: true, label: '2' },
  { act: 'pick-3', code: 'Digit3', single: true, label: '3' },
  { act: 'remote-call', code: 'KeyC', single: true, label: 'C' },
  { act: 'remote-video', code: 'KeyV', single: true, label: 'V' },
];

const NUMPAD: Readonly<Record<string, string>> = { Numpad1: 'Digit1', Numpad2: 'Digit2', Numpad3: 'Digit3', NumpadDivide: 'Slash' };
const CURSOR = new Set<KeyAct>(['up', 'down', 'page-up', 'page-down', 'first', 'last', 'open']);

export interface Pressed {
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

export interface Where {
  /** The focus is in a field that takes text. */
  readonly typing: boolean;
  /** The focus is on a button, a link or a field, which have their own use for arrows and Enter. */
  readonly onControl: boolean;
  /** A form stands open in the panel: whoever writes in it must not act by a letter when the focus was lost. */
  readonly formOpen: boolean;
  /** The person wants single letters to work. */
  readonly singles: boolean;
}

/** What the page is to do for this key, or null when it is none of its business. */
export function actOf(pressed: Pressed, where: Where): KeyAct | null {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return null;
  const code = NUMPAD[pressed.code] ?? pressed.code;
  for (const binding of BINDINGS) {
    if (binding.code !== code || (binding.single === true && (binding.shift ?? false) !== pressed.shiftKey)) continue;
    if (binding.single === true && (where.typing || where.formOpen || !where.singles)) return null;
    if (CURSOR.has(binding.act) && where.onControl) return null;
    return binding.act;
  }
  return null;
}

/** What the focus is on, as the keys need it. */
export function placeOf(target: EventTarget | null): Pick<Where, 'typing' | 'onControl' | 'formOpen'> {
  const element = target instanceof HTMLElement ? target : null;
  const typing = element?.matches('input:not([type=checkbox]):not([type=radio]), textarea, select') ?? false;
  const onControl = typing || (element?.closest('button, a, input, [role=option], [data-own-keys]') ?? null) !== null;
  return { typing, onControl, formOpen: document.querySelector('[data-area=panel] form') !== null };
}

const STORED = 'jedel.singles';

export function rememberedSingles(): boolean {
  return localStorage.getItem(STORED) !== 'off';
}

export function rememberSingles(on: boolean): void {
  localStorage.setItem(STORED, on ? 'on' : 'off');
}
