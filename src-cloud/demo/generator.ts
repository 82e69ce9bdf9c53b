/**
 * Makes the demo's cases: for each the request as a form engine sends it, its attachments and a plausible history.
 * Deterministic: the same arguments give the same bytes, and case n is the same however many are made. Lazy, so that
 * 100,000 cases need no more memory than one. Reads no clock: `bis` says what "now" is.
 */
import { planeAblauf } from './ablauf.ts';
import { anhaengeVon, type DemoAnhang } from './anhaenge.ts';
import { antragsteller, ortVon } from './antragsteller.ts';
import { type DemoDienst, diensteVon } from './dienste.ts';
import { altersspanne, firmenanteil, formularVon } from './formulare/verzeichnis.ts';
import { type MandantId, mandantVon } from './mandanten.ts';
import { alsRoh, type DemoAntrag, hatPostfach, wieGesendet } from './nachlaessig.ts';
import { type DemoSchritt, verlaufVon } from './verlauf.ts';
import { alsMs, instant, TAG } from './zeit.ts';
import { Zufall } from './zufall.ts';

/** `von` and `bis`: dates (`YYYY-MM-DD`, whole days in Germany) or RFC 3339 instants; `von` by default 180 days before. */
export interface Seedauftrag {
  mandant: MandantId;
  anzahl: number;
  seed: number;
  von?: string;
  bis: string;
}

/** `vorgangId` and the attachments' ids are those the case has in the cloud, so that they too follow from the seed. */
export interface DemoVorgang {
  transactionId: string;
  vorgangId: string;
  dienstId: string;
  eingangAm: string;
  antrag: DemoAntrag;
  anhaenge: DemoAnhang[];
  verlauf: DemoSchritt[];
}

/** The part of a case that decides its place in time. */
function plane(auftrag: Seedauftrag, nummer: number, von: number, bis: number) {
  const z = new Zufall(`${auftrag.mandant}/ablauf`, auftrag.seed, nummer);
  const transactionId = z.uuid4();
  const dienst = z.gewichtet(diensteVon(auftrag.mandant), (d) => d.gewicht);
  return { transactionId, dienst, ...planeAblauf(dienst.fristTage, dienst.art === 'ANTRAG', von, bis, z) };
}

function antragVon(transactionId: string, dienst: DemoDienst, formData: DemoAntrag['formData']): DemoAntrag {
  return {
    control: {
      transactionId,
      zustaendigeStelle: dienst.oe,
      leikaIds: dienst.leikaId === undefined ? [] : [dienst.leikaId],
      formId: dienst.formIds[0] ?? dienst.id,
      name: dienst.name,
    },
    formData,
  };
}

function erzeuge(auftrag: Seedauftrag, nummer: number, von: number, bis: number): DemoVorgang {
  const { transactionId, dienst, eingang, schritte } = plane(auftrag, nummer, von, bis);
  const z = new Zufall(`${auftrag.mandant}/inhalt`, auftrag.seed, nummer);
  const ort = ortVon(auftrag.mandant);
  const a = antragsteller(ort, eingang, firmenanteil(dienst), altersspanne(dienst), z);
  const sauber = antragVon(transactionId, dienst, alsRoh(formularVon({ a, ort, dienst, eingang, z })));
  if (a.serviceKonto) sauber.control.serviceKonto = a.serviceKonto;
  const antrag = wieGesendet(sauber, z);
  const anhaenge = anhaengeVon(a, dienst, eingang, z);
  const vorgangId = z.uuid7(eingang);
  const mandant = mandantVon(auftrag.mandant);
  const verlauf = verlaufVon(schritte, { a, dienst, mandant, postfach: hatPostfach(antrag), z });
  const eingangAm = instant(eingang);
  return { transactionId, vorgangId, dienstId: dienst.id, eingangAm, antrag, anhaenge, verlauf };
}

/**
 * `anzahl` cases of a Mandant, oldest `eingangAm` first. Throws RangeError for an unknown Mandant, a bad date, a number
 * that is no whole number ≥ 0, or `von` after `bis`.
 */
export function* erzeugeVorgaenge(auftrag: Seedauftrag): Generator<DemoVorgang, void, undefined> {
  const { anzahl } = auftrag;
  mandantVon(auftrag.mandant);
  if (!Number.isInteger(anzahl) || anzahl < 0) throw new RangeError(`Keine Anzahl: ${anzahl}`);
  const bis = alsMs(auftrag.bis, 'ende');
  const von = auftrag.von === undefined ? bis - 180 * TAG : alsMs(auftrag.von, 'beginn');
  if (von >= bis) throw new RangeError(`Der Beginn ${auftrag.von} liegt nicht vor dem Ende ${auftrag.bis}.`);
  const eingaenge = Float64Array.from({ length: anzahl }, (_, i) => plane(auftrag, i, von, bis).eingang);
  const reihenfolge = Uint32Array.from({ length: anzahl }, (_, i) => i);
  reihenfolge.sort((x, y) => (eingaenge[x] ?? 0) - (eingaenge[y] ?? 0) || x - y);
  for (const nummer of reihenfolge) yield erzeuge(auftrag, nummer, von, bis);
}
