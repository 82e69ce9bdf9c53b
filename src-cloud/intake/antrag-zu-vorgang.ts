// Makes a Vorgang out of an Antrag: the one way in which cases begin, for POST /antrag and for the seeder. Pure: the target
// (Stelle, Dienst, Land), id and instant are handed in; the number is given when it is written (vorgaenge/schreiben.ts).
import type { AntragFormData } from '../../src-shared/cloud-api/intake.ts';
import { fristEnde, tagInBerlin } from '../../src-shared/domain/fristen.ts';
import { LAENDER } from '../../src-shared/domain/land.ts';
import type { Anhang, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { antragstellerAus } from './antragsteller.ts';
import { gekuerzt, saubereFormData, saubererText } from './form-daten.ts';

/** Where an Antrag goes. */
export type Ziel = {
  mandantId: string;
  land: string;
  oe: { id: string; name: string };
  dienst: {
    id: string;
    name: string;
    leikaId?: string | undefined;
    fristTage?: number | undefined;
    fristMonate?: number | undefined;
  };
};

export type Rahmen = {
  id: string;
  /** When it came in, RFC 3339. */
  eingangAm: string;
  anhaenge: Anhang[];
  repraesentationen: Anhang[];
};

/** The new Vorgang: status NEU, version 1, `nummer: ''`. @throws zu-tief, zu-gross for a form beyond the limits */
export function antragZuVorgang(antrag: AntragFormData, ziel: Ziel, rahmen: Rahmen): Vorgang {
  const { control } = antrag;
  const { id, eingangAm, anhaenge, repraesentationen } = rahmen;
  const formData = saubereFormData(antrag.formData);
  const name = kurz(control.name) ?? ziel.dienst.name;
  const antragsteller = antragstellerAus(formData, control.serviceKonto);
  const frist = fristVon(ziel, eingangAm);
  const formEngineName = kurz(control.formEngineName) ?? kurz(control.formEngine);
  const { leikaId } = ziel.dienst;
  return {
    id,
    version: 1,
    nummer: '',
    name,
    status: 'NEU',
    eingangAm,
    geaendertAm: eingangAm,
    ...(frist === undefined ? {} : { frist }),
    dienst: { id: ziel.dienst.id, name: ziel.dienst.name, ...(leikaId ? { leikaId } : {}) },
    organisationseinheit: ziel.oe,
    ...(antragsteller === undefined ? {} : { antragsteller }),
    wiedervorlagen: [],
    eingang: {
      header: {
        requestId: control.transactionId,
        formId: kurz(control.formId) ?? '',
        formName: name,
        ...(formEngineName === undefined ? {} : { formEngineName }),
        createdAt: eingangAm,
      },
      formData,
      anhaenge,
      repraesentationen,
    },
    kommentare: [],
    nachrichten: [],
    bescheide: [],
    historie: [
      { am: eingangAm, von: { sub: 'cloud', name: 'OZG-Cloud' }, order: 'EINGANG', commandId: id, was: 'Eingegangen' },
    ],
  };
}

/** The Dienst's processing time from the day it came in (§§ 187–193 BGB); undefined where it has none. */
function fristVon({ land, dienst }: Ziel, eingangAm: string): string | undefined {
  const regeln = LAENDER[land];
  const dauer = dienst.fristMonate
    ? { monate: dienst.fristMonate }
    : dienst.fristTage
      ? { tage: dienst.fristTage }
      : undefined;
  return regeln && dauer ? fristEnde(tagInBerlin(eingangAm), dauer, regeln) : undefined;
}

function kurz(w: unknown): string | undefined {
  if (typeof w !== 'string') return undefined;
  const text = gekuerzt(saubererText(w).trim(), 500);
  return text === '' ? undefined : text;
}
