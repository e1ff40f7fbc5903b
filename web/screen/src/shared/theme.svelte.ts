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

const machine = matchMedia('(prefers-color-scheme: dark)');
let machineDark = $state(machine.matches);
machine.addEventListener('change', (event) => {
  machineDark = event.matches;
});

/** Whether the page is dark now; for what cannot follow the style sheet by itself, such as a canvas. */
export function dark(): boolean {
  return chosen === 'system' ? machineDark : chosen === 'dark';
}

export function useTheme(wanted: Theme): void {
  chosen = wanted;
  localStorage.setItem(STORED, wanted);
  show();
}
