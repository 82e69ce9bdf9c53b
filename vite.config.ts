// Every bundle and the test runner. `vite build --mode renderer | main | preload | workspace` makes one bundle each into
// dist/; start/bundles.ts decides which are needed. No bundle may carry inline script or style: the window's
// Content-Security-Policy forbids them. The workspace is built for Node 22, the oldest it is run on (windows
// tests; `--mode workspace-node` is the same engine for plain Node).

import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type UserConfig } from 'vite';
import type { ViteUserConfig } from 'vitest/config';
import { UNGEBUENDELT } from './start/ungebuendelt.ts';

const pfad = (relativ: string): string => fileURLToPath(new URL(relativ, import.meta.url));

function renderer(): UserConfig {
  return {
    root: pfad('src-renderer'),
    base: '/',
    publicDir: false,
    plugins: [svelte({ configFile: pfad('svelte.config.js') })],
    build: {
      outDir: pfad('dist/renderer'),
      emptyOutDir: true,
      target: 'chrome120',
      // Data addresses for fonts and scripts would break `font-src 'self'`.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      sourcemap: false,
    },
  };
}

/** A bundle for a Node process: everything in one file but Node itself, Electron and `UNGEBUENDELT`. */
function fuerNode(eingang: string, ziel: string, format: 'es' | 'cjs', node: string): UserConfig {
  const datei = format === 'cjs' ? '[name].cjs' : '[name].js';
  return {
    publicDir: false,
    build: {
      ssr: pfad(eingang),
      outDir: pfad(`dist/${ziel}`),
      emptyOutDir: true,
      target: node,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: { output: { format, entryFileNames: datei, ...(format === 'cjs' && { codeSplitting: false }) } },
    },
    ssr: {
      noExternal: true,
      external: [...builtinModules, ...builtinModules.map((m) => `node:${m}`), 'electron', ...UNGEBUENDELT],
    },
  };
}

/** Where every promise of sync.md lives; `npm test` fails where less of its branches is tested. */
const BEWEISPFLICHTIG = ['src-main/workspace/sync/**', 'src-main/workspace/cache/**', 'src-shared/domain/**'];

const tests: ViteUserConfig = {
  test: {
    testTimeout: 20_000,
    hookTimeout: 90_000,
    coverage: {
      provider: 'v8',
      include: BEWEISPFLICHTIG.map((ordner) => `${ordner}/*.ts`),
      exclude: ['**/*.test.ts', '**/*.d.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'coverage',
      thresholds: Object.fromEntries(BEWEISPFLICHTIG.map((ordner) => [ordner, { branches: 95 }])),
    },
    projects: [
      {
        test: {
          name: 'node',
          include: [
            'src-shared/**/*.test.ts',
            'src-main/**/*.test.ts',
            'src-cloud/**/*.test.ts',
            'start/**/*.test.ts',
            'tests/**/*.test.ts',
          ],
          exclude: ['tests/e2e/**', '**/node_modules/**'],
          testTimeout: 20_000,
          hookTimeout: 90_000,
        },
      },
      {
        plugins: [svelte({ configFile: pfad('svelte.config.js') })],
        resolve: { conditions: ['browser'] },
        test: { name: 'renderer', include: ['src-renderer/**/*.test.ts'] },
      },
    ],
  },
};

export default defineConfig(({ mode }): UserConfig => {
  if (mode === 'test') return tests as UserConfig;
  switch (mode) {
    case 'main':
      return fuerNode('src-main/main.ts', 'main', 'es', 'node24');
    case 'preload':
      return fuerNode('src-main/preload/preload.ts', 'preload', 'cjs', 'node24');
    case 'workspace':
      // Within Electron; one folder deeper, where the sources' relative paths to assets/ hold.
      return fuerNode('src-main/shell/electron/arbeitseintritt.ts', 'workspace/host', 'es', 'node22');
    case 'workspace-node':
      return fuerNode('src-main/workspace/prozess.ts', 'workspace-node/host', 'es', 'node22');
    default:
      return renderer();
  }
});
