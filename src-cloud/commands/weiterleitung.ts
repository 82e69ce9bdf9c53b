// Forwarding to another Mandant: here the case ends as WEITERGELEITET, there a linked one begins with the Eingang and
// copies of its files. Internal notes, Bescheide and the Historie stay with the authority that wrote them.
import type { Anhang, Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { Blobs } from '../anhaenge/blobs.ts';
import { imAnderenMandant, type Tx } from '../db/mandant.ts';
import type { Zufall } from '../server/uhr.ts';
import type { Aenderung } from '../vorgaenge/schreiben.ts';
import type { Stelle } from './nachschlagen.ts';

export type Weiterleitung = {
  mandantId: string;
  /** As it was before. */
  vorgang: Vorgang;
  ziel: Stelle;
  commandId: string;
  begruendung?: string | undefined;
  am: string;
};

type Kopie = { alt: Anhang; neu: Anhang };

/**
 * The linked Vorgang to be written with the same `schreibe` as its source; its files are copied already. Undefined where
 * the other Mandant has no Dienst that could take it.
 */
export async function verknuepfterVorgang(
  tx: Tx,
  w: Weiterleitung,
  werkzeug: { zufall: Zufall; blobs: Blobs },
): Promise<Aenderung | undefined> {
  const { vorgang, ziel } = w;
  const quelle = await tx.query<{ name: string }>('SELECT name FROM mandant WHERE id = $1', [w.mandantId]);
  const woher = `${quelle.rows[0]?.name ?? w.mandantId}, ${vorgang.organisationseinheit.name}`;
  const id = werkzeug.zufall.neueId();
  const kopie = (alt: Anhang): Kopie => ({ alt, neu: { ...alt, id: werkzeug.zufall.neueId() } });
  const anhaenge = vorgang.eingang.anhaenge.map(kopie);
  const repraesentationen = vorgang.eingang.repraesentationen.map(kopie);
  const dienst = await imAnderenMandant(tx, ziel.mandantId, () => findeDienst(tx, ziel.mandantId, vorgang.dienst));
  if (!dienst) return undefined;
  for (const { alt, neu } of [...anhaenge, ...repraesentationen]) {
    await kopiere(tx, werkzeug.blobs, { von: w.mandantId, nach: ziel.mandantId, vorgangId: id, am: w.am, alt, neu });
  }
  const { antragsteller, frist } = vorgang;
  const nachher: Vorgang = {
    id,
    version: 1,
    nummer: '',
    name: vorgang.name,
    status: 'NEU',
    eingangAm: vorgang.eingangAm,
    geaendertAm: w.am,
    ...(frist === undefined ? {} : { frist }),
    dienst,
    organisationseinheit: { id: ziel.id, name: ziel.oeName },
    ...(antragsteller === undefined ? {} : { antragsteller }),
    wiedervorlagen: [],
    verknuepft: { organisationseinheit: { id: vorgang.organisationseinheit.id, name: woher } },
    eingang: {
      ...vorgang.eingang,
      anhaenge: anhaenge.map((k) => k.neu),
      repraesentationen: repraesentationen.map((k) => k.neu),
    },
    kommentare: [],
    nachrichten: [],
    bescheide: [],
    historie: [
      {
        am: w.am,
        von: { sub: 'cloud', name: woher },
        order: 'VORGANG_WEITERLEITEN',
        commandId: w.commandId,
        was: `Weitergeleitet von ${woher}`,
        ...(w.begruendung === undefined ? {} : { begruendung: w.begruendung }),
      },
    ],
  };
  return { mandantId: ziel.mandantId, id, vorher: undefined, nachher };
}

/** The same service there, by LeiKa key or id; else its general inquiry. */
async function findeDienst(tx: Tx, mandantId: string, d: Vorgang['dienst']): Promise<Vorgang['dienst'] | undefined> {
  const { rows } = await tx.query<{ id: string; name: string; leikaId: string | null }>(
    `SELECT id, name, leika_id AS "leikaId" FROM dienst WHERE mandant_id = $1
     ORDER BY (leika_id IS NOT DISTINCT FROM $2 AND leika_id IS NOT NULL) DESC, (id = $3) DESC, (art = 'ANFRAGE') DESC, id
     LIMIT 1`,
    [mandantId, d.leikaId ?? null, d.id],
  );
  const gefunden = rows[0];
  if (!gefunden) return undefined;
  const { id, name, leikaId } = gefunden;
  return leikaId === null ? { id, name } : { id, name, leikaId };
}

async function kopiere(
  tx: Tx,
  blobs: Blobs,
  k: Kopie & { von: string; nach: string; vorgangId: string; am: string },
): Promise<void> {
  const { alt, neu } = k;
  const da = await blobs.laenge(k.von, alt.id);
  const empfangen = da < alt.groesse ? 0 : await blobs.lege(k.nach, neu.id, blobs.lies(k.von, alt.id));
  await imAnderenMandant(tx, k.nach, () =>
    tx.query(
      `INSERT INTO anhang (mandant_id, id, vorgang_id, benannt, dateiname, content_type, groesse, sha256, empfangen,
                           komplett, am)
       VALUES ($1, $2, $3, true, $4, $5, $6, $7, $8, $9, $10)`,
      [
        k.nach,
        neu.id,
        k.vorgangId,
        neu.dateiname,
        neu.contentType,
        neu.groesse,
        neu.sha256,
        empfangen,
        empfangen === neu.groesse,
        k.am,
      ],
    ),
  );
}
