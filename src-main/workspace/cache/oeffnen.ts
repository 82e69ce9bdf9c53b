/**
 * Opens the cache: key, checks, migrations, the two connections, the second copy of the work. It says which of four things
 * is wrong (key, damage, newer schema, disk) and leaves the file as it was; it never deletes or replaces one.
 * Beside the database lies `<file>.kennung`, a fingerprint of the key, since a wrong key and a damaged first page look
 * alike to the cipher. It is a witness only where the file does not open: a fingerprint may be damaged too.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Bestand, BestandOptionen } from './bestand.ts';
import type { BestandEreignis } from './bestand-typen.ts';
import { alsProblem, bestandsProblem, istBeschaedigt } from './fehler.ts';
import { type Kern, liesMeta, macheKern, setzeMeta } from './kern.ts';
import { macheLeser } from './lesen.ts';
import { migriere, schemaNummer } from './migrieren.ts';
import { macheSchreibe, macheSchreiber, pruefeTag } from './schreiben.ts';
import { beimStart } from './sendung.ts';
import { erneuereIndex } from './suchindex.ts';
import { oeffneVerbindung, type Verbindung } from './verbindung.ts';
import {
  arbeitsstandVon,
  fuehreZweitschrift,
  oeffneZweitschrift,
  type Zweitschrift,
  zweitschluessel,
  zweitschriftVon,
} from './zweitschrift.ts';

type Melde = (was: BestandEreignis) => void;

const kennung = (schluessel: Uint8Array): Buffer =>
  createHmac('sha256', schluessel).update('kontor-bestand').digest().subarray(0, 16);

/** Undefined where there is no fingerprint, or none that could be one. */
function schluesselPasst(pfad: string, schluessel: Uint8Array): boolean | undefined {
  const datei = `${pfad}.kennung`;
  if (!existsSync(datei)) return undefined;
  const da = Buffer.from(readFileSync(datei, 'utf8'), 'hex');
  const soll = kennung(schluessel);
  return da.length === soll.length ? timingSafeEqual(da, soll) : undefined;
}

function schreibeKennung(pfad: string, schluessel: Uint8Array): void {
  try {
    writeFileSync(`${pfad}.kennung`, kennung(schluessel).toString('hex'), { mode: 0o600 });
  } catch (fehler) {
    const voll = (fehler as NodeJS.ErrnoException).code === 'ENOSPC';
    throw bestandsProblem(voll ? 'speicher-voll' : 'schreiben-unmoeglich', fehler);
  }
}

/** Whether the key opens the second copy: then it is the right one, whatever else does not open. */
function oeffnetZweitschrift(pfad: string, schluessel: Uint8Array): boolean {
  if (!istDa(zweitschriftVon(pfad))) return false;
  try {
    oeffneVerbindung(zweitschriftVon(pfad), zweitschluessel(schluessel), true).db.close();
    return true;
  } catch {
    return false;
  }
}

const istDa = (pfad: string): boolean => existsSync(pfad) && statSync(pfad).size > 0;

/** Opens for writing; an unreadable file is the key's fault unless fingerprint or second copy say the key is right. */
function oeffneSchreibend(
  { pfad, schluessel }: BestandOptionen,
  beiSchaden: () => void,
): { v: Verbindung; passt: boolean | undefined } {
  if (schluessel.length !== 32) throw bestandsProblem('schluessel-unbrauchbar');
  if (!existsSync(dirname(pfad))) throw bestandsProblem('schreiben-unmoeglich');
  const passt = schluesselPasst(pfad, schluessel);
  // An empty file opens with any key; where there was work before, the key must be that of the work.
  const leer = !istDa(pfad) && istDa(zweitschriftVon(pfad));
  if (leer && passt !== true && !oeffnetZweitschrift(pfad, schluessel)) throw bestandsProblem('schluessel-unbrauchbar');
  try {
    return { v: oeffneVerbindung(pfad, schluessel, false, beiSchaden), passt };
  } catch (fehler) {
    const p = alsProblem(fehler);
    if (!istBeschaedigt(p) || passt === true || oeffnetZweitschrift(pfad, schluessel)) throw p;
    throw bestandsProblem('schluessel-unbrauchbar', fehler);
  }
}

/** After a crash, or a damaged page met at work, every page is looked at; a clean end is marked, and spares that. */
function pruefe(v: Verbindung): void {
  const befund = v.alle<{ quick_check: string }>('PRAGMA quick_check(1)');
  if (befund[0]?.quick_check !== 'ok') throw bestandsProblem('bestand-beschaedigt');
}

/** How the last run ended: true, or false while it lasts; `beschaedigt` where it met a damaged page. */
type Ende = boolean | 'beschaedigt' | undefined;

/** What must be right before anything is written: every page after an unclean end, and no commit of work lost. */
function pruefeVorher(
  v: Verbindung,
  { pfad, schluessel, uhr }: BestandOptionen,
  warSchonDa: boolean,
  melde: Melde,
): Verbindung | undefined {
  const alt = schemaNummer(v) > 0;
  // The fingerprint is written last: where it is, there was a cache.
  if (!alt && warSchonDa) throw bestandsProblem('bestand-beschaedigt');
  const ende = alt ? liesMeta<Ende>(v, 'sauber-beendet') : undefined;
  if (ende === 'beschaedigt') throw bestandsProblem('bestand-beschaedigt');
  const unsauber = ende === false;
  if (unsauber) pruefe(v);
  const stand = alt ? arbeitsstandVon(v) : 0;
  return oeffneZweitschrift(pfad, schluessel, { stand, unsauber, jetztMs: uhr.jetzt() }, melde);
}

/**
 * Throws where the file is not in its place any more (folder removed, drive gone, file replaced): whoever has it open could
 * go on writing into what nobody will ever find again, and would call that stored.
 */
function nochDa(pfad: string): () => void {
  const { ino } = statSync(pfad);
  return () => {
    if (statSync(pfad, { throwIfNoEntry: false })?.ino !== ino) throw bestandsProblem('schreiben-unmoeglich');
  };
}

function schliesse(kern: Kern, lesend: Verbindung, zweit: Zweitschrift): void {
  lesend.db.close();
  try {
    zweit.ziehNach();
    const ende: Ende = kern.v.beschaedigt() || lesend.beschaedigt() ? 'beschaedigt' : true;
    setzeMeta(kern.v, 'sauber-beendet', ende);
    kern.v.db.pragma('wal_checkpoint(TRUNCATE)');
    zweit.leereWal();
  } catch {
    // Disk full or gone: the mark stays as it is, and the next start looks at every page.
  } finally {
    zweit.schliesse();
    kern.v.db.close();
  }
}

/** See `Bestand` for what it throws. */
export function oeffneBestand(optionen: BestandOptionen): Bestand {
  const { pfad, schluessel, uhr, neueId, overlay } = optionen;
  const melde: Melde = (was) => optionen.melde?.(was);
  let offen = false;
  const beiSchaden = (): void => {
    if (offen) melde('beschaedigt');
  };
  const { v: schreibend, passt } = oeffneSchreibend(optionen, beiSchaden);
  let kopie: Verbindung | undefined;
  try {
    kopie = pruefeVorher(schreibend, optionen, passt === true, melde);
    const schema = migriere(schreibend);
    const kern = macheKern({ v: schreibend, uhr, neueId, overlay });
    const zweit = fuehreZweitschrift(schreibend, kopie, melde);
    const schreibe = macheSchreibe(kern, zweit.ziehNach, nochDa(pfad));
    schreibe(() => {
      setzeMeta(schreibend, 'sauber-beendet', false);
      erneuereIndex(kern);
      beimStart(kern);
    });
    // The mark of an open file must not lie in the WAL alone, which may get lost.
    schreibend.db.pragma('wal_checkpoint(TRUNCATE)');
    if (passt !== true) schreibeKennung(pfad, schluessel);
    const lesend = oeffneVerbindung(pfad, schluessel, true, beiSchaden);
    const tagGeprueft = () => {
      if (liesMeta<number>(schreibend, 'heute') !== kern.heute()) schreibe(() => pruefeTag(kern));
    };
    const leser = macheLeser(macheKern({ v: lesend, uhr, neueId, overlay }), pfad, tagGeprueft);
    const schreiber = macheSchreiber(kern, schreibe, zweit);
    offen = true;
    return { schreiber, leser, schema, schliesse: () => schliesse(kern, lesend, zweit) };
  } catch (fehler) {
    kopie?.db.close();
    schreibend.db.close();
    throw alsProblem(fehler);
  }
}
