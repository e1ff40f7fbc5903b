import { mount } from 'svelte';
import '../shared/tokens.css';
import '../supervisor/supervisor.css';
import { rememberedLanguage, useLanguage } from '../shared/language.svelte';
import Keeping from './Keeping.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
await useLanguage(rememberedLanguage());
mount(Keeping, { target });
