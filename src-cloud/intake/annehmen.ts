// Takes an Antrag in: files to the blobs, Vorgang, attachments and transactionId in one transaction, wake-up after the
// commit. The same transactionId again gives the same Vorgang and changes nothing, also when both come at once.
import { createReadStream } from 'node:fs';
import { fehlerListe } from '../../src-shared/cloud-api/commands.ts';
import { type AntragAntwort, type AntragFormData, antragFormData } from '../../src-shared/cloud-api/intake.ts';
import type { Anhang } from '../../src-shared/domain/vorgang.ts';
import { inMandant, ohneMandant, type Tx } from '../db/mandant.ts';
import type { Dienste } from '../server/dienste.ts';
import { httpProblem } from '../server/problem.ts';
import { schreibe } from '../vorgaenge/schreiben.ts';
import { antragZuVorgang } from './antrag-zu-vorgang.ts';
import { saubererText } from './form-daten.ts';
import { findeZiel } from './leitweg.ts';
import type { Datei, Teile } from './teile.ts';

/** Takes the parts of a request in. @throws eingabe-ungueltig, zu-tief, zu-gross */
export async function nimmAntragAn(dienste: Dienste, teile: Teile): Promise<AntragAntwort> {
  const antrag = pruefe(teile.formData);
  const { transactionId } = antrag.control;
  const bekannt = await bekannterVorgang(dienste, transactionId);
  if (bekannt) return bekannt;
  const ziel = await findeZiel(dienste.pool, antrag.control);
  const { mandantId } = ziel;
  const id = dienste.zufall.neueId();
  const am = dienste.uhr.jetzt();
  const anhaenge = await lege(dienste, mandantId, teile.anhaenge);
  const repraesentationen = await lege(dienste, mandantId, teile.repraesentationen);
  const vorgang = antragZuVorgang(antrag, ziel, { id, eingangAm: am, anhaenge, repraesentationen });
  const alle = [...anhaenge, ...repraesentationen];
  const geschrieben = await inMandant(dienste.pool, mandantId, async (tx) => {
    if (!(await nimmTransaktion(tx, transactionId, mandantId, id))) return undefined;
    await merkeAnhaenge(tx, mandantId, id, alle, am);
    const [ergebnis] = await schreibe(tx, [{ mandantId, id, vorher: undefined, nachher: vorgang, transactionId }], am);
    return ergebnis?.vorgang;
  });
  if (!geschrieben) {
    // The same Antrag came a moment earlier: these copies of its files are nobody's.
    await Promise.all(alle.map((anhang) => dienste.blobs.loesche(mandantId, anhang.id)));
    return (await bekannterVorgang(dienste, transactionId)) ?? nichtGefunden();
  }
  dienste.wecker.melde(mandantId);
  return antwort(transactionId, id, geschrieben.nummer, geschrieben.status, am);
}

function pruefe(roh: unknown): AntragFormData {
  const gelesen = antragFormData.safeParse(roh);
  if (!gelesen.success) throw httpProblem('eingabe-ungueltig', { errors: fehlerListe(gelesen.error, '/formData') });
  const transactionId = saubererText(gelesen.data.control.transactionId).trim();
  if (transactionId === '') {
    throw httpProblem('eingabe-ungueltig', {
      errors: [{ pointer: '/formData/control/transactionId', message: 'Die transactionId ist leer.' }],
    });
  }
  return { ...gelesen.data, control: { ...gelesen.data.control, transactionId } };
}

async function bekannterVorgang({ pool }: Dienste, transactionId: string): Promise<AntragAntwort | undefined> {
  const gefunden = await ohneMandant(pool, (tx) =>
    tx.query<{ mandant_id: string; vorgang_id: string }>(
      'SELECT mandant_id, vorgang_id FROM mandantenuebergreifend_transaktion($1)',
      [transactionId],
    ),
  );
  const zeile = gefunden.rows[0];
  if (!zeile) return undefined;
  return inMandant(pool, zeile.mandant_id, async (tx) => {
    const ergebnis = await tx.query<{ nummer: string; status: string; seit: string }>(
      `SELECT nummer, status, CASE WHEN version = 1 THEN eingang_am ELSE geaendert_am END AS seit FROM vorgang
       WHERE mandant_id = $1 AND id = $2`,
      [zeile.mandant_id, zeile.vorgang_id],
    );
    const vorgang = ergebnis.rows[0];
    return vorgang && antwort(transactionId, zeile.vorgang_id, vorgang.nummer, vorgang.status, vorgang.seit);
  });
}

function antwort(
  transactionId: string,
  vorgangId: string,
  vorgangNummer: string,
  status: string,
  statusSince: string,
): AntragAntwort {
  return { transactionId, vorgang: { vorgangId, vorgangNummer, status, statusSince } };
}

function nichtGefunden(): never {
  throw httpProblem('nicht-verfuegbar', {
    detail: 'Der Antrag wird gerade angenommen. Bitte senden Sie ihn gleich noch einmal.',
  });
}

async function lege({ blobs, zufall }: Dienste, mandantId: string, dateien: Datei[]): Promise<Anhang[]> {
  const anhaenge: Anhang[] = [];
  for (const { ort, ...datei } of dateien) {
    const id = zufall.neueId();
    await blobs.lege(mandantId, id, createReadStream(ort));
    anhaenge.push({ id, ...datei });
  }
  return anhaenge;
}

async function nimmTransaktion(tx: Tx, transactionId: string, mandantId: string, vorgangId: string): Promise<boolean> {
  const ergebnis = await tx.query<{ genommen: boolean }>(
    'SELECT mandantenuebergreifend_transaktion_nehmen($1, $2, $3) AS genommen',
    [transactionId, mandantId, vorgangId],
  );
  return ergebnis.rows[0]?.genommen === true;
}

/** Rows of attachments that came with the Antrag: complete, and visible like their Vorgang. Also the seeder's. */
export async function merkeAnhaenge(
  tx: Tx,
  mandantId: string,
  vorgangId: string,
  anhaenge: readonly Anhang[],
  am: string,
): Promise<void> {
  if (anhaenge.length === 0) return;
  await tx.query(
    `INSERT INTO anhang (mandant_id, id, vorgang_id, benannt, dateiname, content_type, groesse, sha256, empfangen, komplett, am)
     SELECT $1, a.id, $2, true, a.dateiname, a."contentType", a.groesse, a.sha256, a.groesse, true, $4
     FROM jsonb_to_recordset($3::jsonb) AS a (id uuid, dateiname text, "contentType" text, groesse bigint, sha256 text)`,
    [mandantId, vorgangId, JSON.stringify(anhaenge), am],
  );
}
