/** The recovery key: when the copy of the database's key is written, and what the private key brings out of a database. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, type Platz, platz, SCHLUESSEL, vorgang } from '../../../tests/cache/muster.ts';
import { beschaedige } from '../../../tests/cache/schaden.ts';
import { entpacke } from '../dokument/archiv.ts';
import { dateiAblage } from '../zeichnung/schluesseldatei.ts';
import { berge } from './bergung.ts';
import { stelleBeiseite } from './quarantaene.ts';
import { vernichteBestandsschluessel } from './schutz.ts';
import { HINTERLEGT_DATEI, hinterlege, liesOeffentlichen } from './wiederherstellung.ts';

const AM = '2026-06-15T10:00:00.000Z';
const code = (c: string, detail = '') =>
  expect.objectContaining({
    problem: expect.objectContaining({
      type: `urn:kontor:problem:${c}`,
      ...(detail && { detail: expect.stringContaining(detail) }),
    }),
  });
const paar = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });
let amt: ReturnType<typeof paar>;
let anderes: ReturnType<typeof paar>;
let p: Platz;
let ordner = '';

beforeAll(() => {
  amt = paar(3072);
  anderes = paar(3072);
});
beforeEach(() => {
  p = platz();
  ordner = dirname(p.pfad);
});
afterEach(() => p.raeume());
const { laden, klicke, kommentar } = handgriffe(() => p);

function oeffentlicher(k: KeyObject) {
  const datei = join(ordner, 'amt.pem');
  writeFileSync(datei, k.export({ type: 'spki', format: 'pem' }));
  const gelesen = liesOeffentlichen(datei);
  rmSync(datei);
  return gelesen;
}
const kopie = () => readFileSync(join(ordner, HINTERLEGT_DATEI), 'utf8');
const hinterlegeFuer = (k: KeyObject, schluessel: Uint8Array = SCHLUESSEL) =>
  hinterlege(ordner, schluessel, oeffentlicher(k), dateiAblage);

/** A signed act with its document, as signing stores it. */
function zeichne(): string {
  const bytes = Buffer.from('%PDF gezeichnet');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const anhang = { id: id(2, 8), dateiname: 'b.pdf', contentType: 'application/pdf', groesse: bytes.length, sha256 };
  const bescheidId = id(1, 6);
  const entwurf = { bescheidId, entscheidung: 'BEWILLIGT', vorlageId: 'standard', felder: {}, text: 'Ja.' };
  klicke(3, 'BESCHEID_ENTWERFEN', entwurf);
  const body = { bescheidId, dokument: { anhangId: anhang.id, sha256 } };
  return klicke(3, 'BESCHEID_ZEICHNEN', body, {
    dokument: { anhang, bytes },
    deviceId: 'dev',
    signiere: ({ deviceId, seq, prev, commandId, createdAt }) => ({
      header: { v: 1, deviceId, seq, prev, inhaltSha256: 'a'.repeat(64) },
      inhalt: {
        commandId,
        vorgangId: id(3),
        order: 'BESCHEID_ZEICHNEN',
        bescheidId,
        bescheidVersion: 1,
        entscheidung: 'BEWILLIGT',
        dokumentSha256: sha256,
        sub: 'sabine',
        createdAt,
        salz: 'salz',
      },
      wert: 'die-signatur',
    }),
  });
}

/** Work of every kind, beside a Vorgang and a session of which nothing may come out. */
function arbeite(): { befehle: string[]; datei: Buffer } {
  laden(vorgang(0), vorgang(3));
  const befehle = [klicke(0, 'VORGANG_ANNEHMEN'), kommentar(3, 1)];
  p.bestand.schreiber.speichereEntwurf(id(3), 'bescheid', { text: 'halb fertig' });
  p.bestand.schreiber.merke('sitzung', { refresh: 'geheimes-token' });
  const datei = Buffer.alloc(700_000, 'Lageplan ');
  const sha256 = createHash('sha256').update(datei).digest('hex');
  p.bestand.schreiber.legeUploadAb(
    id(3),
    { id: id(7, 8), dateiname: 'Plan: Süd.pdf', contentType: 'application/pdf', groesse: datei.length, sha256 },
    datei,
  );
  return { befehle, datei };
}

async function ausgepackt(zip: Uint8Array): Promise<Map<string, Buffer>> {
  return new Map((await entpacke(zip)).map((d) => [d.name, Buffer.from(d.bytes)]));
}

it('[L19] the copy is written once, and again when policy or key changes; it never holds the key itself', async () => {
  await hinterlegeFuer(amt.publicKey);
  const erste = kopie();
  expect(erste).not.toContain(Buffer.from(SCHLUESSEL).toString('base64').slice(0, 40));
  await hinterlegeFuer(amt.publicKey);
  expect(kopie()).toBe(erste);
  await hinterlegeFuer(anderes.publicKey);
  const zweite = kopie();
  expect(JSON.parse(zweite).schluessel).not.toBe(JSON.parse(erste).schluessel);
  await hinterlegeFuer(anderes.publicKey, new Uint8Array(32).fill(9));
  expect(kopie()).not.toBe(zweite);
  writeFileSync(join(ordner, HINTERLEGT_DATEI), '{kaputt');
  await hinterlegeFuer(amt.publicKey);
  expect(JSON.parse(kopie())).toMatchObject({ v: 1, verfahren: 'RSA-OAEP-256' });
});

it('[L19] a key that is too short, of another kind, or private is refused by name', () => {
  const lies = (text: string) => {
    const datei = join(ordner, 'vorgabe.pem');
    writeFileSync(datei, text);
    return liesOeffentlichen(datei);
  };
  const pem = (k: KeyObject, type: 'spki' | 'pkcs8') => String(k.export({ type, format: 'pem' }));
  const jwk = (k: KeyObject) => JSON.stringify(k.export({ format: 'jwk' }));
  expect(() => lies(pem(paar(2048).publicKey, 'spki'))).toThrow(code('eingabe-ungueltig', '3072'));
  expect(() => lies(pem(generateKeyPairSync('ed25519').publicKey, 'spki'))).toThrow(code('eingabe-ungueltig', 'RSA'));
  for (const privat of [pem(amt.privateKey, 'pkcs8'), jwk(amt.privateKey)])
    expect(() => lies(privat)).toThrow(code('eingabe-ungueltig', 'privaten'));
  expect(() => lies('nichts')).toThrow(code('eingabe-ungueltig', 'PEM oder JWK'));
  expect(() => liesOeffentlichen(join(ordner, 'fehlt.pem'))).toThrow(code('eingabe-ungueltig'));
  expect(lies(jwk(amt.publicKey)).fingerabdruck).toBe(lies(pem(amt.publicKey, 'spki')).fingerabdruck);
});

it('[L9] [L19] [L20] after the lock of the device its work comes out of quarantine, as it was, and nothing else', async () => {
  const { befehle, datei } = arbeite();
  const akt = zeichne();
  writeFileSync(join(ordner, 'bestandsschluessel'), 'D…');
  writeFileSync(join(ordner, 'geraeteschluessel'), 'geheimer Signaturschlüssel');
  await hinterlegeFuer(amt.publicKey);
  p.bestand.schliesse();
  await vernichteBestandsschluessel(ordner, dateiAblage);
  stelleBeiseite(ordner, { jetzt: () => Date.parse(AM) });
  const vorher = readdirSync(ordner, { recursive: true }).sort();
  const { zip, bestaende, uebersprungen } = await berge(ordner, amt.privateKey, dateiAblage, AM);
  expect(bestaende).toMatchObject([{ befehle: 4, entwuerfe: 1, dateien: 2, zeichnungen: 1, unlesbar: [] }]);
  expect([uebersprungen, readdirSync(ordner, { recursive: true }).sort()]).toEqual([[], vorher]);
  const dateien = await ausgepackt(zip);
  const ausgang = JSON.parse(String(dateien.get('bestand-1/ausgang.json'))) as { command_id: string; datei: string }[];
  expect(ausgang.map((e) => e.command_id)).toEqual([...befehle, expect.any(String), akt]);
  for (const e of ausgang)
    expect(JSON.parse(String(dateien.get(`bestand-1/${e.datei}`)))).toMatchObject({ commandId: e.command_id });
  // What the person saw and what the cloud had told stays behind.
  for (const e of ausgang)
    expect(Object.keys(e).filter((name) => ['gesehen', 'gewollt', 'jetzt'].includes(name))).toEqual([]);
  expect(JSON.parse(String(dateien.get('bestand-1/entwuerfe.json')))).toMatchObject([
    { vorgang_id: id(3), inhalt: { text: 'halb fertig' } },
  ]);
  expect(JSON.parse(String(dateien.get('bestand-1/zeichnungen.json')))).toMatchObject([
    { command_id: akt, seq: 1, signatur: { wert: 'die-signatur' } },
  ]);
  const [plan] = JSON.parse(String(dateien.get('bestand-1/dateien.json'))) as {
    datei: string;
    vollstaendig: boolean;
  }[];
  expect(plan?.vollstaendig).toBe(true);
  expect(dateien.get(`bestand-1/${plan?.datei}`)?.equals(datei)).toBe(true);
  expect(String(dateien.get('LIESMICH.txt'))).toContain('4 Befehle, 1 Entwürfe, 2 nicht übertragene Dateien');
  const alles = Buffer.concat([...dateien.values()]).toString('latin1');
  for (const fremd of ['geheimes-token', 'geheimer Sig', 'Umzug mit', 'beispiel.de', '24937'])
    expect([fremd, alles.includes(fremd)]).toEqual([fremd, false]);
});

it('[L20] out of a database whose pages are damaged, or that is gone but for its second copy', async () => {
  const { befehle } = arbeite();
  await hinterlegeFuer(amt.publicKey);
  p.bestand.schliesse();
  beschaedige(p.pfad, SCHLUESSEL, 'outbox');
  const beide = await berge(ordner, amt.privateKey, dateiAblage, AM);
  expect(beide.bestaende).toMatchObject([{ befehle: 2, dateien: 1, unlesbar: [] }]);
  rmSync(p.pfad);
  const { zip } = await berge(ordner, amt.privateKey, dateiAblage, AM);
  const ausgang = JSON.parse(String((await ausgepackt(zip)).get('bestand-1/ausgang.json'))) as { command_id: string }[];
  expect(ausgang.map((e) => e.command_id)).toEqual(befehle);
  expect(existsSync(p.pfad)).toBe(false);
  writeFileSync(`${p.pfad}.arbeit`, Buffer.alloc(8192, 1));
  await expect(berge(ordner, amt.privateKey, dateiAblage, AM)).rejects.toEqual(code('bestand-beschaedigt'));
});

it('[L20] the wrong private key, no copy, and one database of two are told apart', async () => {
  await expect(berge(ordner, amt.privateKey, dateiAblage, AM)).rejects.toEqual(code('wiederherstellung-fehlt'));
  await expect(berge(join(ordner, 'fehlt'), amt.privateKey, dateiAblage, AM)).rejects.toEqual(code('nicht-gefunden'));
  arbeite();
  p.bestand.schliesse();
  await hinterlegeFuer(amt.publicKey);
  const falsch = berge(ordner, anderes.privateKey, dateiAblage, AM);
  await expect(falsch).rejects.toEqual(
    code('wiederherstellung-falsch', oeffentlicher(anderes.publicKey).fingerabdruck),
  );
  const daneben = join(ordner, 'anderer');
  mkdirSync(daneben);
  renameSync(join(ordner, HINTERLEGT_DATEI), join(daneben, HINTERLEGT_DATEI));
  await hinterlegeFuer(anderes.publicKey);
  const { bestaende, uebersprungen } = await berge(ordner, anderes.privateKey, dateiAblage, AM);
  expect([bestaende.map((b) => b.ort), uebersprungen.map((u) => u.ort)]).toEqual([['.'], ['anderer']]);
});
