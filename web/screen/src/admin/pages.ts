/** The pages of the administration, in the order of the list. A new page is a component and a line here. */
import type { Component } from 'svelte';
import type { MessageKey } from '../shared/i18n';
import Accounts from './Accounts.svelte';
import Calendar from './Calendar.svelte';
import Centre from './Centre.svelte';
import type { House } from './house.svelte';
import Rights from './Rights.svelte';
import Imports from './Imports.svelte';
import Schools from './Schools.svelte';
import Settings from './Settings.svelte';
import Specialists from './Specialists.svelte';
import Teams from './Teams.svelte';
import Vehicles from './Vehicles.svelte';
import Phones from './Phones.svelte';

export interface Page {
  /** As the address says it: `/admin#accounts`. */
  readonly id: string;
  readonly name: MessageKey;
  /** The action without which the page is not offered. */
  readonly right: string;
  readonly show: Component<{ house: House }>;
}

export const PAGES: readonly Page[] = [
  { id: 'accounts', name: 'admin.accounts', right: 'keep-accounts', show: Accounts },
  { id: 'centre', name: 'admin.centre', right: 'read-administration', show: Centre },
  { id: 'settings', name: 'admin.settings', right: 'read-administration', show: Settings },
  { id: 'schools', name: 'admin.schools', right: 'read-administration', show: Schools },
  { id: 'specialists', name: 'admin.specialists', right: 'read-administration', show: Specialists },
  { id: 'teams', name: 'admin.teams', right: 'read-administration', show: Teams },
  { id: 'vehicles', name: 'admin.vehicles', right: 'read-administration', show: Vehicles },
  { id: 'rights', name: 'rights.title', right: 'read-rights', show: Rights },
  { id: 'imports', name: 'imports.title', right: 'keep-registers', show: Imports },
  { id: 'calendar', name: 'calendar.title', right: 'load-calendar', show: Calendar },
  { id: 'phones', name: 'phones.title', right: 'keep-phones', show: Phones },
];
