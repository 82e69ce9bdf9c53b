// The application as a child of `npm start`: in Electron where its runtime is there, else in the browser shell. Both get
// the same facts and say the same of themselves. It knows them only by their command lines, never by an import.

import { join } from 'node:path';
import { z } from 'zod';
import type { Bundle } from './bundles.ts';
import type { Datenordner } from './datenordner.ts';
import { imProjekt, type Kind, starteKind } from './kind.ts';
import { kindfehler } from './startfehler.ts';

/** Who is signed in when the demo opens. */
export const PERSON = 'sabine.sander';

export type Shellwahl = { readonly art: 'electron'; readonly programm: string } | { readonly art: 'browser' };

/** Which bundles a shell needs; the browser shell runs the workspace from its sources. */
export function gebrauchteBundles(wahl: Shellwahl): Bundle[] {
  return wahl.art === 'electron' ? ['renderer', 'main', 'preload', 'workspace'] : ['renderer'];
}

export interface GestarteteAnwendung {
  readonly kind: Kind;
  /** Where the page can be opened; null in Electron. */
  readonly url: string | null;
  /** Why there is no window, as a sentence; null when there is one or none was wanted. */
  readonly ohneFenster: string | null;
}

const nachricht = z.discriminatedUnion('art', [
  z.object({ art: z.literal('bereit'), url: z.url().nullable() }),
  z.object({ art: z.literal('fenster') }),
  z.object({ art: z.literal('kein-fenster'), satz: z.string() }),
]);

/**
 * Starts the application and waits until it can be used.
 * @param beiStart told the process at once, so that an end in between ends it too
 * @throws {Startfehler} with the application's own reason
 */
export async function starteAnwendung(
  wahl: Shellwahl,
  ordner: Datenordner,
  cloud: string,
  mitFenster: boolean,
  beiStart: (kind: Kind) => void,
): Promise<GestarteteAnwendung> {
  const kind = await starteKind({
    name: 'Kontor',
    protokoll: join(ordner.protokoll, 'kontor.log'),
    ...aufruf(wahl, ordner, cloud, mitFenster),
  });
  beiStart(kind);
  return await new Promise((ok, schlecht) => {
    let url: string | null | undefined;
    let ohneFenster: string | null | undefined = mitFenster ? undefined : null;
    kind.beiNachricht((roh) => {
      const gelesen = nachricht.safeParse(roh).data;
      if (gelesen?.art === 'bereit') url = gelesen.url;
      else if (gelesen?.art === 'fenster') ohneFenster = null;
      else if (gelesen?.art === 'kein-fenster') ohneFenster = gelesen.satz;
      if (url !== undefined && ohneFenster !== undefined) ok({ kind, url, ohneFenster });
    });
    void kind.ende.then(() => schlecht(kindfehler('Kontor ist nicht gestartet.', kind.letzteWorte())));
  });
}

function aufruf(
  wahl: Shellwahl,
  ordner: Datenordner,
  cloud: string,
  mitFenster: boolean,
): { programm: string; argumente: string[] } {
  const gemeinsam = [`--profil=${ordner.profil}`, `--cloud=${cloud}`, `--als=${PERSON}`];
  if (wahl.art === 'electron') {
    // Like any Chromium, Electron refuses to run as root with its sandbox.
    const alsRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return {
      programm: wahl.programm,
      argumente: [
        ...alsRoot,
        imProjekt('dist/main/main.js'),
        ...gemeinsam,
        `--laufzeitdaten=${join(ordner.pfad, 'electron')}`,
      ],
    };
  }
  return {
    programm: process.execPath,
    argumente: [
      imProjekt('src-main/shell/browser/main.ts'),
      ...gemeinsam,
      `--seiten=${imProjekt('dist/renderer')}`,
      `--browserprofil=${ordner.browser}`,
      ...(mitFenster ? [] : ['--kein-fenster']),
    ],
  };
}
