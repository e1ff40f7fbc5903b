import { mount } from 'svelte';
import '../shared/tokens.css';
import './print.css';
import { enter } from '../shared/account.svelte';
import { countWhileLocked } from '../shared/idle.svelte';
import { t } from '../shared/language.svelte';
import { sayWhatIsNeeded } from '../shared/needed';
import '../shared/theme.svelte';
import Board from './Board.svelte';
import { Desk } from './desk.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
sayWhatIsNeeded();
const me = await enter();
if (me !== null) {
  const desk = new Desk(me);
  countWhileLocked(() => [
    { label: t('access.lock.alarms'), n: desk.alarms.length, urgent: true },
    { label: t('access.lock.open'), n: desk.queue.rows.size },
    { label: t('access.lock.free'), n: [...desk.teams.rows.values()].filter((team) => team.status === 'free').length },
  ]);
  mount(Board, { target, props: { desk } });
  await desk.start();
}
