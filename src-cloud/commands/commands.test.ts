// POST /commands over HTTP against the real database: each state of a Result, idempotency, replacing, holding, forwarding,
// deletion, and refusals of whole batches.
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inMandant } from '../db/mandant.ts';
import { plusMs } from '../server/uhr.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { API, befehl, code, ladeHoch, legeAn, mitToken, neuerVorgang, OE, sende } from '../testing/test-vorgang.ts';
import { vergissBefehle } from './aufraeumen.ts';

let t: TestCloud;
const token: Record<string, string> = {};

beforeAll(async () => {
  t = await testCloud();
  for (const p of [
    'sabine.sander',
    'jan.petersen',
    'petra.post',
    'lars.loesch',
    'lena.leitung',
    'jan.petersen@preetz',
  ]) {
    token[p] = await t.token(p);
  }
});
afterAll(() => t.beende());

const sabine = () => token['sabine.sander'] as string;
async function einer(teil = {}): Promise<string> {
  return (await legeAn(t, [neuerVorgang(teil)]))[0]?.id as string;
}

test('[O18] accepted: the new version and the Vorgang, who did it and when on the device', async () => {
  const id = await einer();
  const [r] = await sende(t, sabine(), befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' }));
  expect(r).toMatchObject({ state: 'angenommen', version: 2, vorgang: { id, status: 'ANGENOMMEN', version: 2 } });
  const eintrag = r?.vorgang?.historie[0];
  expect(eintrag).toMatchObject({ von: { name: 'Sabine Sander' }, geraetAm: '2026-03-02T09:00:00.000Z' });
  expect(eintrag?.am).not.toBe(eintrag?.geraetAm);
});

test('[K4] equal intent is no conflict; another seen state is one, with field, expected and found', async () => {
  const id = await einer();
  const b = () => befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' });
  await sende(t, sabine(), b());
  const [gleich] = await sende(t, token['jan.petersen'] as string, b());
  expect(gleich).toMatchObject({ state: 'angenommen', version: 2 });
  const [r] = await sende(t, sabine(), befehl('VORGANG_VERWERFEN', id, { status: 'NEU' }, { begruendung: 'Spam' }));
  expect(r).toMatchObject({ state: 'konflikt', version: 2, vorgang: { status: 'ANGENOMMEN' } });
  expect(r?.problem?.felder).toEqual([{ feld: 'status', erwartet: 'NEU', gefunden: 'ANGENOMMEN' }]);
});

test('refused by rule, by role, and without what was on the screen', async () => {
  const id = await einer();
  const [regel, rolle, ohne, unbekannt, koerper] = await sende(
    t,
    sabine(),
    befehl('VORGANG_BEARBEITEN', id, { status: 'NEU' }),
  ).then(async (a) => [
    ...a,
    ...(await sende(t, token['lena.leitung'] as string, befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' }))),
    ...(await sende(t, sabine(), befehl('VORGANG_ANNEHMEN', id))),
    ...(await sende(t, sabine(), befehl('VORGANG_VERZAUBERN', id))),
    ...(await sende(t, sabine(), befehl('AKTENZEICHEN_SETZEN', id, { aktenzeichen: null }, { az: 'x' }))),
  ]);
  expect([regel, rolle, ohne, unbekannt, koerper].map((r) => [r?.state, code(r?.problem)])).toEqual([
    ['abgelehnt', 'uebergang-unzulaessig'],
    ['abgelehnt', 'rolle-fehlt'],
    ['abgelehnt', 'erwartet-fehlt'],
    ['abgelehnt', 'order-unbekannt'],
    ['abgelehnt', 'eingabe-ungueltig'],
  ]);
});

test('[C3] schema before idempotency before sight before role', async () => {
  const petra = token['petra.post'] as string;
  const id = await einer();
  const annehmen = befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' });
  const az = () => befehl('AKTENZEICHEN_SETZEN', id, { aktenzeichen: null }, { aktenzeichen: 'x' });
  const urteil = async (c: typeof annehmen) => (await sende(t, petra, c)).map((r) => code(r.problem) ?? r.state)[0];
  expect(await urteil(az())).toBe('rolle-fehlt');
  expect(await urteil(annehmen)).toBe('angenommen');
  // Her own ANNEHMEN has ended her sight: what she may not see comes before what she may not do, her repeat before both.
  expect(await urteil(az())).toBe('nicht-sichtbar');
  expect(await urteil(annehmen)).toBe('angenommen');
  expect(await urteil({ ...annehmen, body: { unbekannt: 1 } })).toBe('eingabe-ungueltig');
});

test('[C6] [F8] unknown, deleted, another Mandant and another unit look exactly the same', async () => {
  const fremd = (
    await legeAn(
      t,
      [
        neuerVorgang({
          organisationseinheit: { id: '576210', name: 'x' },
        }),
      ],
      'preetz',
    )
  )[0]?.id as string;
  const rechtsamt = await einer({ organisationseinheit: { id: OE.rechtsamt, name: 'Rechtsamt' } });
  const antworten = [];
  for (const id of [uuidv7(), fremd, rechtsamt]) {
    const [r] = await sende(t, sabine(), befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' }));
    antworten.push({ ...r, commandId: '' });
  }
  expect(code(antworten[0]?.problem)).toBe('nicht-sichtbar');
  expect(antworten[1]).toEqual(antworten[0]);
  expect(antworten[2]).toEqual(antworten[0]);
});

test('[C4] an earlier command that did not pass holds the later ones, but neither Kommentar nor Wiedervorlage', async () => {
  const id = await einer();
  const falsch = befehl('VORGANG_BEARBEITEN', id, { status: 'ANGENOMMEN' });
  const az = befehl('AKTENZEICHEN_SETZEN', id, { aktenzeichen: null }, { aktenzeichen: 'GE-1' });
  const kommentar = befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text: 'Bitte prüfen' });
  const frist = { wiedervorlageId: uuidv7(), betreff: 'Nachfragen', frist: '2026-04-01' };
  const results = await sende(
    t,
    sabine(),
    falsch,
    az,
    kommentar,
    befehl('WIEDERVORLAGE_ANLEGEN', id, undefined, frist),
  );
  expect(results.map((r) => r.state)).toEqual(['konflikt', 'angehalten', 'angenommen', 'angenommen']);
  expect(code(results[1]?.problem)).toBe('frueherer-befehl');
  // Held is not remembered: sent again it is judged.
  expect((await sende(t, sabine(), az))[0]?.state).toBe('angenommen');
});

test('[X4] an attachment that has not come holds the command until it is there', async () => {
  const id = await einer();
  const anhangId = uuidv7();
  const k = befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text: 'Foto', anhaenge: [anhangId] });
  const [fehlt] = await sende(t, sabine(), k);
  expect([fehlt?.state, code(fehlt?.problem)]).toEqual(['angehalten', 'anhang-fehlt']);
  const fremdesUpload = await ladeHoch(t, 'flensburg:jan.petersen', id);
  const anderer = await einer();
  const amAnderen = await ladeHoch(t, 'flensburg:sabine.sander', anderer);
  for (const a of [fremdesUpload, amAnderen]) {
    const [r] = await sende(t, sabine(), { ...k, commandId: uuidv7(), body: { ...k.body, anhaenge: [a.id] } });
    expect(r?.state).toBe('angehalten');
  }
  const eigenes = await ladeHoch(t, 'flensburg:sabine.sander', id);
  const [da] = await sende(t, sabine(), { ...k, body: { ...k.body, anhaenge: [eigenes.id] } });
  expect(da?.vorgang?.kommentare[0]?.anhaenge).toEqual([eigenes]);
});

test('[C1] [C8] a repeat changes nothing and says the same; the same id with another payload is refused', async () => {
  const id = await einer();
  const annehmen = befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' });
  const [erst] = await sende(t, sabine(), annehmen);
  await sende(t, sabine(), befehl('VORGANG_BEARBEITEN', id, { status: 'ANGENOMMEN' }));
  const [wieder] = await sende(t, sabine(), annehmen);
  expect(wieder).toMatchObject({ state: 'angenommen', version: erst?.version, vorgang: { status: 'IN_BEARBEITUNG' } });
  expect(wieder?.vorgang?.historie).toHaveLength(2);
  const [anders] = await sende(t, sabine(), { ...annehmen, createdAt: '2026-03-02T09:00:01.000Z' });
  expect([anders?.state, code(anders?.problem)]).toEqual(['abgelehnt', 'befehl-wiederverwendet']);
  // Another person may use the same id: it is theirs.
  const [fremd] = await sende(t, token['jan.petersen'] as string, annehmen);
  expect(code(fremd?.problem)).toBe('konflikt');
});

test('[C1] a repeat tells the Vorgang only to those who may see it now', async () => {
  const id = await einer();
  const annehmen = befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' });
  const [r] = await sende(t, token['petra.post'] as string, annehmen);
  expect(r).toEqual({ commandId: annehmen.commandId, state: 'angenommen', version: 2 });
  expect((await sende(t, token['petra.post'] as string, annehmen))[0]).toEqual(r);
});

test('[C5] ersetzt bars the old id, even one never seen, and says when the old one was faster', async () => {
  const id = await einer();
  const alt = befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' });
  const neu = befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' }, {}, { ersetzt: alt.commandId });
  expect((await sende(t, sabine(), neu))[0]?.state).toBe('angenommen');
  const [spaet] = await sende(t, sabine(), alt);
  expect([spaet?.state, code(spaet?.problem)]).toEqual(['abgelehnt', 'ersetzt']);
  const [zuSpaet] = await sende(
    t,
    sabine(),
    befehl('VORGANG_BEARBEITEN', id, { status: 'ANGENOMMEN' }, {}, { ersetzt: neu.commandId }),
  );
  expect([zuSpaet?.state, code(zuSpaet?.problem)]).toEqual(['abgelehnt', 'ersetzt-schon-wirksam']);
});

test('[C8] an object id is taken once, with one content', async () => {
  const [id, anderer] = [await einer(), await einer()];
  const kommentarId = uuidv7();
  const k = (vorgangId: string, text: string) =>
    befehl('KOMMENTAR_ANLEGEN', vorgangId, undefined, { kommentarId, text });
  const [a, b] = await sende(t, sabine(), k(id, 'eins'), k(id, 'eins'));
  expect([a?.state, a?.version, b?.state, b?.version]).toEqual(['angenommen', 2, 'angenommen', 2]);
  for (const falsch of [k(id, 'zwei'), k(anderer, 'eins')]) {
    const [r] = await sende(t, sabine(), falsch);
    expect([r?.state, code(r?.problem)]).toEqual(['abgelehnt', 'id-vergeben']);
  }
});

test('forwarding within the Mandant: same id, NEU, nobody’s', async () => {
  const id = await einer({ bearbeiter: { sub: 'flensburg:jan.petersen', name: 'Jan Petersen' }, status: 'ANGENOMMEN' });
  const [r] = await sende(
    t,
    sabine(),
    befehl(
      'VORGANG_WEITERLEITEN',
      id,
      { status: 'ANGENOMMEN', organisationseinheitId: OE.gewerbe },
      { organisationseinheitId: OE.verkehr },
    ),
  );
  expect(r?.vorgang).toMatchObject({ id, status: 'NEU', organisationseinheit: { id: OE.verkehr } });
  expect(r?.vorgang?.bearbeiter).toBeUndefined();
});

test('forwarding to another Mandant: the source stays, a linked Vorgang begins there with its files', async () => {
  const { blobs, pool } = t.cloud.dienste;
  const anhang = {
    id: uuidv7(),
    dateiname: 'Plan.pdf',
    contentType: 'application/pdf',
    groesse: 4,
    sha256: 'b'.repeat(64),
  };
  const v = neuerVorgang({ antragsteller: { nachname: 'Vorwärts' } });
  v.eingang.anhaenge = [anhang];
  const id = (await legeAn(t, [v]))[0]?.id as string;
  await blobs.lege(
    'flensburg',
    anhang.id,
    (async function* () {
      yield Buffer.from('%PDF');
    })(),
  );
  await sende(t, sabine(), befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text: 'intern' }));
  const weiter = befehl(
    'VORGANG_WEITERLEITEN',
    id,
    { status: 'NEU', organisationseinheitId: OE.gewerbe },
    { organisationseinheitId: '576210', begruendung: 'Sitz in Preetz' },
  );
  const [r] = await sende(t, sabine(), weiter);
  expect(r?.vorgang).toMatchObject({
    status: 'WEITERGELEITET',
    verknuepft: { organisationseinheit: { id: '576210', name: 'Stadt Preetz, Ordnung, Gewerbe und Verkehr' } },
  });
  const dort = await mitToken(t, token['jan.petersen@preetz'] as string, `${API}/changes`);
  const neu = dort.body.changes
    .map((c: { vorgang: { antragsteller?: { nachname?: string } } }) => c.vorgang)
    .find((x: { antragsteller?: { nachname?: string } }) => x.antragsteller?.nachname === 'Vorwärts');
  expect(neu).toMatchObject({
    status: 'NEU',
    organisationseinheit: { id: '576210' },
    verknuepft: { organisationseinheit: { id: OE.gewerbe, name: 'Stadt Flensburg, Gewerbe und Gaststätten' } },
  });
  expect(neu.nummer).toMatch(/^PRE-2026-\d{6}$/);
  expect(neu.id).not.toBe(id);
  expect(JSON.stringify(neu)).not.toContain('intern');
  const kopie = neu.eingang.anhaenge[0];
  expect(kopie).toMatchObject({ dateiname: 'Plan.pdf', sha256: anhang.sha256 });
  expect(await blobs.laenge('preetz', kopie.id)).toBe(4);
  // Sent again after a lost reply, it does not begin a second one.
  expect((await sende(t, sabine(), weiter))[0]?.state).toBe('angenommen');
  const anzahl = await inMandant(pool, 'preetz', (tx) =>
    tx.query(`SELECT 1 FROM vorgang WHERE kopf -> 'antragsteller' ->> 'nachname' = 'Vorwärts'`),
  );
  expect(anzahl.rowCount).toBe(1);
});

test('[C1] [C6] deletion: another person confirms, nothing of the content is left, and a repeat is still known', async () => {
  const id = await einer({ status: 'ABGESCHLOSSEN' });
  const lars = token['lars.loesch'] as string;
  await sende(
    t,
    sabine(),
    befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text: 'Geheimnis-4711' }),
  );
  await sende(t, sabine(), befehl('AKTENZEICHEN_SETZEN', id, { aktenzeichen: 'x' }, { aktenzeichen: 'y' }));
  const [ohneSicht] = await sende(t, lars, befehl('VORGANG_LOESCHEN', id, { status: 'ZU_LOESCHEN' }));
  expect(code(ohneSicht?.problem)).toBe('nicht-sichtbar');
  await sende(
    t,
    sabine(),
    befehl('VORGANG_ZUM_LOESCHEN_MARKIEREN', id, { status: 'ABGESCHLOSSEN' }, { begruendung: 'Frist um' }),
  );
  const loeschen = befehl('VORGANG_LOESCHEN', id, { status: 'ZU_LOESCHEN' });
  const [weg] = await sende(t, lars, loeschen);
  expect(weg).toEqual({ commandId: loeschen.commandId, state: 'angenommen', version: 4 });
  expect((await sende(t, lars, loeschen))[0]).toEqual(weg);
  const [danach] = await sende(
    t,
    sabine(),
    befehl('VORGANG_WIEDEREROEFFNEN', id, { status: 'x' }, { begruendung: 'x' }),
  );
  expect(code(danach?.problem)).toBe('nicht-sichtbar');
  const rest = await inMandant(t.cloud.dienste.pool, 'flensburg', async (tx) => {
    const zeile = await tx.query('SELECT kopf, details, geloescht FROM vorgang WHERE id = $1', [id]);
    const spuren = await tx.query(
      `SELECT 1 FROM command WHERE vorgang_id = $1 AND (payload_hash IS NOT NULL OR problem ? 'felder')`,
      [id],
    );
    return { zeile: zeile.rows[0], spuren: spuren.rowCount };
  });
  expect(rest).toEqual({ zeile: { kopf: null, details: null, geloescht: true }, spuren: 1 }); // the one after the deletion
});

test('[C7] a batch with an unknown field, none or more than 100 commands is refused, and nothing of it is done', async () => {
  const id = await einer();
  const gut = befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' });
  for (const commands of [
    [],
    [{ ...gut, farbe: 'rot' }],
    Array.from({ length: 101 }, () => gut),
    [gut, { ...gut, createdAt: 'gestern' }],
  ]) {
    const antwort = await mitToken(t, sabine(), `${API}/commands`, { commands });
    expect([antwort.status, code(antwort.body)]).toEqual([422, 'eingabe-ungueltig']);
  }
  expect((await sende(t, sabine(), gut))[0]?.state).toBe('angenommen');
});

test('[C9] garbage within a command is refused, its neighbours pass', async () => {
  const [a, b] = [await einer(), await einer()];
  const k = (id: string, text: string) => befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text });
  const results = await sende(
    t,
    sabine(),
    k(a, 'Null \u0000'),
    k(a, 'halb \ud800'),
    k(b, 'gut'),
    befehl('AKTENZEICHEN_SETZEN', b, { aktenzeichen: null }, { aktenzeichen: 'ä'.repeat(201) }),
  );
  expect(results.map((r) => r.state)).toEqual(['abgelehnt', 'abgelehnt', 'angenommen', 'abgelehnt']);
  expect(code(results[0]?.problem)).toBe('eingabe-ungueltig');
});

test('[C12] what was judged is forgotten after 400 days, and only when its Vorgang is gone', async () => {
  const id = await einer();
  const [lebt, fort] = [
    befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' }),
    befehl('VORGANG_ANNEHMEN', uuidv7(), { status: 'NEU' }),
  ];
  await sende(t, sabine(), lebt, fort);
  const nach = async (tage: number) => {
    await vergissBefehle({ ...t.cloud.dienste, uhr: { jetzt: () => plusMs(t.uhr.jetzt(), tage * 86_400_000) } });
    const { rows } = await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
      tx.query('SELECT command_id AS id FROM command WHERE command_id = ANY ($1)', [[lebt.commandId, fort.commandId]]),
    );
    return rows.map((r) => r.id).sort();
  };
  expect(await nach(399)).toEqual([lebt.commandId, fort.commandId].sort());
  expect(await nach(401)).toEqual([lebt.commandId]);
});
