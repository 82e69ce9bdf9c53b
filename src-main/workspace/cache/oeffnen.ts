/**
 * Opens the cache: key, checks, migrations, the two connections. It says which of four things is wrong (key, damage, newer
 * schema, disk) and leaves the file as it was; it never deletes or replaces one.
 * Beside the database lies `<file>.kennung`, a fingerprint of the key, since a wrong key and a damaged first page look
 * alike to the cipher.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Bestand, BestandOptionen } from './bestand.ts';
import { alsProblem, bestandsProblem, istBeschaedigt } from './fehler.ts';
import { type Kern, liesMeta, macheKern, setzeMeta } from './kern.ts';
import { macheLeser } from './lesen.ts';
import { migriere, schemaNummer } from './migrieren.ts';
import { macheSchreibe, macheSchreiber, pruefeTag } from './schreiben.ts';
import { beimStart } from './sendung.ts';
import { erneuereIndex } from './suchindex.ts';
import { oeffneVerbindung, type Verbindung } from './verbindung.ts';

const kennung = (schluessel: Uint8Array): Buffer =>
  createHmac('sha256', schluessel).update('kontor-bestand').digest().subarray(0, 16);

/** Undefined where there is no fingerprint. */
function schluesselPasst(pfad: string, schluessel: Uint8Array): boolean | undefined {
  const datei = `${pfad}.kennung`;
  if (!existsSync(datei)) return undefined;
  const da = Buffer.from(readFileSync(datei, 'utf8'), 'hex');
  const soll = kennung(schluessel);
  return da.length === soll.length && timingSafeEqual(da, soll);
}

function schreibeKennung(pfad: string, schluessel: Uint8Array): void {
  try {
    writeFileSync(`${pfad}.kennung`, kennung(schluessel).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (fehler) {
    const code = (fehler as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') return;
    throw bestandsProblem(code === 'ENOSPC' ? 'speicher-voll' : 'schreiben-unmoeglich', fehler);
  }
}

/** Opens for writing; an unreadable file is the key's fault unless the fingerprint says the key is right. */
function oeffneSchreibend(pfad: string, schluessel: Uint8Array): Verbindung {
  if (schluessel.length !== 32) throw bestandsProblem('schluessel-unbrauchbar');
  if (!existsSync(dirname(pfad))) throw bestandsProblem('schreiben-unmoeglich');
  const neu = !existsSync(pfad);
  const passt = schluesselPasst(pfad, schluessel);
  if (passt === false && !neu) throw bestandsProblem('schluessel-unbrauchbar');
  try {
    const v = oeffneVerbindung(pfad, schluessel, false);
    if (passt === undefined) schreibeKennung(pfad, schluessel);
    return v;
  } catch (fehler) {
    const p = alsProblem(fehler);
    throw istBeschaedigt(p) && passt === undefined ? bestandsProblem('schluessel-unbrauchbar', fehler) : p;
  }
}

/** After a crash, or a damaged page met at work, every page is looked at; a clean end is marked, and spares that. */
function pruefe(v: Verbindung): void {
  if (liesMeta<boolean>(v, 'sauber-beendet') !== false) return;
  const befund = v.alle<{ quick_check: string }>('PRAGMA quick_check(1)');
  if (befund[0]?.quick_check !== 'ok') throw bestandsProblem('bestand-beschaedigt');
}

function schliesse(kern: Kern, lesend: Verbindung): void {
  lesend.db.close();
  if (!kern.v.beschaedigt() && !lesend.beschaedigt()) setzeMeta(kern.v, 'sauber-beendet', true);
  kern.v.db.pragma('wal_checkpoint(TRUNCATE)');
  kern.v.db.close();
}

/** See `Bestand` for what it throws. */
export function oeffneBestand(optionen: BestandOptionen): Bestand {
  const { pfad, schluessel, uhr, neueId, overlay } = optionen;
  const schreibend = oeffneSchreibend(pfad, schluessel);
  try {
    if (schemaNummer(schreibend) > 0) pruefe(schreibend);
    const schema = migriere(schreibend);
    const kern = macheKern({ v: schreibend, uhr, neueId, overlay });
    const schreibe = macheSchreibe(kern);
    schreibe(() => {
      setzeMeta(schreibend, 'sauber-beendet', false);
      erneuereIndex(kern);
      beimStart(kern);
    });
    const lesend = oeffneVerbindung(pfad, schluessel, true);
    const tagGeprueft = () => {
      if (liesMeta<number>(schreibend, 'heute') !== kern.heute()) schreibe(() => pruefeTag(kern));
    };
    const leser = macheLeser(macheKern({ v: lesend, uhr, neueId, overlay }), pfad, tagGeprueft);
    const schreiber = macheSchreiber(kern, schreibe);
    return { schreiber, leser, schema, schliesse: () => schliesse(kern, lesend) };
  } catch (fehler) {
    schreibend.db.close();
    throw alsProblem(fehler);
  }
}
