/**
 * The recovery key, the authority's half: finds every database of a profile beside which a wrapped key lies, quarantined
 * ones too, opens them with the private key and hands over the work in them as one ZIP. It works on copies, so that
 * nothing in the profile is changed, not even a log; what it cannot open it names.
 */
import { createPublicKey, type KeyObject, privateDecrypt } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { type Arbeit, liesArbeit } from '../cache/arbeitsquellen.ts';
import { zweitschriftVon } from '../cache/zweitschrift.ts';
import { type ArchivDatei, packe } from '../dokument/archiv.ts';
import type { Ablage } from '../zeichnung/schluesseldatei.ts';
import { type Bergungszahlen, inhaltVon, liesmich } from './bergung-inhalt.ts';
import { alsDateiproblem } from './profil.ts';
import { fingerabdruckVon, HINTERLEGT_DATEI, kennungVon, liesHinterlegt, VERPACKUNG } from './wiederherstellung.ts';

export interface Bergung {
  zip: Uint8Array;
  /** `ort`: where the database lies below the given folder; `ordner`: its folder in the archive. */
  bestaende: (Bergungszahlen & { ordner: string; ort: string })[];
  uebersprungen: { ort: string; grund: string }[];
}

/**
 * @param wurzel profile, or any folder with a database and its wrapped key in it
 * @param am instant (RFC 3339) that the archive bears
 * @throws ProblemError `wiederherstellung-fehlt` (no copy lies there), `wiederherstellung-falsch` (the key opens none),
 * `bestand-beschaedigt` (the key is right, and nothing can be read)
 */
export async function berge(wurzel: string, privat: KeyObject, ablage: Ablage, am: string): Promise<Bergung> {
  const orte = findeHinterlegte(wurzel);
  if (orte.length === 0) {
    throw new ProblemError('wiederherstellung-fehlt', {
      detail: `In ${wurzel} liegt keine Datei „${HINTERLEGT_DATEI}“. Sie entsteht, sobald die Vorgabe KONTOR_WIEDERHERSTELLUNG gilt.`,
    });
  }
  const bergung: Bergung = { zip: new Uint8Array(), bestaende: [], uebersprungen: [] };
  const dateien: ArchivDatei[] = [];
  for (const ort of orte) {
    const schluessel = oeffneHinterlegt(await ablage.lies(join(wurzel, ort, HINTERLEGT_DATEI)), privat);
    if (schluessel === undefined) {
      bergung.uebersprungen.push({ ort, grund: 'Der private Schlüssel passt nicht, oder die Kopie ist beschädigt.' });
      continue;
    }
    const ordner = `bestand-${bergung.bestaende.length + 1}`;
    const inhalt = inhaltVon(ordner, liesKopie(join(wurzel, ort, 'bestand.db'), schluessel));
    dateien.push(...inhalt.dateien);
    bergung.bestaende.push({ ordner, ort, ...inhalt.zahlen });
  }
  verlangeEtwas(bergung, privat);
  const text = liesmich(am, bergung.bestaende, bergung.uebersprungen);
  bergung.zip = await packe([{ name: 'LIESMICH.txt', bytes: Buffer.from(text) }, ...dateien], am);
  return bergung;
}

function verlangeEtwas({ bestaende, uebersprungen }: Bergung, privat: KeyObject): void {
  if (bestaende.length === 0) {
    throw new ProblemError('wiederherstellung-falsch', {
      detail:
        `Der angegebene hat den Fingerabdruck ${fingerabdruckVon(createPublicKey(privat))}; welcher gebraucht wird, steht in ` +
        `${uebersprungen.map((u) => join(u.ort, HINTERLEGT_DATEI)).join(', ')} unter „schluessel“. Es wurde nichts verändert.`,
    });
  }
  if (bestaende.every((b) => b.unlesbar.includes('alles'))) {
    throw new ProblemError('bestand-beschaedigt', {
      detail:
        'Der Schlüssel ist der richtige, aber weder der Bestand noch seine Zweitschrift lässt sich öffnen. Es wurde nichts verändert.',
    });
  }
}

/** Folders below (or the folder itself) in which a wrapped key lies, in a fixed order. */
function findeHinterlegte(wurzel: string): string[] {
  try {
    return readdirSync(wurzel, { recursive: true, encoding: 'utf8' })
      .filter((d) => basename(d) === HINTERLEGT_DATEI)
      .map((d) => dirname(d))
      .sort();
  } catch (fehler) {
    const { code } = fehler as NodeJS.ErrnoException;
    throw new ProblemError('nicht-gefunden', { detail: `${wurzel} lässt sich nicht lesen (${code}).` }, fehler);
  }
}

/** The database's key; undefined where the private key is another's or the copy is none. */
function oeffneHinterlegt(bytes: Uint8Array | undefined, privat: KeyObject): Uint8Array | undefined {
  const h = liesHinterlegt(bytes);
  if (h === undefined) return undefined;
  try {
    const schluessel = privateDecrypt({ key: privat, ...VERPACKUNG }, Buffer.from(h.daten, 'base64'));
    return kennungVon(schluessel) === h.kennung ? schluessel : undefined;
  } catch {
    return undefined;
  }
}

/** Reads from a copy (it is encrypted like the original): opening alone would write beside the file. */
function liesKopie(pfad: string, schluessel: Uint8Array): Arbeit {
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-bergung-'));
  const ziel = join(ordner, 'bestand.db');
  try {
    for (const [von, nach] of [
      [pfad, ziel],
      [zweitschriftVon(pfad), zweitschriftVon(ziel)],
    ] as const) {
      for (const endung of ['', '-wal']) if (existsSync(von + endung)) copyFileSync(von + endung, nach + endung);
    }
    return liesArbeit(ziel, schluessel);
  } catch (fehler) {
    throw alsDateiproblem(fehler);
  } finally {
    rmSync(ordner, { recursive: true, force: true });
  }
}
