import { mount } from 'svelte';
import '../shared/tokens.css';
import './supervisor.css';
import { rememberedLanguage, useLanguage } from '../shared/language.svelte';
import { sayWhatIsNeeded } from '../shared/needed';
import Supervisor from './Supervisor.svelte';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
sayWhatIsNeeded();
await useLanguage(rememberedLanguage());
mount(Supervisor, { target });
