/**
 * Protection of the keys on this device: wrapped by the operating system where it offers that, by a passphrase where it does
 * not, and in a file of mode 0600 only against a demo cloud on this machine. A stored key says by its first byte how it is
 * protected, so that no protection is taken for another.
 */
import { join } from 'node:path';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { istLoopback } from '../cloud/oidc.ts';
import { SCHLUESSEL_DATEI, type Schutz } from '../zeichnung/geraeteschluessel.ts';
import type { Ablage } from '../zeichnung/schluesseldatei.ts';
import type { Schutzdienst } from './dienste.ts';
import { PASSPHRASE, passphraseDateiFehlt } from './passphrase.ts';
import { alsDateiproblem, type Profil } from './profil.ts';

export interface Schluesselschutz extends Schutz {
  readonly art: 'os' | 'passphrase' | 'datei';
}

const BESTAND_DATEI = 'bestandsschluessel';
const OS = 'O'.charCodeAt(0);
const DATEI = 'D'.charCodeAt(0);
const FORMAT = { os: OS, passphrase: PASSPHRASE, datei: DATEI } as const;
const SCHLUESSEL_BYTES = 32;

/** Whether keys of this cloud can only be kept under a passphrase here. */
export function brauchtPassphrase(dienst: Schutzdienst, cloud: string): boolean {
  return dienst.art === 'keiner' && !istLoopback(cloud);
}

/** What protects keys here; `tresor` is the passphrase's, where one was given. @throws ProblemError `passphrase-noetig` */
export function schutzFuer(dienst: Schutzdienst, cloud: string, tresor?: Schutz): Schluesselschutz {
  if (tresor === undefined && brauchtPassphrase(dienst, cloud)) throw passphraseNoetig('neu');
  const art = tresor !== undefined ? 'passphrase' : dienst.art === 'os' ? 'os' : 'datei';
  const verschliesse = async (klar: Uint8Array): Promise<Uint8Array> => {
    if (tresor !== undefined) return tresor.verschliesse(klar);
    return dienst.art === 'os' ? dienst.verschliesse(klar) : klar;
  };
  return {
    art,
    verschliesse: async (klar) => Buffer.concat([Uint8Array.of(FORMAT[art]), await verschliesse(klar)]),
    oeffne: async (verschlossen) => {
      const rest = verschlossen.subarray(1);
      if (verschlossen[0] === DATEI && istLoopback(cloud)) return Uint8Array.from(rest);
      if (verschlossen[0] === OS && dienst.art === 'os') return dienst.oeffne(rest);
      if (verschlossen[0] === PASSPHRASE) {
        if (tresor === undefined) throw passphraseDateiFehlt();
        return tresor.oeffne(rest);
      }
      throw nurImProgramm();
    },
  };
}

/** Refuses the file of mode 0600 for anything but a demo. */
export function verlangeDemo(schutz: Schluesselschutz, istDemo: boolean): void {
  if (schutz.art !== 'datei' || istDemo) return;
  throw new ProblemError('schutz-fehlt', {
    detail:
      'Ohne Schutz für den Schlüssel speichert Kontor nur die Daten einer Demo auf diesem Rechner. ' +
      'Bitte legen Sie mit „kontor passphrase“ eine Passphrase fest und starten Sie Kontor neu.',
  });
}

/** What to do where nothing can be opened without a passphrase. */
export function passphraseNoetig(lage: 'neu' | 'noetig'): ProblemError {
  const detail =
    lage === 'neu'
      ? 'Dieses Gerät bietet keinen Schlüsselspeicher. Bitte legen Sie eine Passphrase fest, die Ihre Daten auf diesem Gerät schützt.'
      : 'Ihre Daten auf diesem Gerät sind verschlüsselt; erst mit der Passphrase lassen sie sich öffnen.';
  return new ProblemError('passphrase-noetig', { detail });
}

/**
 * Refuses a first passphrase where keys lie that only the operating system opens, or a passphrase whose file is missing. A
 * demo's keys in files are no hindrance. @throws ProblemError `schluessel-unbrauchbar`
 */
export async function verlangeUnbelegt(profil: Profil, ablage: Ablage): Promise<void> {
  for (const ordner of profil.personenOrdnerHier()) {
    for (const datei of [BESTAND_DATEI, SCHLUESSEL_DATEI]) {
      const [art] = (await ablage.lies(join(ordner, datei))) ?? [];
      if (art === OS) throw nurImProgramm();
      if (art === PASSPHRASE) throw passphraseDateiFehlt();
    }
  }
}

/** A demo's keys come under the passphrase too, once there is one: what the status says is then true of all of them. */
export async function schuetzeNach(ordner: string, schutz: Schluesselschutz, ablage: Ablage): Promise<void> {
  if (schutz.art !== 'passphrase') return;
  for (const datei of [BESTAND_DATEI, SCHLUESSEL_DATEI]) {
    const verschlossen = await ablage.lies(join(ordner, datei));
    if (verschlossen?.[0] !== DATEI) continue;
    const neu = await schutz.verschliesse(await schutz.oeffne(verschlossen));
    await ablage.schreibe(join(ordner, datei), neu).catch((fehler) => {
      throw alsDateiproblem(fehler);
    });
  }
}

function nurImProgramm(): ProblemError {
  return new ProblemError('schluessel-unbrauchbar', {
    detail:
      'Der Schlüssel liegt im Schlüsselspeicher des Betriebssystems, den nur das Programm Kontor öffnen kann. ' +
      'Bitte starten Sie Kontor; dieser Aufruf nutzt es dann mit.',
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
  const pfad = join(ordner, BESTAND_DATEI);
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
  await ablage.vernichte(join(ordner, BESTAND_DATEI));
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
