/** Asking the person for their PIN while something that the page asked or sent waits for it. */
import { mount, unmount } from 'svelte';
import { ownDevice } from './device';
import PinDialog from './PinDialog.svelte';

let asked: Promise<boolean> | null = null;

/** Cover the page until the PIN was right. Whoever asks meanwhile waits for the same dialog. */
export function askForPin(): Promise<boolean> {
  asked ??= ask().finally(() => {
    asked = null;
  });
  return asked;
}

async function ask(): Promise<boolean> {
  const device = await ownDevice();
  if (device === null) {
    location.assign('/login');
    return false;
  }
  return new Promise<boolean>((resolve) => {
    const dialog = mount(PinDialog, {
      target: document.body,
      props: {
        device,
        onend: (shown: boolean) => {
          void unmount(dialog);
          resolve(shown);
        },
      },
    });
  });
}
