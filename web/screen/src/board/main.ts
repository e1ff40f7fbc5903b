import { mount } from 'svelte';
import '../shared/tokens.css';
import './print.css';
import { enter } from '../shared/account.svelte';
import '../shared/theme.svelte';
import Board from './Board.svelte';
import { Desk } from './desk.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
const me = await enter();
if (me !== null) {
  const desk = new Desk(me);
  mount(Board, { target, props: { desk } });
  await desk.start();
}
