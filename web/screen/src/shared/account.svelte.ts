/** Who sits at this screen. */
import { ask, Refusal, send } from './api';
import { setClock, startClock } from './clock.svelte';
import { isLanguage } from './i18n';
import { watchIdle } from './idle.svelte';
import { rememberedLanguage, useLanguage } from './language.svelte';

export interface Me {
  readonly account: string;
  readonly name: string;
  readonly roles: readonly string[];
  /** Actions that are within the roles at all. */
  readonly may: readonly string[];
  readonly region: string;
  /** Id of the region's centre. */
  readonly centre: string;
  readonly team: string | null;
  readonly language: string;
  readonly regions: readonly string[];
  readonly now: string;
  readonly rate: number;
  readonly demonstration: boolean;
  /** After so many seconds without a touch the page locks; null where it never does. */
  readonly idle_s: number | null;
  readonly locked: boolean;
}

/** Load the account, its language and the server's clock; without a session, go and log in. */
export async function enter(): Promise<Me | null> {
  try {
    const me = await ask<Me>('/api/me');
    setClock(Date.parse(me.now), me.rate);
    startClock();
    await useLanguage(isLanguage(me.language) ? me.language : rememberedLanguage());
    watchIdle(me.idle_s, me.locked);
    return me;
  } catch (error) {
    await useLanguage(rememberedLanguage());
    if (error instanceof Refusal && error.problem.status === 401) {
      location.assign('/login');
      return null;
    }
    throw error;
  }
}

/** End the session on the server and leave the page. */
export async function leave(): Promise<void> {
  await send('/api/logout', {}).catch(() => undefined);
  location.assign('/login');
}
