// Between a Vorgang and its row. `kopf` and `details` hold the document in two parts, so that heads are read without their
// details; the other columns repeat what is searched by. Nothing else may take a row apart or put it together.
import { kopfVon, type Vorgang, type VorgangKopf } from '../../src-shared/domain/vorgang.ts';

/** What `sicht=kopf` leaves out. */
export type Details = {
  formData: Vorgang['eingang']['formData'];
  kommentare: Vorgang['kommentare'];
  nachrichten: Vorgang['nachrichten'];
  bescheide: Vorgang['bescheide'];
  historie: Vorgang['historie'];
};

export type Dokument = { kopf: VorgangKopf; details: Details };

/** Splits a Vorgang for its row. */
export function alsDokument(vorgang: Vorgang): Dokument {
  const { kommentare, nachrichten, bescheide, historie, eingang } = vorgang;
  return {
    kopf: kopfVon(vorgang),
    details: { formData: eingang.formData, kommentare, nachrichten, bescheide, historie },
  };
}

/** Puts a row's two parts together again. */
export function ausDokument({ kopf, details }: Dokument): Vorgang {
  const { kopf: _marke, bescheidStand: _stand, neueNachrichten: _neue, eingang, ...rest } = kopf;
  const { formData, ...uebrige } = details;
  const { header, anhaenge, repraesentationen } = eingang;
  return { ...rest, eingang: { header, formData, anhaenge, repraesentationen }, ...uebrige };
}

// Orders after which a Vorgang counts as decided, for the figures.
const ENTSCHIEDEN = new Set(['BESCHEID_ZEICHNEN', 'VORGANG_ABSCHLIESSEN', 'VORGANG_VERWERFEN']);
const OFFEN = new Set(['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG', 'WEITERGELEITET']);

/** When it was first decided, closed or dismissed; null while it is open (again). */
export function entschiedenAm(vorgang: Vorgang): string | null {
  if (OFFEN.has(vorgang.status)) return null;
  return vorgang.historie.find((eintrag) => ENTSCHIEDEN.has(eintrag.order))?.am ?? vorgang.geaendertAm;
}

/** Whether its decision went out electronically: the applicant has a Postfach and a Bescheid or answer was sent there. */
export function ohneMedienbruch(vorgang: Vorgang): boolean {
  if (vorgang.antragsteller?.postfach === undefined) return false;
  return (
    vorgang.bescheide.some((b) => b.stand === 'GEZEICHNET' || b.stand === 'VERSENDET') ||
    vorgang.nachrichten.some((n) => n.richtung === 'AUS')
  );
}
