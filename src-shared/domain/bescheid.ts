/**
 * Effects of the Bescheid's orders: stand from → to by the table, versions, co-signatures and documents.
 * AENDERN voids co-signatures and raises the version; nothing else raises it. Four eyes is judged here by `sub`.
 */
import type { Befehl } from './befehle.ts';
import type { Kontext } from './kontext.ts';
import { type Problem, problem } from './problem.ts';
import type { Uebergang } from './uebergaenge.ts';
import { type Anhang, BESCHEID_STAND_TITEL, type Bescheid, type PersonRef, type Vorgang } from './vorgang.ts';
import type { Wirkung } from './wirkung.ts';

type StandWechsel = NonNullable<Uebergang['bescheid']>;
type BescheidBefehl = Extract<Befehl, { body: { bescheidId: string } }>;
type Aenderung = { felder: Partial<Bescheid>; zusatz?: string } | { problem: Problem };

/** The stand in German; one that a newer cloud made up as it comes. */
const titelVon = (stand: string): string => (BESCHEID_STAND_TITEL as Partial<Record<string, string>>)[stand] ?? stand;

/** Stand and four-eyes rules for an existing Bescheid; undefined where the order may be given. */
export function bescheidHindernis(
  v: Vorgang,
  b: Bescheid,
  order: BescheidBefehl['order'],
  wechsel: StandWechsel,
  kontext: Kontext,
): Problem | undefined {
  const sub = kontext.person.sub;
  const mitzeichnung = kontext.mitzeichnungNoetig(v.dienst.id);
  if (order === 'BESCHEID_ZEICHNEN' && mitzeichnung && b.stand === 'ENTWURF') return problem('mitzeichnung-fehlt');
  if (!(wechsel.von as readonly string[]).includes(b.stand)) {
    return problem('bescheid-stand', { detail: `Der Bescheid steht auf „${titelVon(b.stand)}“.` });
  }
  if (order === 'BESCHEID_MITZEICHNEN' && b.zurMitzeichnung?.von.sub === sub) return problem('vier-augen');
  if (order === 'BESCHEID_ZEICHNEN' && b.mitgezeichnetVon?.sub === sub) return problem('vier-augen');
  if (order === 'BESCHEID_ZURUECKWEISEN' && b.zurMitzeichnung?.an.sub !== sub) {
    return problem('nicht-berechtigt', { detail: 'Der Bescheid wurde einer anderen Person zur Mitzeichnung gegeben.' });
  }
  if (order === 'BESCHEID_ZEICHNUNG_ZURUECKZIEHEN' && b.gezeichnetVon?.sub !== sub) {
    return problem('nicht-berechtigt', { detail: 'Zurückziehen kann die Zeichnung nur, wer gezeichnet hat.' });
  }
  return undefined;
}

/** The document a signature covers; where one was co-signed it must be the very same bytes. */
function dokumentVon(b: Bescheid, ref: { anhangId: string; sha256: string }, kontext: Kontext): Anhang | Problem {
  const a = kontext.anhang(ref.anhangId);
  if (!a) return problem('anhang-fehlt');
  if (a.sha256 !== ref.sha256) return problem('pruefsumme-falsch');
  const gezeichnet = b.stand === 'ZUR_MITZEICHNUNG' || b.stand === 'MITGEZEICHNET';
  if (gezeichnet && b.dokument !== undefined && b.dokument.sha256 !== a.sha256) return problem('dokument-abweichend');
  return a;
}

function mitDokument(
  b: Bescheid,
  ref: { anhangId: string; sha256: string },
  kontext: Kontext,
  felder: Partial<Bescheid>,
  zusatz?: string,
): Aenderung {
  const dokument = dokumentVon(b, ref, kontext);
  if ('type' in dokument) return { problem: dokument };
  return { felder: { ...felder, dokument }, ...(zusatz === undefined ? {} : { zusatz }) };
}

/** Sets aside everything a change of the text voids. */
const OHNE_ZEICHNUNG: Partial<Bescheid> = {
  dokument: undefined,
  zurMitzeichnung: undefined,
  mitgezeichnetVon: undefined,
  mitgezeichnetAm: undefined,
  gezeichnetVon: undefined,
  gezeichnetAm: undefined,
  zurueckgewiesen: undefined,
};

function zurMitzeichnung(v: Vorgang, b: Bescheid, befehl: BescheidBefehl, von: PersonRef, kontext: Kontext): Aenderung {
  if (befehl.order !== 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN') return { felder: {} };
  const name = kontext.personName(befehl.body.an);
  if (name === undefined) return { problem: problem('ziel-unbekannt') };
  if (befehl.body.an === von.sub) return { problem: problem('vier-augen') };
  if (kontext.darfMitzeichnen(befehl.body.an, v.dienst.id) === false) {
    return { problem: problem('zeichnung-fehlt', { detail: `${name} darf diesen Bescheid nicht mitzeichnen.` }) };
  }
  const gegeben = { an: { sub: befehl.body.an, name }, von, am: kontext.am };
  return mitDokument(b, befehl.body.dokument, kontext, { zurMitzeichnung: gegeben, zurueckgewiesen: undefined }, name);
}

function aenderung(v: Vorgang, b: Bescheid, befehl: BescheidBefehl, kontext: Kontext): Aenderung {
  const von: PersonRef = { sub: kontext.person.sub, name: kontext.person.name };
  const am = kontext.am;
  switch (befehl.order) {
    case 'BESCHEID_AENDERN': {
      const { entscheidung, vorlageId, felder, text } = befehl.body;
      return { felder: { ...OHNE_ZEICHNUNG, entscheidung, vorlageId, felder, text, version: b.version + 1 } };
    }
    case 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN':
      return zurMitzeichnung(v, b, befehl, von, kontext);
    case 'BESCHEID_MITZEICHNEN':
      return mitDokument(b, befehl.body.dokument, kontext, { mitgezeichnetVon: von, mitgezeichnetAm: am });
    case 'BESCHEID_ZEICHNEN':
      return mitDokument(b, befehl.body.dokument, kontext, { gezeichnetVon: von, gezeichnetAm: am });
    case 'BESCHEID_ZURUECKWEISEN':
      return { felder: { zurueckgewiesen: { von, am, begruendung: befehl.body.begruendung } } };
    default:
      return { felder: {} };
  }
}

function entwerfen(v: Vorgang, befehl: Extract<Befehl, { order: 'BESCHEID_ENTWERFEN' }>, kontext: Kontext): Wirkung {
  const { bescheidId, ...inhalt } = befehl.body;
  const erstelltVon = { sub: kontext.person.sub, name: kontext.person.name };
  const neu: Bescheid = { id: bescheidId, version: 1, stand: 'ENTWURF', ...inhalt, erstelltVon };
  return { felder: { bescheide: [...v.bescheide, neu] } };
}

/** Effect of a Bescheid's order on the Vorgang, or why it is refused. */
export function bescheidWirkung(v: Vorgang, befehl: Befehl, kontext: Kontext, wechsel: StandWechsel): Wirkung {
  if (befehl.order === 'BESCHEID_ENTWERFEN') return entwerfen(v, befehl, kontext);
  const bb = befehl as BescheidBefehl;
  const alt = v.bescheide.find((b) => b.id === bb.body.bescheidId);
  if (!alt) return { problem: problem('objekt-unbekannt') };
  const hindernis = bescheidHindernis(v, alt, bb.order, wechsel, kontext);
  if (hindernis) return { problem: hindernis };
  if (wechsel.nach === 'weg') return { felder: { bescheide: v.bescheide.filter((b) => b.id !== alt.id) } };
  const teil = aenderung(v, alt, bb, kontext);
  if ('problem' in teil) return teil;
  const neu: Bescheid = { ...alt, ...teil.felder, stand: wechsel.nach };
  return {
    felder: { bescheide: v.bescheide.map((b) => (b.id === alt.id ? neu : b)) },
    ...(teil.zusatz === undefined ? {} : { zusatz: teil.zusatz }),
  };
}
