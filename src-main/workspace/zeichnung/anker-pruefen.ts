/**
 * The anchor's statements (cloud-api.md "Signed acts"): enrolment `{deviceId, sub, jwk, von, bis}`, acceptance
 * `{headerSha256, state, angenommenAm}` and lock `{deviceId, gesperrtAm}`. Each is held against its signature and against what it
 * is said to be about. A statement for something else is an error, however well it is signed.
 */
import { z } from 'zod';
import type { JournalAkt, JournalAntwort, JournalGeraet } from '../../../src-shared/cloud-api/geraete.ts';
import { type AnkerAussage, type Ed25519Jwk, ed25519Jwk, kanonisch } from '../../../src-shared/domain/zeichnung.ts';
import type { Befund } from './befund.ts';
import { fingerprint, fingerprintAlsHex, nodeKrypto, thumbprint } from './krypto.ts';
import { headerSha256 } from './signieren.ts';

/** What the anchor says about a device, as far as it holds; times in milliseconds since 1970. */
export interface GeraeteAussage {
  von: number;
  bis: number;
  gesperrtAm?: number;
}

const zeitpunkt = z.iso.datetime({ offset: true });
const einschreibung = z.object({
  deviceId: z.string(),
  sub: z.string(),
  jwk: ed25519Jwk,
  von: zeitpunkt,
  bis: zeitpunkt.nullable().optional(),
});
const annahme = z.object({ headerSha256: z.string(), state: z.string(), angenommenAm: zeitpunkt });
const sperre = z.object({ deviceId: z.string(), gesperrtAm: zeitpunkt });

/** Checks the anchor's own fingerprint against the stated and the expected one; returns it (64 hex digits). */
export function pruefeAnker(anker: JournalAntwort['anker'], erwartet: string | undefined, befund: Befund): string {
  const tatsaechlich = fingerprint(anker.jwk);
  if (fingerprintAlsHex(anker.fingerprint) !== tatsaechlich) {
    befund.fehler('Der genannte Fingerabdruck des Ankers passt nicht zu seinem Schlüssel.');
  }
  if (erwartet === undefined) {
    befund.hinweis(
      'Der Fingerabdruck des Ankers wurde nicht mit einem erwarteten verglichen. Lassen Sie ihn sich von der IT auf anderem Weg bestätigen.',
    );
  } else if (fingerprintAlsHex(erwartet) !== tatsaechlich) {
    befund.fehler('Der Anker ist nicht der erwartete: Die Nachweise stammen von einem anderen Schlüssel.');
  }
  return tatsaechlich;
}

/** Checks enrolment and lock of one device; undefined where the enrolment does not hold. */
export function pruefeGeraet(g: JournalGeraet, anker: Ed25519Jwk, befund: Befund): GeraeteAussage | undefined {
  const wer = `Gerät ${kurz(g.deviceId)}`;
  if (thumbprint(g.jwk) !== g.deviceId) befund.fehler(`${wer}: Die Gerätekennung gehört nicht zu diesem Schlüssel.`);
  const e = lies(g.bescheinigung, einschreibung, anker, `${wer}: Die Bescheinigung`, befund);
  if (!e) return undefined;
  if (e.deviceId !== g.deviceId || e.jwk.x !== g.jwk.x) {
    befund.fehler(`${wer}: Die Bescheinigung gilt einem anderen Schlüssel.`);
    return undefined;
  }
  if (e.sub !== g.sub) {
    befund.fehler(`${wer}: Die Bescheinigung gilt einer anderen Person.`);
    return undefined;
  }
  const bis = e.bis == null ? Number.POSITIVE_INFINITY : Date.parse(e.bis);
  const gesperrtAm = g.sperre === undefined ? undefined : sperreVon(g, g.sperre, anker, wer, befund);
  return { von: Date.parse(e.von), bis, ...(gesperrtAm === undefined ? {} : { gesperrtAm }) };
}

/** Checks the acceptance of one act, and that the device's key was valid then. */
export function pruefeAnnahme(
  a: JournalAkt,
  geraet: GeraeteAussage | undefined,
  anker: Ed25519Jwk,
  befund: Befund,
): void {
  const { seq } = a.header;
  if (a.annahme === undefined) {
    if (a.state === 'angenommen') befund.fehler('Die Annahme durch die Cloud ist nicht bezeugt.', seq);
    return;
  }
  const n = lies(a.annahme, annahme, anker, 'Die Annahme', befund, seq);
  if (!n) return;
  if (n.headerSha256 !== headerSha256(a.header)) befund.fehler('Die Annahme gilt einem anderen Akt.', seq);
  if (n.state !== a.state) befund.fehler(`Die Cloud hat „${n.state}“ bezeugt, nicht „${a.state}“.`, seq);
  if (!geraet || n.state !== 'angenommen') return;
  const am = Date.parse(n.angenommenAm);
  if (am < geraet.von || am > geraet.bis) {
    befund.fehler('Der Schlüssel des Geräts galt zum Zeitpunkt der Annahme nicht.', seq);
  }
  if (geraet.gesperrtAm !== undefined && am > geraet.gesperrtAm) {
    befund.fehler('Das Gerät war zum Zeitpunkt der Annahme gesperrt.', seq);
  }
}

/** The first characters of a device id, as people compare them. */
export function kurz(deviceId: string): string {
  return `${deviceId.slice(0, 8)}…`;
}

function sperreVon(
  g: JournalGeraet,
  aussage: AnkerAussage,
  anker: Ed25519Jwk,
  wer: string,
  befund: Befund,
): number | undefined {
  const s = lies(aussage, sperre, anker, `${wer}: Die Sperre`, befund);
  if (!s) return undefined;
  if (s.deviceId !== g.deviceId) {
    befund.fehler(`${wer}: Die Sperre gilt einem anderen Gerät.`);
    return undefined;
  }
  befund.hinweis(`${wer} ist gesperrt. Was davor angenommen wurde, bleibt gültig.`);
  return Date.parse(s.gesperrtAm);
}

function lies<T>(
  a: AnkerAussage,
  schema: z.ZodType<T>,
  anker: Ed25519Jwk,
  was: string,
  befund: Befund,
  seq?: number,
): T | undefined {
  if (!nodeKrypto.verifiziere(anker, kanonisch(a.aussage), a.wert)) {
    befund.fehler(`${was} ist nicht vom Anker unterschrieben.`, seq);
    return undefined;
  }
  const ergebnis = schema.safeParse(a.aussage);
  if (!ergebnis.success) {
    befund.fehler(`${was} hat nicht die vereinbarte Form.`, seq);
    return undefined;
  }
  return ergebnis.data;
}
