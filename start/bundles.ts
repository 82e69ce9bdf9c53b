// Makes the bundles that are asked for, and only when their sources changed: `node start/bundles.ts [renderer main preload
// workspace workspace-node] [--neu]`, all of them without a name. It must never leave a half-made bundle marked as fresh.

import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { imProjekt } from './kind.ts';
import { liesMarke, quellenstand, setzeMarke } from './quellenstand.ts';

/** What each bundle is made of, besides the settings and packages all depend on. */
const QUELLEN = {
  renderer: ['src-renderer', 'src-shared', 'svelte.config.js'],
  main: ['src-main', 'src-shared'],
  preload: ['src-main/preload', 'src-shared'],
  workspace: ['src-main', 'src-shared'],
  'workspace-node': ['src-main/workspace', 'src-shared'],
} as const;

export type Bundle = keyof typeof QUELLEN;
export const BUNDLES = Object.keys(QUELLEN) as Bundle[];

const ALLEN_GEMEINSAM = ['vite.config.ts', 'package-lock.json', 'tsconfig.json'];

/** Whether the bundle must be made: the hash of its sources, and whether that is the one it was made from. */
export async function pruefeBundle(wurzel: string, bundle: Bundle): Promise<{ stand: string; frisch: boolean }> {
  const stand = await quellenstand(wurzel, [...QUELLEN[bundle], ...ALLEN_GEMEINSAM]);
  return { stand, frisch: (await liesMarke(marke(wurzel, bundle))) === stand };
}

/** Makes the bundle unless it is fresh. @returns whether it was made */
export async function baue(wurzel: string, bundle: Bundle, neu = false): Promise<boolean> {
  const { stand, frisch } = await pruefeBundle(wurzel, bundle);
  if (frisch && !neu) return false;
  // Loaded only when there is something to do: the second start must not pay for it.
  const { build } = await import('vite');
  const neuer = join(wurzel, 'dist', `.neu-${bundle}-${process.pid}`);
  try {
    const outDir = bundle.startsWith('workspace') ? join(neuer, 'host') : neuer;
    await build({
      configFile: join(wurzel, 'vite.config.ts'),
      mode: bundle,
      logLevel: 'warn',
      build: { outDir, emptyOutDir: true },
    });
    await tausche(neuer, join(wurzel, 'dist', bundle));
  } finally {
    await rm(neuer, { recursive: true, force: true });
  }
  await setzeMarke(marke(wurzel, bundle), stand);
  return true;
}

/** Puts the finished folder in the place of the old one: nobody ever reads a half-made bundle, two builders do no harm. */
async function tausche(neuer: string, ziel: string): Promise<void> {
  const alter = `${neuer}-alt`;
  await rename(ziel, alter).catch((fehler: NodeJS.ErrnoException) => {
    if (fehler.code !== 'ENOENT') throw fehler;
  });
  await rename(neuer, ziel).catch((fehler: NodeJS.ErrnoException) => {
    // Another builder was faster, with the same sources.
    if (fehler.code !== 'ENOTEMPTY' && fehler.code !== 'EEXIST') throw fehler;
  });
  await rm(alter, { recursive: true, force: true });
}

function marke(wurzel: string, bundle: Bundle): string {
  return join(wurzel, 'dist', `.stand-${bundle}`);
}

async function laufe(argv: readonly string[]): Promise<number> {
  const namen = argv.filter((a) => a !== '--neu');
  const unbekannt = namen.filter((n) => !BUNDLES.includes(n as Bundle));
  if (unbekannt.length > 0) {
    process.stderr.write(`Diese Bündel gibt es nicht: ${unbekannt.join(', ')}. Es gibt ${BUNDLES.join(', ')}.\n`);
    return 2;
  }
  const gewuenscht = namen.length > 0 ? (namen as Bundle[]) : BUNDLES;
  for (const bundle of gewuenscht) {
    const gemacht = await baue(imProjekt('.'), bundle, argv.includes('--neu'));
    process.stdout.write(`${bundle}: ${gemacht ? 'gebaut' : 'unverändert'}\n`);
  }
  return 0;
}

if (import.meta.main) process.exitCode = await laufe(process.argv.slice(2));
