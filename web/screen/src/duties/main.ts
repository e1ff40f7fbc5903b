import { mount } from 'svelte';
import '../shared/tokens.css';
import { rememberedLanguage, useLanguage } from '../shared/language.svelte';
import '../shared/theme.svelte';
import Duties from './Duties.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
await useLanguage(rememberedLanguage());
mount(Duties, { target });
