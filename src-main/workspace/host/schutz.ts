/**
 * Protection of the keys on this device: wrapped by the operating system where it offers that, else in a file of mode 0600,
 * and that only against a demo cloud on this machine. Any other cloud without a key store is refused. A stored key says
 * by its first byte how it is protected, so that no protection is taken for another.
 */
import { join } from 'node:path';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { istLoopback } from '../cloud/oidc.ts';
import type { Schutz } from '../zeichnung/geraeteschluessel.ts';
import type { Ablage } from '../zeichnung/schluesseldatei.ts';
import type { Schutzdienst } from './dienste.ts';
import { alsDateiproblem } from './profil.ts';

export interface Schluesselschutz extends Schutz {
  readonly art: 'os' | 'datei';
}

const OS = 'O'.charCodeAt(0);
const DATEI = 'D'.charCodeAt(0);
const SCHLUESSEL_BYTES = 32;

const mitArt = (art: number, bytes: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(art), bytes]);

/** What protects keys here. @throws ProblemError `schutz-fehlt` */
export function schutzFuer(dienst: Schutzdienst, cloud: string): Schluesselschutz {
  if (dienst.art === 'keiner' && !istLoopback(cloud)) throw schutzFehlt();
  return {
    art: dienst.art === 'os' ? 'os' : 'datei',
    verschliesse: async (klar) =>
      dienst.art === 'os' ? mitArt(OS, await dienst.verschliesse(klar)) : mitArt(DATEI, klar),
    oeffne: async (verschlossen) => {
      const rest = verschlossen.subarray(1);
      if (verschlossen[0] === DATEI && istLoopback(cloud)) return Uint8Array.from(rest);
      if (verschlossen[0] === OS && dienst.art === 'os') return dienst.oeffne(rest);
      throw new ProblemError('schluessel-unbrauchbar', {
        detail:
          'Der Schlüssel liegt im Schlüsselspeicher des Betriebssystems, den nur das Programm Kontor öffnen kann. ' +
          'Bitte starten Sie Kontor; dieser Aufruf nutzt es dann mit.',
      });
    },
  };
}

/** Refuses the file of mode 0600 for anything but a demo. */
export function verlangeDemo(schutz: Schluesselschutz, istDemo: boolean): void {
  if (schutz.art === 'datei' && !istDemo) throw schutzFehlt();
}

function schutzFehlt(): ProblemError {
  return new ProblemError('schutz-fehlt', {
    detail:
      'Ohne den Schlüsselspeicher des Betriebssystems speichert Kontor keine Daten dieser Cloud. ' +
      'Nur eine Demo auf diesem Rechner darf ohne ihn benutzt werden.',
  });
}

/**
 * The 32 bytes of the database's key in this folder, made where there is none yet. @throws ProblemError
 * `schluessel-unbrauchbar` where it cannot be opened, or is missing beside a database that is there
 */
export async function bestandsschluessel(
  ordner: string,
  schutz: Schluesselschutz,
  ablage: Ablage,
  zufall: (bytes: number) => Uint8Array,
  datenbankDa: boolean,
): Promise<Uint8Array> {
  const pfad = join(ordner, 'bestandsschluessel');
  const verschlossen = await ablage.lies(pfad);
  if (verschlossen !== undefined) return oeffne(schutz, verschlossen);
  if (datenbankDa) throw unbrauchbar();
  const schluessel = zufall(SCHLUESSEL_BYTES);
  try {
    await ablage.schreibe(pfad, await schutz.verschliesse(schluessel));
  } catch (fehler) {
    throw alsDateiproblem(fehler);
  }
  return schluessel;
}

/** Destroys the database's key: what is in the file is unreadable from then on. */
export async function vernichteBestandsschluessel(ordner: string, ablage: Ablage): Promise<void> {
  await ablage.vernichte(join(ordner, 'bestandsschluessel'));
}

async function oeffne(schutz: Schluesselschutz, verschlossen: Uint8Array): Promise<Uint8Array> {
  try {
    const klar = await schutz.oeffne(verschlossen);
    if (klar.length === SCHLUESSEL_BYTES) return klar;
  } catch (fehler) {
    throw fehler instanceof ProblemError ? fehler : unbrauchbar(fehler);
  }
  throw unbrauchbar();
}

function unbrauchbar(ursache?: unknown): ProblemError {
  const detail =
    'Die verschlüsselte Datei bleibt unverändert liegen. Nach dem Zurücksetzen eines Benutzerprofils kann nur Ihre IT sie noch öffnen.';
  return new ProblemError('schluessel-unbrauchbar', { detail }, ursache);
}
