import { mount } from 'svelte';
import '../shared/tokens.css';
import '../supervisor/supervisor.css';
import { rememberedLanguage, useLanguage } from '../shared/language.svelte';
import { sayWhatIsNeeded } from '../shared/needed';
import Keeping from './Keeping.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
sayWhatIsNeeded();
await useLanguage(rememberedLanguage());
mount(Keeping, { target });
