import { mount } from 'svelte';
import '../shared/tokens.css';
import { rememberedLanguage, useLanguage } from '../shared/language.svelte';
import { sayWhatIsNeeded } from '../shared/needed';
import '../shared/theme.svelte';
import Figures from './Figures.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
sayWhatIsNeeded();
await useLanguage(rememberedLanguage());
mount(Figures, { target });
