/** Asking the person for their second factor while something they sent waits for it. */
import { mount, unmount } from 'svelte';
import StepUp from './StepUp.svelte';

let asked: Promise<boolean> | null = null;

/** Open the dialog; true once the factor was shown. Whoever asks meanwhile waits for the same dialog. */
export function askForSecondFactor(): Promise<boolean> {
  asked ??= new Promise<boolean>((resolve) => {
    const dialog = mount(StepUp, {
      target: document.body,
      props: {
        onend: (shown: boolean) => {
          asked = null;
          void unmount(dialog);
          resolve(shown);
        },
      },
    });
  });
  return asked;
}
