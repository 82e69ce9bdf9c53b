/**
 * Bytes of attachments, in pieces within the encrypted database: what the person attached and the cloud has not got yet
 * (`eigen`: never removed before it is), and what was fetched to be read offline (may go when room is needed). Bytes are
 * handed out only whole and right by SHA-256.
 */
import { createHash } from 'node:crypto';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Anhang } from '../../../src-shared/domain/vorgang.ts';
import type { OffenerUpload } from './bestand-typen.ts';
import { idBytes, idText } from './kennung.ts';
import type { Kern } from './kern.ts';
import { liesJson } from './packen.ts';
import type { Verbindung } from './verbindung.ts';

const STUECK_BYTES = 256 * 1024;

interface Anhangzeile {
  vorgang_id: Uint8Array;
  beschreibung: string;
  groesse: number;
  hier: number;
  fertig: number;
  eigen: number;
  gesendet: number;
  versuche: number;
}

const SPALTEN = 'vorgang_id, beschreibung, groesse, hier, fertig, eigen, gesendet, versuche';

const zeileVon = (v: Verbindung, anhangId: string): Anhangzeile | undefined =>
  v.eins<Anhangzeile>(`SELECT ${SPALTEN} FROM anhang WHERE anhang_id = ?`, anhangId);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function schreibeStuecke(v: Verbindung, anhangId: string, ab: number, bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += STUECK_BYTES) {
    const teil = bytes.subarray(i, Math.min(i + STUECK_BYTES, bytes.length));
    v.tu('INSERT INTO stueck (anhang_id, von, daten) VALUES (?, ?, ?)', anhangId, ab + i, teil);
  }
}

function alleBytes(v: Verbindung, anhangId: string): Buffer {
  const stuecke = v.alle<{ daten: Uint8Array }>('SELECT daten FROM stueck WHERE anhang_id = ? ORDER BY von', anhangId);
  return Buffer.concat(stuecke.map((s) => s.daten));
}

function legeAn(kern: Kern, vorgangId: string, anhang: Anhang, hier: number, fertig: boolean, eigen: boolean): void {
  kern.v.tu(
    `INSERT INTO anhang (anhang_id, vorgang_id, beschreibung, groesse, hier, fertig, eigen, benutzt_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    anhang.id,
    idBytes(vorgangId),
    JSON.stringify(anhang),
    anhang.groesse,
    hier,
    fertig ? 1 : 0,
    eigen ? 1 : 0,
    kern.uhr.jetzt(),
  );
}

/** Throws `pruefsumme-falsch` where bytes and description differ. The same file again has no effect. */
export function legeUploadAb(kern: Kern, vorgangId: string, anhang: Anhang, bytes: Uint8Array): void {
  if (bytes.length !== anhang.groesse || sha256(bytes) !== anhang.sha256) throw new ProblemError('pruefsumme-falsch');
  if (zeileVon(kern.v, anhang.id)) return;
  legeAn(kern, vorgangId, anhang, bytes.length, true, true);
  schreibeStuecke(kern.v, anhang.id, 0, bytes);
}

/** What a file is that the cloud has, before any of its bytes are here. */
export function merkeBeschreibung(kern: Kern, vorgangId: string, anhang: Anhang): void {
  if (!zeileVon(kern.v, anhang.id)) legeAn(kern, vorgangId, anhang, 0, false, false);
}

/** What `gesendet` is when the cloud has all: the size, and one for an empty file, which has to be sent as well. */
const GANZ = 'max(groesse, 1)';

const alsUpload = (z: Anhangzeile): OffenerUpload => ({
  anhang: liesJson<Anhang>(z.beschreibung),
  vorgangId: idText(z.vorgang_id),
  offset: z.gesendet,
  versuche: z.versuche,
});

/** The upload that is still to be made; undefined where the cloud has all bytes or they are none of ours. */
export function offenerUpload(v: Verbindung, anhangId: string): OffenerUpload | undefined {
  const z = zeileVon(v, anhangId);
  return z?.eigen === 1 && z.gesendet < Math.max(z.groesse, 1) ? alsUpload(z) : undefined;
}

export const offeneUploads = (v: Verbindung): OffenerUpload[] =>
  v
    .alle<Anhangzeile>(`SELECT ${SPALTEN} FROM anhang WHERE eigen = 1 AND gesendet < ${GANZ} ORDER BY benutzt_ms`)
    .map(alsUpload);

export function setzeGesendet(v: Verbindung, anhangId: string, offset: number): void {
  v.tu(`UPDATE anhang SET gesendet = min(?, ${GANZ}) WHERE anhang_id = ? AND eigen = 1`, offset, anhangId);
}

/** Whether all bytes of the file are on this device. */
export const istHier = (v: Verbindung, anhangId: string): boolean => zeileVon(v, anhangId)?.fertig === 1;

/** The cloud does not have it after all (`anhang-fehlt`): from the start. */
export function ladeNeuHoch(v: Verbindung, anhangIds: readonly string[]): void {
  for (const id of anhangIds) {
    v.tu('UPDATE anhang SET gesendet = 0, versuche = versuche + 1 WHERE anhang_id = ? AND eigen = 1', id);
  }
}

/** The command that names them is confirmed: from now on they are like any fetched file. */
export function gebeFrei(v: Verbindung, anhangIds: readonly string[]): void {
  for (const id of anhangIds) v.tu('UPDATE anhang SET eigen = 0 WHERE anhang_id = ?', id);
}

/** The command that names them is to be sent again: files that are whole here are the person's, and unsent, once more. */
export function nimmZurueckInArbeit(v: Verbindung, anhangIds: readonly string[]): void {
  for (const id of anhangIds) {
    v.tu('UPDATE anhang SET eigen = 1, gesendet = 0 WHERE anhang_id = ? AND fertig = 1', id);
  }
}

/** Answers the bytes only where they are all here. */
export function anhangMitBytes(v: Verbindung, anhangId: string) {
  const z = zeileVon(v, anhangId);
  if (z?.fertig !== 1) return undefined;
  const anhang = liesJson<Anhang>(z.beschreibung);
  return { anhang, vorgangId: idText(z.vorgang_id), bytes: new Uint8Array(alleBytes(v, anhangId)) };
}

/** Bytes `[von, bis)` of an upload, without reading the rest. */
export function uploadBytes(v: Verbindung, anhangId: string, von: number, bis: number): Uint8Array {
  const stuecke = v.alle<{ von: number; daten: Uint8Array }>(
    'SELECT von, daten FROM stueck WHERE anhang_id = ? AND von > ? AND von < ? ORDER BY von',
    anhangId,
    von - STUECK_BYTES,
    bis,
  );
  const erstes = stuecke[0]?.von ?? 0;
  return new Uint8Array(Buffer.concat(stuecke.map((s) => s.daten)).subarray(von - erstes, bis - erstes));
}

export const anhangFortschritt = (v: Verbindung, anhangId: string): number => zeileVon(v, anhangId)?.hier ?? 0;

/** Appends a piece; true where the file is complete and right. A piece that does not follow what is here is refused. */
export function schreibeAnhang(
  kern: Kern,
  vorgangId: string,
  anhang: Anhang,
  offset: number,
  bytes: Uint8Array,
): boolean {
  const { v } = kern;
  const da = zeileVon(v, anhang.id);
  if (da?.fertig === 1) return true;
  if ((da?.hier ?? 0) !== offset) throw new ProblemError('bereich-ungueltig');
  if (!da) legeAn(kern, vorgangId, anhang, 0, false, false);
  schreibeStuecke(v, anhang.id, offset, bytes);
  const hier = offset + bytes.length;
  v.tu('UPDATE anhang SET hier = ? WHERE anhang_id = ?', hier, anhang.id);
  if (hier < anhang.groesse) return false;
  if (hier !== anhang.groesse || sha256(alleBytes(v, anhang.id)) !== anhang.sha256) return verwirf(v, anhang.id);
  v.tu('UPDATE anhang SET fertig = 1, benutzt_ms = ? WHERE anhang_id = ?', kern.uhr.jetzt(), anhang.id);
  return true;
}

/** Drops what was fetched; the caller says `pruefsumme-falsch` after its commit. */
function verwirf(v: Verbindung, anhangId: string): never {
  v.tu('DELETE FROM anhang WHERE anhang_id = ? AND eigen = 0', anhangId);
  throw new FalschePruefsumme();
}

/** Marks that the transaction must be kept (the wrong bytes are gone) although the call fails. */
export class FalschePruefsumme extends Error {}

/** Frees room, longest unused first; unsent bytes stay whatever happens. */
export function kuerzeAnhaenge(v: Verbindung, maxBytes: number): void {
  let summe = v.eins<{ n: number }>('SELECT coalesce(sum(hier), 0) AS n FROM anhang WHERE eigen = 0')!.n;
  if (summe <= maxBytes) return;
  for (const z of v.alle<{ id: string; hier: number }>(
    'SELECT anhang_id AS id, hier FROM anhang WHERE eigen = 0 ORDER BY benutzt_ms',
  )) {
    if (summe <= maxBytes) return;
    v.tu('DELETE FROM anhang WHERE anhang_id = ?', z.id);
    summe -= z.hier;
  }
}
