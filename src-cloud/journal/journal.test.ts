// Signed acts over HTTP: the way from the draft to the accepted signature, every reason for which one does not count, and
// what the journal says of it all. Verified with the same function that client and evidence file use.
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command, Result } from '../../src-shared/cloud-api/commands.ts';
import { journalAntwort } from '../../src-shared/cloud-api/geraete.ts';
import { kanonisch, pruefeKette } from '../../src-shared/domain/zeichnung.ts';
import { inMandant } from '../db/mandant.ts';
import { krypto, thumbprint } from '../geraete/krypto.ts';
import { sperreGeraet } from '../geraete/sperren.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { type TestGeraet, testGeraet, zeichne } from '../testing/test-geraet.ts';
import { API, befehl, code, ladeHoch, legeAn, mitToken, neuerVorgang, sende } from '../testing/test-vorgang.ts';

let t: TestCloud;
let sabine: TestGeraet;
const SHA = 'a'.repeat(64);

beforeAll(async () => {
  t = await testCloud();
  sabine = await testGeraet(t, 'sabine.sander');
});
afterAll(() => t.beende());

type Fall = { id: string; bescheidId: string; dokument: { anhangId: string; sha256: string } };

/** A case with a draft, ready to be signed. */
async function entwurf(g: TestGeraet, teil = {}): Promise<Fall> {
  const [v] = await legeAn(t, [neuerVorgang({ status: 'IN_BEARBEITUNG', ...teil })]);
  const id = v?.id as string;
  const bescheidId = uuidv7();
  const inhalt = { bescheidId, entscheidung: 'BEWILLIGT', vorlageId: 'standard', felder: {}, text: 'Genehmigt.' };
  const [r] = await sende(t, g.token, befehl('BESCHEID_ENTWERFEN', id, { status: 'IN_BEARBEITUNG' }, inhalt));
  expect(r?.state).toBe('angenommen');
  const dokument = { anhangId: (await ladeHoch(t, g.sub, id)).id, sha256: SHA };
  return { id, bescheidId, dokument };
}

function zeichnen(f: Fall, erwartet: Command['erwartet'] = {}, order = 'BESCHEID_ZEICHNEN'): Command {
  const { bescheidId, dokument } = f;
  const gesehen = { bescheidVersion: 1, bescheidStand: 'ENTWURF', status: 'IN_BEARBEITUNG', ...erwartet };
  return befehl(order, f.id, gesehen, { bescheidId, dokument }, { createdAt: t.uhr.jetzt() });
}

async function journal(g: TestGeraet, id: string) {
  const antwort = await mitToken(t, g.token, `${API}/journal/${id}`);
  expect(antwort.status).toBe(200);
  return journalAntwort.parse(antwort.body);
}

async function allein(g: TestGeraet, c: Command): Promise<[string | undefined, string | undefined]> {
  const [r] = (await sende(t, g.token, c)) as [Result];
  return [r.state, code(r.problem)];
}

test('[E1] a signed Bescheid is accepted, waits for the Versand, and its journal verifies', async () => {
  const f = await entwurf(sabine);
  const [r] = await sende(t, sabine.token, zeichne(sabine, zeichnen(f), 'BEWILLIGT'));
  expect(r).toMatchObject({ state: 'angenommen', vorgang: { status: 'BESCHIEDEN' } });
  expect(r?.vorgang?.bescheide[0]).toMatchObject({ stand: 'GEZEICHNET', gezeichnetVon: { name: 'Sabine Sander' } });
  const j = await journal(sabine, f.id);
  expect(j.akte).toHaveLength(1);
  const [akt] = j.akte;
  const [geraet] = j.geraete;
  expect(akt).toMatchObject({ state: 'angenommen', ketteOffen: false, header: { seq: sabine.seq } });
  expect(akt?.uhrAbweichungS).toBeUndefined();
  expect(geraet).toMatchObject({ deviceId: thumbprint(sabine.jwk), sub: sabine.sub, name: 'Sabine Sander' });
  expect(j.anker.fingerprint).toBe(thumbprint(j.anker.jwk));
  const kette = (geraet?.kette ?? []).map((k) => ({
    ...k,
    inhalt: k.header.seq === akt?.header.seq ? akt.inhalt : undefined,
  }));
  if (!geraet || !akt?.annahme) throw new Error('incomplete journal');
  expect(pruefeKette(kette, geraet.jwk, krypto)).toEqual({ geprueft: sabine.seq, luecken: [], fehler: [] });
  for (const { aussage, wert } of [geraet.bescheinigung, akt.annahme]) {
    expect(krypto.verifiziere(j.anker.jwk, kanonisch(aussage), wert)).toBe(true);
  }
  expect(akt.annahme.aussage).toMatchObject({
    headerSha256: krypto.sha256(kanonisch(akt.header)),
    state: 'angenommen',
  });
  const postausgang = await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
    tx.query('SELECT art FROM postausgang WHERE vorgang_id = $1', [f.id]),
  );
  expect(postausgang.rows).toEqual([{ art: 'BESCHEID' }]);
});

test('a repeat of a signature records and changes nothing more', async () => {
  const f = await entwurf(sabine);
  const c = zeichne(sabine, zeichnen(f), 'BEWILLIGT');
  await sende(t, sabine.token, c);
  expect(await allein(sabine, c)).toEqual(['angenommen', undefined]);
  expect((await journal(sabine, f.id)).akte).toHaveLength(1);
});

test('without a signature, without a device in the token, with another key', async () => {
  const f = await entwurf(sabine);
  expect(await allein(sabine, zeichnen(f))).toEqual(['abgelehnt', 'signatur-fehlt']);
  const ohneGeraet = { ...sabine, token: await t.token('sabine.sander') };
  expect(await allein(ohneGeraet, zeichne({ ...sabine }, zeichnen(f), 'BEWILLIGT'))).toEqual([
    'abgelehnt',
    'signatur-ungueltig',
  ]);
  const fremd = {
    ...(await testGeraet(t, 'vera.vogt')),
    deviceId: sabine.deviceId,
    seq: sabine.seq,
    prev: sabine.prev,
  };
  expect(await allein(sabine, zeichne(fremd, zeichnen(f), 'BEWILLIGT'))).toEqual(['abgelehnt', 'signatur-ungueltig']);
  expect((await journal(sabine, f.id)).akte).toEqual([]);
});

test('[E2] a field that differs from command, token or draft is refused, and the act is in the journal all the same', async () => {
  const f = await entwurf(sabine);
  const abweichungen = [
    { sub: 'flensburg:jan.petersen' },
    { vorgangId: uuidv7() },
    { bescheidVersion: 2 },
    { dokumentSha256: 'c'.repeat(64) },
    { createdAt: '2020-01-01T00:00:00.000Z' },
    { entscheidung: 'ABGELEHNT' },
  ];
  for (const anders of abweichungen) {
    expect(await allein(sabine, zeichne(sabine, zeichnen(f), 'BEWILLIGT', anders))).toEqual([
      'abgelehnt',
      'signatur-ungueltig',
    ]);
  }
  const j = await journal(sabine, f.id);
  expect(j.akte.map((a) => a.state)).toEqual(abweichungen.map(() => 'abgelehnt'));
  expect(j.akte.every((a) => !a.ketteOffen && a.annahme?.aussage.state === 'abgelehnt')).toBe(true);
  expect(code(j.akte[0]?.problem)).toBe('signatur-ungueltig');
});

test('[E2] [E5] no Zeichnungsbefugnis, a conflict, a document that is another one or has not come: recorded, with no effect', async () => {
  const jan = await testGeraet(t, 'jan.petersen');
  const f = await entwurf(jan);
  expect(await allein(jan, zeichne(jan, zeichnen(f), 'BEWILLIGT'))).toEqual(['abgelehnt', 'zeichnung-fehlt']);
  const g = await entwurf(sabine);
  expect(await allein(sabine, zeichne(sabine, zeichnen(g, { bescheidStand: 'MITGEZEICHNET' }), 'BEWILLIGT'))).toEqual([
    'konflikt',
    'konflikt',
  ]);
  const fehlt = { ...g, dokument: { anhangId: uuidv7(), sha256: SHA } };
  const spaeter = zeichne(sabine, zeichnen(fehlt), 'BEWILLIGT');
  expect(await allein(sabine, spaeter)).toEqual(['angehalten', 'anhang-fehlt']);
  const falsch = { ...g, dokument: { ...g.dokument, sha256: 'd'.repeat(64) } };
  expect(await allein(sabine, zeichne(sabine, zeichnen(falsch), 'BEWILLIGT'))).toEqual([
    'abgelehnt',
    'pruefsumme-falsch',
  ]);
  const j = await journal(sabine, g.id);
  expect(j.akte.map((a) => a.state)).toEqual(['konflikt', 'angehalten', 'abgelehnt']);
  expect(j.akte[1]?.annahme).toBeUndefined();
  // The document comes, the very same command is sent again: it takes effect, and the act says so.
  await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
    tx.query('UPDATE anhang SET id = $1 WHERE id = $2', [fehlt.dokument.anhangId, g.dokument.anhangId]),
  );
  expect(await allein(sabine, spaeter)).toEqual(['angenommen', undefined]);
  expect((await journal(sabine, g.id)).akte.map((a) => a.state)).toEqual(['konflikt', 'angenommen', 'abgelehnt']);
});

test('[O17] [E2] an act undone before it was sent is journal only; one out of sight never names the case', async () => {
  const f = await entwurf(sabine);
  const c = { ...zeichne(sabine, zeichnen(f), 'BEWILLIGT'), zurueckgenommen: true as const };
  const falsch = befehl('VORGANG_ABSCHLIESSEN', f.id, { status: 'NEU' });
  const results = await sende(t, sabine.token, falsch, c);
  expect(results.map((r) => [r.state, r.version])).toEqual([
    ['konflikt', 2],
    ['angenommen', 2],
  ]);
  const j = await journal(sabine, f.id);
  expect(j.akte.map((a) => a.state)).toEqual(['zurueckgenommen']);
  const fremd = { id: uuidv7(), bescheidId: uuidv7(), dokument: f.dokument };
  expect(await allein(sabine, zeichne(sabine, zeichnen(fremd), 'BEWILLIGT'))).toEqual(['abgelehnt', 'nicht-sichtbar']);
  const kette = (await journal(sabine, f.id)).geraete[0]?.kette ?? [];
  expect(kette.map((k) => k.header.seq)).toEqual(Array.from({ length: sabine.seq }, (_, n) => n + 1));
  expect(JSON.stringify(kette)).not.toContain(fremd.id);
});

test('[E1] a gap delays nobody and closes when the missing act comes', async () => {
  const g = await testGeraet(t, 'sabine.sander');
  const [a, b, c] = [await entwurf(g), await entwurf(g), await entwurf(g)];
  const [eins, zwei, drei] = [a, b, c].map((f) => zeichne(g, zeichnen(f), 'BEWILLIGT')) as [Command, Command, Command];
  expect(await allein(g, eins)).toEqual(['angenommen', undefined]);
  expect(await allein(g, drei)).toEqual(['angenommen', undefined]);
  expect((await journal(g, c.id)).akte[0]?.ketteOffen).toBe(true);
  expect(await allein(g, zwei)).toEqual(['angenommen', undefined]);
  expect((await journal(g, c.id)).akte[0]?.ketteOffen).toBe(false);
});

test('[E3] two contents under one number: refused, the device is locked, and its outbox can still be handed over', async () => {
  const g = await testGeraet(t, 'sabine.sander');
  const [a, b] = [await entwurf(g), await entwurf(g)];
  const anfang = { ...g };
  expect(await allein(g, zeichne(g, zeichnen(a), 'BEWILLIGT'))).toEqual(['angenommen', undefined]);
  const gabel = zeichne(anfang, zeichnen(b), 'BEWILLIGT');
  const c = await entwurf(g);
  const imSelbenStapel = await sende(t, g.token, gabel, zeichne(g, zeichnen(c), 'BEWILLIGT'));
  expect(imSelbenStapel.map((r) => code(r.problem))).toEqual(['kette-gegabelt', 'geraet-gesperrt']);
  t.uhr.verstelle(2_100); // as long as an instance remembers that a device was not locked
  for (const pfad of ['/ich', '/changes', `/journal/${a.id}`]) {
    const antwort = await mitToken(t, g.token, API + pfad);
    expect([antwort.status, code(antwort.body)]).toEqual([403, 'geraet-gesperrt']);
  }
  const command = befehl('KOMMENTAR_ANLEGEN', a.id, undefined, { kommentarId: uuidv7(), text: 'unerledigt' });
  for (const _zweimal of [1, 2]) {
    const nachlass = await mitToken(t, g.token, `${API}/geraete/${g.deviceId}/nachlass`, { commands: [command] });
    expect([nachlass.status, nachlass.body]).toEqual([200, { uebernommen: 1 }]);
  }
  const aufbewahrt = await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
    tx.query<{ inhalt: Command[] }>('SELECT inhalt FROM nachlass WHERE geraet_id = $1', [g.deviceId]),
  );
  expect(aufbewahrt.rows.map((r) => r.inhalt)).toEqual([[command]]);
  const j = await journal(sabine, a.id);
  const sperre = j.geraete[0]?.sperre;
  expect(sperre?.aussage).toMatchObject({ deviceId: g.deviceId, sub: g.sub });
  expect(krypto.verifiziere(j.anker.jwk, kanonisch(sperre?.aussage), sperre?.wert ?? '')).toBe(true);
});

test('[E5] a lock by the administration bites at once in /commands, whatever an instance remembers', async () => {
  const g = await testGeraet(t, 'sabine.sander');
  const f = await entwurf(g);
  const { pool } = t.cloud.dienste;
  const nochmal = () =>
    inMandant(pool, 'flensburg', (tx) => sperreGeraet(tx, 'flensburg', g.deviceId, 'Verlust', t.cloud.dienste));
  expect([await nochmal(), await nochmal()]).toEqual([true, false]);
  const antwort = await mitToken(t, g.token, `${API}/commands`, { commands: [zeichne(g, zeichnen(f), 'BEWILLIGT')] });
  expect([antwort.status, code(antwort.body)]).toEqual([403, 'geraet-gesperrt']);
});

test('[E5] a key past its validity does not sign; enrolled again it does', async () => {
  const g = await testGeraet(t, 'sabine.sander');
  const f = await entwurf(g);
  await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
    tx.query(`UPDATE geraet SET bis = '2026-01-01T00:00:00Z', von = '2025-01-01T00:00:00Z' WHERE id = $1`, [
      g.deviceId,
    ]),
  );
  const vorher = { ...g };
  expect(await allein(g, zeichne(vorher, zeichnen(f), 'BEWILLIGT'))).toEqual(['abgelehnt', 'signatur-ungueltig']);
  const { kty, crv, x } = g.jwk;
  const { body } = await mitToken(t, g.token, `${API}/geraete`, { jwk: { kty, crv, x } });
  expect(body.bescheinigung.aussage.von).toBe('2025-01-01T00:00:00.000Z');
  expect(await allein(g, zeichne(g, zeichnen(f), 'BEWILLIGT'))).toEqual(['angenommen', undefined]);
});

test('a device clock ahead is marked, not refused', async () => {
  const f = await entwurf(sabine);
  const c = { ...zeichnen(f), createdAt: new Date(Date.parse(t.uhr.jetzt()) + 3_600_000).toISOString() };
  expect(await allein(sabine, zeichne(sabine, c, 'BEWILLIGT'))).toEqual(['angenommen', undefined]);
  expect((await journal(sabine, f.id)).akte[0]?.uhrAbweichungS).toBeGreaterThan(3500);
});

test('[E4] Mitzeichnung: another person, the very same document, then the final signature', async () => {
  const vera = await testGeraet(t, 'vera.vogt');
  const f = await entwurf(sabine, { dienst: { id: 'sondernutzung', name: 'Sondernutzung' } });
  expect(await allein(sabine, zeichne(sabine, zeichnen(f), 'BEWILLIGT'))).toEqual(['abgelehnt', 'mitzeichnung-fehlt']);
  const geben = (an: string) =>
    befehl(
      'BESCHEID_ZUR_MITZEICHNUNG_GEBEN',
      f.id,
      { bescheidVersion: 1, bescheidStand: 'ENTWURF' },
      { bescheidId: f.bescheidId, an, dokument: f.dokument },
    );
  expect(await allein(sabine, geben('flensburg:jan.petersen'))).toEqual(['abgelehnt', 'zeichnung-fehlt']);
  expect(await allein(sabine, geben('niemand'))).toEqual(['abgelehnt', 'ziel-unbekannt']);
  expect(await allein(sabine, geben('flensburg:vera.vogt'))).toEqual(['angenommen', undefined]);
  const mit = zeichnen(f, { bescheidStand: 'ZUR_MITZEICHNUNG' }, 'BESCHEID_MITZEICHNEN');
  expect(await allein(sabine, zeichne(sabine, mit, 'BEWILLIGT'))).toEqual(['abgelehnt', 'vier-augen']);
  expect(await allein(vera, zeichne(vera, { ...mit, commandId: uuidv7() }, 'BEWILLIGT'))).toEqual([
    'angenommen',
    undefined,
  ]);
  const anderes = {
    ...f,
    dokument: { anhangId: (await ladeHoch(t, sabine.sub, f.id, 'e'.repeat(64))).id, sha256: 'e'.repeat(64) },
  };
  const schluss = (x: Fall) => zeichnen(x, { bescheidStand: 'MITGEZEICHNET' });
  expect(await allein(sabine, zeichne(sabine, schluss(anderes), 'BEWILLIGT'))).toEqual([
    'abgelehnt',
    'dokument-abweichend',
  ]);
  expect(await allein(vera, zeichne(vera, schluss(f), 'BEWILLIGT'))).toEqual(['abgelehnt', 'vier-augen']);
  expect(await allein(sabine, zeichne(sabine, schluss(f), 'BEWILLIGT'))).toEqual(['angenommen', undefined]);
});

test('the same key is the same device; another person’s key is refused; nonsense too', async () => {
  const { kty, crv, x } = sabine.jwk;
  const wieder = await mitToken(t, sabine.token, `${API}/geraete`, { jwk: { kty, crv, x } });
  expect([wieder.status, wieder.body.deviceId]).toEqual([200, sabine.deviceId]);
  const fremd = await mitToken(t, await t.token('jan.petersen', true), `${API}/geraete`, { jwk: { kty, crv, x } });
  expect([fremd.status, code(fremd.body)]).toEqual([409, 'id-vergeben']);
  for (const jwk of [{ kty, crv, x: 'A' }, { kty, crv, x, d: sabine.jwk.d }, { kty: 'RSA' }, null]) {
    expect((await mitToken(t, sabine.token, `${API}/geraete`, { jwk })).status).toBe(422);
  }
  const nachlass = await mitToken(t, sabine.token, `${API}/geraete/${sabine.deviceId}/nachlass`, {
    commands: [befehl('VORGANG_ANNEHMEN', uuidv7())],
  });
  expect(nachlass.status).toBe(403);
});

test('[E6] deleting the case takes contents and salts out of the journal and leaves the headers', async () => {
  const f = await entwurf(sabine);
  await sende(t, sabine.token, zeichne(sabine, zeichnen(f), 'BEWILLIGT'));
  const lars = await t.token('lars.loesch');
  await sende(
    t,
    sabine.token,
    befehl('VORGANG_ABSCHLIESSEN', f.id, { status: 'BESCHIEDEN' }),
    befehl('VORGANG_ZUM_LOESCHEN_MARKIEREN', f.id, { status: 'ABGESCHLOSSEN' }, { begruendung: 'Frist um' }),
  );
  await sende(t, lars, befehl('VORGANG_LOESCHEN', f.id, { status: 'ZU_LOESCHEN' }));
  expect((await mitToken(t, sabine.token, `${API}/journal/${f.id}`)).status).toBe(404);
  // An act that comes after the deletion, from a device that was offline, does not bring the content back.
  expect(await allein(sabine, zeichne(sabine, zeichnen(f), 'BEWILLIGT'))).toEqual(['abgelehnt', 'nicht-sichtbar']);
  const rest = await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
    tx.query('SELECT inhalt, vorgang_id, command_id, state FROM akt WHERE geraet_id = $1 AND seq >= $2 ORDER BY seq', [
      sabine.deviceId,
      sabine.seq - 1,
    ]),
  );
  const leer = { inhalt: null, vorgang_id: null, command_id: null };
  expect(rest.rows).toEqual([
    { ...leer, state: 'angenommen' },
    { ...leer, state: 'abgelehnt' },
  ]);
});
