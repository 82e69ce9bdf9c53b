// `cloud migrate`, `person`, `dienst`, `geraet sperren`: what an operator does by hand. Each is one transaction in one
// Mandant and says what it did.
import { ProblemError } from '../../src-shared/domain/problem.ts';
import { ROLLEN, type Rolle } from '../../src-shared/domain/vorgang.ts';
import { neueEpochen } from '../db/epoche.ts';
import { inMandant } from '../db/mandant.ts';
import { sperreGeraet } from '../geraete/sperren.ts';
import { systemUhr, systemZufall } from '../server/system.ts';
import { legePersonenAn } from '../verzeichnis/anlegen.ts';
import { meldeSofort } from '../wecken/wecker.ts';
import { type DatenOptionen, mitDatenbank } from './datenbank.ts';

type Ausgabe = { json?: boolean };

/** Applies what is missing and names it; after a restore, also a new epoch for every Mandant. */
export async function migrateBefehl(optionen: DatenOptionen & Ausgabe & { neueEpoche?: boolean }): Promise<void> {
  await mitDatenbank(optionen, async (pool, { angewandt }) => {
    const stand =
      angewandt.length === 0 ? 'Die Datenbank ist auf dem neuesten Stand.' : `Angewandt: ${angewandt.join(', ')}`;
    if (!optionen.neueEpoche) return sage(optionen, { angewandt }, stand);
    const neueEpoche = await neueEpochen(pool);
    for (const mandant of neueEpoche) await meldeSofort(pool, mandant);
    const satz = `Neue Epoche für: ${neueEpoche.join(', ')}. Alle Arbeitsplätze gleichen sich von selbst neu ab.`;
    sage(optionen, { angewandt, neueEpoche }, `${stand}\n${satz}`);
  });
}

type PersonOptionen = DatenOptionen &
  Ausgabe & { mandant: string; username: string; name: string; rolle: string[]; oe: string[]; zeichnung: string[] };

/** Makes a person or brings one to this state. */
export async function personBefehl(sub: string, o: PersonOptionen): Promise<void> {
  const fremd = o.rolle.find((rolle) => !(ROLLEN as readonly string[]).includes(rolle));
  if (fremd) throw new RangeError(`Unbekannte Rolle ${fremd}. Es gibt: ${ROLLEN.join(', ')}.`);
  const zeichnung = o.zeichnung.map((dienst) => ({ dienstId: dienst === 'alle' ? null : dienst }));
  const person = { sub, username: o.username, name: o.name, rollen: o.rolle as Rolle[], oe: o.oe, zeichnung };
  await mitDatenbank(o, async (pool) => {
    await inMandant(pool, o.mandant, async (tx) => {
      const bekannt = await tx.query<{ id: string }>('SELECT id FROM organisationseinheit WHERE mandant_id = $1', [
        o.mandant,
      ]);
      if (bekannt.rowCount === 0) throw new RangeError(`Es gibt keinen Mandanten „${o.mandant}“.`);
      const unbekannt = o.oe.find((oe) => !bekannt.rows.some(({ id }) => id === oe));
      if (unbekannt) throw new RangeError(`„${o.mandant}“ hat keine Organisationseinheit ${unbekannt}.`);
      await legePersonenAn(tx, [person]);
    });
    sage(o, person, `${o.name} (${o.username}) ist eingetragen.`);
  });
}

type DienstOptionen = DatenOptionen &
  Ausgabe & { mandant: string; fristTage?: number; versandNachMin?: number; mitzeichnung?: 'ja' | 'nein' };

/** Changes what is named of a Dienst and prints it. */
export async function dienstBefehl(id: string, o: DienstOptionen): Promise<void> {
  await mitDatenbank(o, async (pool) => {
    const mitzeichnung = o.mitzeichnung === undefined ? null : o.mitzeichnung === 'ja';
    const ergebnis = await inMandant(pool, o.mandant, (tx) =>
      tx.query<{ id: string; name: string; fristTage: number; versandNachMin: number; mitzeichnung: boolean }>(
        `UPDATE dienst SET frist_tage = COALESCE($3, frist_tage), versand_nach_min = COALESCE($4, versand_nach_min),
           mitzeichnung = COALESCE($5, mitzeichnung)
         WHERE mandant_id = $1 AND id = $2
         RETURNING id, name, frist_tage AS "fristTage", versand_nach_min AS "versandNachMin", mitzeichnung`,
        [o.mandant, id, o.fristTage ?? null, o.versandNachMin ?? null, mitzeichnung],
      ),
    );
    const dienst = ergebnis.rows[0];
    if (!dienst) throw new ProblemError('nicht-gefunden', { detail: `„${o.mandant}“ hat keinen Dienst ${id}.` });
    const mit = dienst.mitzeichnung ? 'mit' : 'ohne';
    sage(
      o,
      dienst,
      `${dienst.name}: Frist ${dienst.fristTage} Tage, ${mit} Mitzeichnung, Versand nach ${dienst.versandNachMin} Minuten.`,
    );
  });
}

/** Locks a device. */
export async function geraetSperren(
  id: string,
  o: DatenOptionen & Ausgabe & { mandant: string; grund: string },
): Promise<void> {
  await mitDatenbank(o, async (pool) => {
    const werkzeug = { uhr: systemUhr, zufall: systemZufall };
    const neu = await inMandant(pool, o.mandant, (tx) => sperreGeraet(tx, o.mandant, id, o.grund, werkzeug));
    // Its streams are woken, ask, and are told.
    if (neu) await meldeSofort(pool, o.mandant);
    sage(o, { id, gesperrt: true, neu }, neu ? 'Das Gerät ist gesperrt.' : 'Das Gerät war schon gesperrt.');
  });
}

function sage({ json }: Ausgabe, dokument: unknown, satz: string): void {
  process.stdout.write(`${json ? JSON.stringify(dokument) : satz}\n`);
}
