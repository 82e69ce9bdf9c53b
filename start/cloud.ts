// The central cloud as a child of `npm start`: its port, its start in demo mode, its demo data once. It knows the cloud
// only by its command line (docs: `cloud` verbs), never by an import.

import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { Datenordner } from './datenordner.ts';
import { begleitet, imProjekt, type Kind, starteKind } from './kind.ts';
import { kindfehler, Startfehler } from './startfehler.ts';

const CLI = 'src-cloud/cli.ts';
const UEBLICHER_PORT = 8700;
/** Until the cloud is ready, in milliseconds: a first start on a slow disk, and up to 30 s for a PostgreSQL left behind by a crash. */
const STARTFRIST = 180_000;
const MANDANT = 'flensburg';
export const UEBLICHE_ZAHL = 1000;

const bereitzeile = z.looseObject({ url: z.url() });

export interface Cloud {
  readonly url: string;
  readonly kind: Kind;
}

/**
 * Starts the cloud on the port it had last, else the usual one, else any free one.
 * @param sage told when it is not the usual port
 * @param beiStart told the process at once, so that an end in between ends it too
 * @throws {Startfehler} with the cloud's own reason
 */
export async function starteCloud(
  ordner: Datenordner,
  sage: (text: string) => void,
  beiStart: (kind: Kind) => void,
): Promise<Cloud> {
  const wunsch = ordner.stand().cloudPort ?? UEBLICHER_PORT;
  const frei = await istFrei(wunsch);
  if (!frei) sage(`  Port ${wunsch} ist belegt; die Cloud nimmt einen freien.`);
  const kind = await starteKind({
    name: 'die Cloud',
    programm: process.execPath,
    argumente: begleitet(imProjekt(CLI), [
      'start',
      '--demo',
      '--data',
      ordner.cloud,
      '--port',
      String(frei ? wunsch : 0),
    ]),
    protokoll: join(ordner.protokoll, 'cloud.log'),
  });
  beiStart(kind);
  const url = await bereit(kind, ordner);
  await ordner.merke({ cloudPort: Number(new URL(url).port) });
  return { url, kind };
}

/** Whether demo data must be made. */
export function brauchtSaat(ordner: Datenordner): boolean {
  return ordner.stand().gesaet === undefined;
}

/**
 * Makes the demo data beside the running cloud and notes it when done.
 * @param beiStart as for `starteCloud`
 * @throws {Startfehler} with the command's own reason
 */
export async function saee(ordner: Datenordner, vorgaenge: number, beiStart: (kind: Kind) => void): Promise<void> {
  const kind = await starteKind({
    name: 'die Saat',
    programm: process.execPath,
    argumente: begleitet(imProjekt(CLI), [
      'seed',
      '--mandant',
      MANDANT,
      '--vorgaenge',
      String(vorgaenge),
      '--data',
      ordner.cloud,
    ]),
    protokoll: join(ordner.protokoll, 'saat.log'),
  });
  beiStart(kind);
  const code = await kind.ende;
  if (code !== 0) throw kindfehler('Die Demodaten ließen sich nicht anlegen.', kind.letzteWorte());
  await ordner.merke({ gesaet: { mandant: MANDANT, vorgaenge } });
}

async function bereit(kind: Kind, ordner: Datenordner): Promise<string> {
  const frist = AbortSignal.timeout(STARTFRIST);
  return await new Promise<string>((ok, schlecht) => {
    kind.beiZeile((zeile) => {
      const url = liesBereitzeile(zeile);
      if (url !== null) ok(url);
    });
    void kind.ende.then(() => schlecht(kindfehler('Die Cloud ist nicht gestartet.', kind.letzteWorte())));
    frist.addEventListener('abort', () =>
      schlecht(
        new Startfehler(
          `Die Cloud war nach drei Minuten nicht bereit; was sie schrieb, steht in ${join(ordner.protokoll, 'cloud.log')}.`,
        ),
      ),
    );
  });
}

function liesBereitzeile(zeile: string): string | null {
  try {
    return bereitzeile.safeParse(JSON.parse(zeile)).data?.url ?? null;
  } catch {
    return null;
  }
}

function istFrei(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((ok) => {
    probe.once('error', () => ok(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => ok(true)));
  });
}
