/**
 * Turns a generated case into the Vorgang it would be, had it come and been worked on here: the intake's own function
 * makes it of the request, then the domain's `apply` takes the history's commands one after another. So seeded cases are
 * what the real path makes, Historie and versions included. Writes nothing and reads no database.
 */
import { createHash } from 'node:crypto';
import { antragFormData } from '../../src-shared/cloud-api/intake.ts';
import { apply } from '../../src-shared/domain/apply.ts';
import type { Befehl } from '../../src-shared/domain/befehle.ts';
import { erwartetVon } from '../../src-shared/domain/erwartung.ts';
import { tagInBerlin } from '../../src-shared/domain/fristen.ts';
import { darfZeichnen, type Kontext } from '../../src-shared/domain/kontext.ts';
import type { Anhang, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { antragZuVorgang, type Ziel } from '../intake/antrag-zu-vorgang.ts';
import { diensteVon } from './dienste.ts';
import type { DemoVorgang } from './generator.ts';
import { type DemoPerson, type MandantId, mandantVon } from './mandanten.ts';
import type { DemoSchritt } from './verlauf.ts';

/** A command that took effect: who gave it, when it was accepted, and the Vorgang's version after it. */
export interface NachgespielterBefehl {
  sub: string;
  befehl: Befehl;
  am: string;
  version: number;
}

/** What is to be stored: the Vorgang (`nummer: ''`), the bytes of its attachments, the commands to remember. */
export interface Nachgespielt {
  mandantId: MandantId;
  transactionId: string;
  vorgang: Vorgang;
  dateien: { anhang: Anhang; inhalt: Uint8Array }[];
  befehle: NachgespielterBefehl[];
}

/**
 * The case as it is after its history. `repraesentationen`: the PDFs of the form, where the caller has made some. Throws
 * Error when the intake or the domain refuses it: then demo data and rules disagree, and one of them is wrong.
 */
export function spieleNach(
  demo: DemoVorgang,
  mandantId: MandantId,
  repraesentationen: readonly Anhang[] = [],
): Nachgespielt {
  const dateien = demo.anhaenge.map(({ inhalt, ...a }) => ({ anhang: { ...a, ...fingerabdruck(inhalt) }, inhalt }));
  const rahmen = {
    id: demo.vorgangId,
    eingangAm: demo.eingangAm,
    anhaenge: dateien.map((d) => d.anhang),
    repraesentationen: [...repraesentationen],
  };
  const neu = antragZuVorgang(antragFormData.parse(demo.antrag), zielVon(demo, mandantId), rahmen);
  const { transactionId } = demo;
  return { mandantId, transactionId, dateien, ...spieleVerlauf(neu, demo.verlauf, mandantId) };
}

function fingerabdruck(inhalt: Uint8Array): Pick<Anhang, 'groesse' | 'sha256'> {
  return { groesse: inhalt.length, sha256: createHash('sha256').update(inhalt).digest('hex') };
}

/** Where the intake's routing sends it, by the demo's own directory. */
function zielVon(demo: DemoVorgang, mandantId: MandantId): Ziel {
  const { land, oes } = mandantVon(mandantId);
  const oe = oes.find((o) => o.id === demo.antrag.control.zustaendigeStelle);
  const dienst = diensteVon(mandantId).find((d) => d.id === demo.dienstId);
  if (!oe || !dienst) throw new Error(`Demo: no OE or Dienst for ${demo.vorgangId}`);
  const { id, name, leikaId, fristTage } = dienst;
  return { mandantId, land, oe: { id: oe.id, name: oe.name }, dienst: { id, name, leikaId, fristTage } };
}

/** Applies the steps to a Vorgang. Throws Error naming the order and the problem when one is refused. */
export function spieleVerlauf(
  neu: Vorgang,
  verlauf: readonly DemoSchritt[],
  mandantId: MandantId,
): Pick<Nachgespielt, 'vorgang' | 'befehle'> {
  let vorgang = neu;
  const befehle: NachgespielterBefehl[] = [];
  for (const schritt of verlauf) {
    const person = mandantVon(mandantId).personen.find((p) => p.sub === schritt.von);
    if (!person) throw new Error(`Demo: unknown person ${schritt.von}`);
    const { order, body, commandId, am } = schritt;
    const erwartet = erwartetVon(vorgang, schritt);
    const befehl = { commandId, vorgangId: neu.id, order, body, createdAt: am, erwartet } as Befehl;
    const urteil = apply(vorgang, befehl, kontextVon(mandantId, person, am));
    if (urteil.state !== 'angenommen' || urteil.vorgang === null) {
      const grund = 'problem' in urteil ? urteil.problem.type : 'gone';
      throw new Error(`Demo: ${order} refused for ${neu.id}: ${grund}`);
    }
    vorgang = urteil.vorgang;
    befehle.push({ sub: person.sub, befehl, am, version: vorgang.version });
  }
  return { vorgang, befehle };
}

/** What `apply` looks up, answered by the demo's own directory. */
function kontextVon(mandantId: MandantId, person: DemoPerson, am: string): Kontext {
  const mandant = mandantVon(mandantId);
  const wer = (sub: string) => mandant.personen.find((p) => p.sub === sub);
  return {
    person,
    am,
    mitzeichnungNoetig: (dienstId) => diensteVon(mandantId).some((d) => d.id === dienstId && d.mitzeichnung),
    personName: (sub) => wer(sub)?.name,
    darfMitzeichnen: (sub, dienstId) => darfZeichnen(wer(sub) ?? { zeichnung: [] }, dienstId, tagInBerlin(am)),
    oe: (id) => {
      const oe = mandant.oes.find((o) => o.id === id);
      return oe && { id: oe.id, name: oe.name, eigenerMandant: true };
    },
    anhang: () => undefined,
  };
}
