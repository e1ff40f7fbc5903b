/** Light, dark, or as the machine says; the person's choice is kept in this browser. */
export type Theme = 'system' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const STORED = 'jedel.theme';

function remembered(): Theme {
  const stored = localStorage.getItem(STORED);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

let chosen = $state<Theme>(remembered());

/** The style sheet turns colours by `color-scheme`; this attribute only overrides the machine's wish. */
function show(): void {
  if (chosen === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = chosen;
}

show();

export function theme(): Theme {
  return chosen;
}

export function useTheme(wanted: Theme): void {
  chosen = wanted;
  localStorage.setItem(STORED, wanted);
  show();
}
