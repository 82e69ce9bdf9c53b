/**
 * Promises about files: verified by SHA-256 before anybody sees them, resumed where they stopped, unsent ones never
 * removed to make room.
 */
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Anhang } from '../../../src-shared/domain/vorgang.ts';
import { id, type Platz, platz, SABINE, seite, vorgang } from '../../../tests/cache/muster.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

function datei(n: number, bytes: Uint8Array): Anhang {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    id: id(n, 8),
    dateiname: `${n}.bin`,
    contentType: 'application/octet-stream',
    groesse: bytes.length,
    sha256,
  };
}
const mitAnhang = (...anhaenge: Anhang[]) =>
  vorgang(0, { bearbeiter: { sub: SABINE.sub, name: SABINE.name }, eingang: { ...vorgang(0).eingang, anhaenge } });

it('[Z3] takes a download in pieces, gives it out only whole and right', () => {
  const bytes = randomBytes(700_000);
  const a = datei(1, bytes);
  const { schreiber, leser } = p.bestand;
  schreiber.uebernimmSeite(seite([mitAnhang(a)]));
  expect(leser.fehlendeAnhaenge({ maxBytes: 1_000_000, limit: 5 })).toMatchObject([
    { vorgangId: id(0), anhang: a, offset: 0 },
  ]);
  expect(schreiber.schreibeAnhang(id(0), a, 0, bytes.subarray(0, 300_001))).toBe(false);
  expect(leser.anhang(a.id)).toBeUndefined();
  expect(leser.anhangFortschritt(a.id)).toBe(300_001);
  expect(() => schreiber.schreibeAnhang(id(0), a, 5, bytes.subarray(5))).toThrow(/bereich-ungueltig/);
  expect(schreiber.schreibeAnhang(id(0), a, 300_001, bytes.subarray(300_001))).toBe(true);
  expect(bytes.equals(leser.anhang(a.id)?.bytes ?? new Uint8Array())).toBe(true);
  expect(leser.fehlendeAnhaenge({ maxBytes: 1_000_000, limit: 5 })).toEqual([]);
});

it('[X3] throws away a download whose digest is wrong', () => {
  const a = { ...datei(1, Buffer.from('richtig')), sha256: '0'.repeat(64) };
  p.bestand.schreiber.uebernimmSeite(seite([mitAnhang(a)]));
  expect(() => p.bestand.schreiber.schreibeAnhang(id(0), a, 0, Buffer.from('richtig'))).toThrow(/pruefsumme-falsch/);
  expect(p.bestand.leser.anhangFortschritt(a.id)).toBe(0);
});

it('[T5] makes room by dropping what was used longest ago, never what is unsent', () => {
  const { schreiber, leser } = p.bestand;
  schreiber.uebernimmSeite(seite([vorgang(0)]));
  const inhalte = [1, 2, 3].map((n) => Buffer.alloc(1_000, n));
  const [eigen, alt, neu] = inhalte.map((b, i) => datei(i, b)) as [Anhang, Anhang, Anhang];
  schreiber.legeUploadAb(id(0), eigen, inhalte[0] as Buffer);
  p.uhr.ms += 1;
  schreiber.schreibeAnhang(id(0), alt, 0, inhalte[1] as Buffer);
  p.uhr.ms += 1;
  schreiber.schreibeAnhang(id(0), neu, 0, inhalte[2] as Buffer);
  schreiber.kuerzeAnhaenge(1_500);
  expect([eigen, alt, neu].map((a) => leser.anhang(a.id) !== undefined)).toEqual([true, false, true]);
  schreiber.kuerzeAnhaenge(0);
  expect(leser.anhang(eigen.id)).toBeDefined();
});

it('[X3] refuses a file that is not what it is said to be, and lets one be taken out again', () => {
  const { schreiber, leser } = p.bestand;
  schreiber.uebernimmSeite(seite([vorgang(0)]));
  const a = datei(1, Buffer.from('abc'));
  expect(() => schreiber.legeUploadAb(id(0), a, Buffer.from('xyz'))).toThrow(/pruefsumme-falsch/);
  schreiber.legeUploadAb(id(0), a, Buffer.from('abc'));
  expect(leser.uploads()).toHaveLength(1);
  schreiber.verwirfUpload(a.id);
  expect(leser.uploads()).toEqual([]);
  schreiber.legeUploadAb(id(0), a, Buffer.from('abc'));
  const body = { kommentarId: id(1, 5), text: 'siehe Anlage', anhaenge: [a.id] };
  schreiber.stelleEin({ vorgangId: id(0), order: 'KOMMENTAR_ANLEGEN', body });
  expect(() => schreiber.verwirfUpload(a.id)).toThrow(/nicht-zuruecknehmbar/);
  expect(leser.vorgang(id(0)).vorgang).toMatchObject({ kommentare: [{ anhaenge: [{ id: a.id }] }] });
});

it('[O14] an empty file goes to the cloud like any other, once, and lets its command follow', () => {
  const { schreiber, leser } = p.bestand;
  schreiber.uebernimmSeite(seite([mitAnhang()]));
  const a = datei(4, new Uint8Array());
  schreiber.legeUploadAb(id(0), a, new Uint8Array());
  const body = { kommentarId: id(9, 5), text: 'leer', anhaenge: [a.id] };
  schreiber.stelleEin({ vorgangId: id(0), order: 'KOMMENTAR_ANLEGEN', body });
  const sendung = () => schreiber.naechsteSendung({ jetztMs: Number.MAX_SAFE_INTEGER, max: 5 });
  expect([sendung().uploads.map((u) => u.anhang.id), sendung().commands.length]).toEqual([[a.id], 0]);
  schreiber.uploadFertig(a.id);
  expect([sendung().uploads, sendung().commands.length]).toEqual([[], 1]);
  schreiber.uploadVonVorn(a.id);
  expect(sendung().uploads).toHaveLength(1);
  expect(leser.uploadBytes(a.id, 0, 0)).toHaveLength(0);
});
