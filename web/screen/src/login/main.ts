import { mount } from 'svelte';
import '../shared/tokens.css';
import Login from './Login.svelte';
import { rememberedLanguage, useLanguage } from '../shared/language.svelte';
import { sayWhatIsNeeded } from '../shared/needed';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
sayWhatIsNeeded();
await useLanguage(rememberedLanguage());
mount(Login, { target });
