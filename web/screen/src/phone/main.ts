import { mount } from 'svelte';
import '../shared/tokens.css';
import './phone.css';
import { rememberedLanguage, useLanguage } from '../shared/language.svelte';
import { sayWhatIsNeeded } from '../shared/needed';
import Phone from './Phone.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
sayWhatIsNeeded();
await useLanguage(rememberedLanguage());
mount(Phone, { target });
