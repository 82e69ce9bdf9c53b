// What one request holds while its commands are judged: rows under lock, what was looked up, and how each Vorgang stands
// after the commands so far. Loaded once, in the order in which locks must be taken: person, device, Vorgänge by id.
import { SIGNIERT } from '../../src-shared/domain/befehle.ts';
import { tagInBerlin } from '../../src-shared/domain/fristen.ts';
import { darfZeichnen, type Kontext } from '../../src-shared/domain/kontext.ts';
import { lageVon, sieht } from '../../src-shared/domain/sicht.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { Tx } from '../db/mandant.ts';
import { type GeraetZeile, liesGeraet, liesGeraetZumAendern } from '../geraete/zeilen.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import type { Dienste } from '../server/dienste.ts';
import { httpProblem } from '../server/problem.ts';
import { type Aenderung, type Stand, sperre } from '../vorgaenge/schreiben.ts';

import { anhaengeVon, type Eingabe, genanntePersonen, neuesObjekt } from './eingabe.ts';
import { betrete, type Gemerkt, liesGemerkte, type Merkzettel } from './gedaechtnis.ts';
import { schlageNach, type Verzeichnis } from './nachschlagen.ts';
import { type AnhangZeile, liesAnhaenge, liesVergebene, type Vergeben } from './objekte.ts';

export type Werkzeug = Pick<Dienste, 'uhr' | 'zufall' | 'blobs'>;

export type Lauf = {
  tx: Tx;
  wer: Angemeldet;
  /** The instant of acceptance, the same for the whole request. */
  am: string;
  werkzeug: Werkzeug;
  /** The token's device, under lock when the request carries signatures. */
  geraet: GeraetZeile | undefined;
  gemerkt: Map<string, Gemerkt>;
  /** What this request adds to it, written at its end. */
  zettel: Merkzettel;
  /** As the rows were when they were locked. */
  staende: Map<string, Stand>;
  /** As the Vorgänge are after the commands so far; null: deleted by one of them. */
  jetzt: Map<string, Vorgang | null>;
  verzeichnis: Verzeichnis;
  anhaenge: Map<string, AnhangZeile>;
  vergeben: Map<string, Vergeben>;
  /** Vorgänge of which a command did not pass: what follows is held. */
  gehalten: Set<string>;
  /** Linked Vorgänge that begin in other Mandanten. */
  neue: Aenderung[];
};

/** Takes the locks and loads all that judging needs. @throws geraet-gesperrt where the device was locked meanwhile. */
export async function beginne(
  tx: Tx,
  wer: Angemeldet,
  eingaben: readonly Eingabe[],
  am: string,
  werkzeug: Werkzeug,
): Promise<Lauf> {
  const { mandant, sub } = wer;
  await betrete(tx, mandant, sub);
  const geraet = await liesEigenesGeraet(tx, wer, eingaben);
  const commandIds = eingaben.flatMap((e) => (e.ersetzt ? [e.commandId, e.ersetzt] : [e.commandId]));
  const gemerkt = await liesGemerkte(tx, mandant, sub, commandIds);
  const staende = await sperre(tx, mandant, [...new Set(eingaben.map((e) => e.vorgangId))].sort());
  const befehle = eingaben.flatMap((e) => ('befehl' in e ? [e.befehl] : []));
  const personen = new Set(befehle.flatMap(genanntePersonen));
  if (befehle.some((b) => SIGNIERT.has(b.order))) personen.add(sub);
  return {
    tx,
    wer,
    am,
    werkzeug,
    geraet,
    gemerkt,
    zettel: { ausgaenge: [], ersetzt: new Map() },
    staende,
    jetzt: new Map([...staende].map(([id, stand]) => [id, stand.vorgang])),
    verzeichnis: await schlageNach(tx, mandant, {
      personen: [...personen],
      dienste: befehle.some((b) => b.order === 'BESCHEID_ZEICHNEN')
        ? [...new Set([...staende.values()].map((s) => s.vorgang.dienst.id))]
        : [],
      stellen: befehle.flatMap((b) => (b.order === 'VORGANG_WEITERLEITEN' ? [b.body.organisationseinheitId] : [])),
    }),
    anhaenge: await liesAnhaenge(tx, mandant, sub, befehle.flatMap(anhaengeVon)),
    vergeben: await liesVergebene(
      tx,
      mandant,
      befehle.flatMap((b) => neuesObjekt(b) ?? []),
    ),
    gehalten: new Set(),
    neue: [],
  };
}

/** The Vorgang as it is now, if the person may see it now. Unknown, deleted and foreign ones look the same. */
export function sichtbarer(lauf: Lauf, vorgangId: string): Vorgang | undefined {
  const vorgang = lauf.jetzt.get(vorgangId);
  return vorgang && sieht(lauf.wer, lageVon(vorgang)) ? vorgang : undefined;
}

/** What `apply` asks for, answered from what was loaded. */
export function kontextVon(lauf: Lauf, vorgangId: string, geraetAm: string): Kontext {
  const { wer, verzeichnis, am } = lauf;
  const kollege = (sub: string) => {
    const eintrag = verzeichnis.personen.get(sub);
    return eintrag?.sachbearbeitung ? eintrag : undefined;
  };
  return {
    person: {
      sub: wer.sub,
      name: wer.name,
      rollen: wer.rollen,
      oe: wer.oe,
      zeichnung: verzeichnis.personen.get(wer.sub)?.zeichnung ?? [],
    },
    am,
    geraetAm,
    mitzeichnungNoetig: (dienstId) => verzeichnis.mitzeichnung.has(dienstId),
    personName: (sub) => kollege(sub)?.name,
    darfMitzeichnen: (sub, dienstId) => {
      const eintrag = kollege(sub);
      return eintrag !== undefined && darfZeichnen(eintrag, dienstId, tagInBerlin(am));
    },
    oe: (id) => verzeichnis.stellen.get(id),
    anhang: (id) => {
      const zeile = lauf.anhaenge.get(id.toLowerCase());
      if (zeile?.vorgangId !== vorgangId) return undefined;
      const { vorgangId: _vorgang, ...anhang } = zeile;
      return anhang;
    },
  };
}

async function liesEigenesGeraet(
  tx: Tx,
  wer: Angemeldet,
  eingaben: readonly Eingabe[],
): Promise<GeraetZeile | undefined> {
  if (!wer.geraet) return undefined;
  const signiert = eingaben.some((e) => e.command.signatur !== undefined);
  const geraet = await (signiert ? liesGeraetZumAendern : liesGeraet)(tx, wer.mandant, wer.geraet);
  if (geraet?.gesperrtAm) throw httpProblem('geraet-gesperrt');
  return geraet;
}
