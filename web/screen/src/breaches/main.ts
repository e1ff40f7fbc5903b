import { mount } from 'svelte';
import '../shared/tokens.css';
import '../admin/admin.css';
import { rememberedLanguage, useLanguage } from '../shared/language.svelte';
import '../shared/theme.svelte';
import Breaches from './Breaches.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
await useLanguage(rememberedLanguage());
mount(Breaches, { target });
