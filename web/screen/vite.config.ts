import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const page = (name: string): string => fileURLToPath(new URL(`./${name}.html`, import.meta.url));

/** The font of papers, printed or as PDF: every Kazakh letter is in it. Its version in the name, as it never changes. */
const paperFont: Plugin = {
  name: 'paper-font',
  generateBundle() {
    for (const font of ['DejaVuSans', 'DejaVuSans-Bold']) {
      const from = fileURLToPath(new URL(`./node_modules/dejavu-fonts-ttf/ttf/${font}.ttf`, import.meta.url));
      this.emitFile({ type: 'asset', fileName: `assets/${font}-2.37.ttf`, source: readFileSync(from) });
    }
  },
};

// One build for all pages, no router. Nothing is written into the pages themselves: the content policy allows no inline
// script or style and no data: address, so every asset is a file with its hash in the name.
export default defineConfig({
  plugins: [svelte(), paperFont],
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    target: 'es2022',
    rolldownOptions: {
      checks: { bundlerTimings: false },
      input: {
        login: page('login'),
        board: page('board'),
        phone: page('phone'),
        supervisor: page('supervisor'),
        admin: page('admin'),
        figures: page('figures'),
        keeping: page('keeping'),
        papers: page('papers'),
        law: page('law'),
        breaches: page('breaches'),
        monitoring: page('monitoring'),
        duties: page('duties'),
        account: page('account'),
        phones: page('phones'),
        enrol: page('enrol'),
      },
    },
  },
});
