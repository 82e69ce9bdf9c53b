/**
 * Wohngeld, Erst- und Weiterleistungsantrag (Mietzuschuss, WoGG): the deepest of the demo's forms. Household members
 * are a repeat group, each with a repeat group of incomes.
 */
import type { FormItem } from '../../../src-shared/domain/vorgang.ts';
import { geburtsdatum, iban, personenname } from '../antragsteller.ts';
import { datum, type Formularlage, gruppe, ja, tagNach, text, wiederholung, zahl } from './felder.ts';

interface Mitglied {
  vorname: string;
  nachname: string;
  geburtsdatum: string;
  verhaeltnis: string;
  erwerb: string;
}

const ERWERB = ['angestellt', 'angestellt', 'angestellt', 'Minijob', 'selbständig', 'arbeitsuchend', 'Rente'];

function haushalt(lage: Formularlage): Mitglied[] {
  const { a, z, eingang } = lage;
  const alter = Number(tagNach(lage, 0).slice(0, 4)) - Number(a.geburtsdatum.slice(0, 4));
  const erwerb = z.aus(alter > 66 ? ['Rente'] : alter < 26 ? ['in Ausbildung', 'angestellt'] : ERWERB);
  const selbst: Mitglied = {
    vorname: a.vorname,
    nachname: a.nachname,
    geburtsdatum: a.geburtsdatum,
    verhaeltnis: 'antragstellende Person',
    erwerb,
  };
  const weitere: Mitglied[] = [];
  if (z.wahr(0.4)) {
    const p = personenname(z);
    const nachname = z.wahr(0.7) ? a.nachname : p.nachname;
    weitere.push({
      vorname: p.vorname,
      nachname,
      geburtsdatum: geburtsdatum(eingang, z, Math.max(18, alter - 6), alter + 6),
      verhaeltnis: 'Partner:in',
      erwerb: z.aus(alter > 66 ? ['Rente'] : ['angestellt', 'Minijob', 'Elternzeit']),
    });
  }
  for (let i = alter < 54 ? z.aus([0, 0, 1, 1, 2, 2, 3]) : 0; i > 0; i--) {
    const { vorname } = personenname(z);
    const tag = geburtsdatum(eingang, z, 0, 17);
    weitere.push({ vorname, nachname: a.nachname, geburtsdatum: tag, verhaeltnis: 'Kind', erwerb: 'ohne' });
  }
  return [selbst, ...weitere];
}

/** Gross income a month in euros, by way of earning. */
function einnahmen(m: Mitglied, { z }: Formularlage): { art: string; betrag: number }[] {
  const betrag: Record<string, () => { art: string; betrag: number }> = {
    angestellt: () => ({ art: 'Lohn oder Gehalt', betrag: z.ganz(1150, 2680) }),
    Rente: () => ({ art: 'Altersrente', betrag: z.ganz(690, 1540) }),
    selbständig: () => ({ art: 'Selbständige Arbeit', betrag: z.ganz(600, 2200) }),
    'in Ausbildung': () => ({ art: 'Ausbildungsvergütung', betrag: z.ganz(720, 1230) }),
    arbeitsuchend: () => ({ art: 'Arbeitslosengeld I', betrag: z.ganz(780, 1390) }),
    Minijob: () => ({ art: 'Minijob', betrag: z.ganz(250, 556) }),
    Elternzeit: () => ({ art: 'Elterngeld', betrag: z.ganz(300, 1320) }),
  };
  const haupt = betrag[m.erwerb]?.();
  const weitere =
    haupt && z.wahr(0.25) ? [{ art: z.aus(['Unterhalt', 'Betriebsrente', 'Zinsen']), betrag: z.ganz(20, 310) }] : [];
  return haupt ? [haupt, ...weitere] : [];
}

function wohnung({ z }: Formularlage, personen: number): FormItem {
  const groesse = z.ganz(38, 48) + personen * z.ganz(9, 16);
  const kaltmiete = Math.round(groesse * (6.2 + z.anteil() * 4.1));
  return gruppe('Wohnung', [
    zahl('Wohnfläche in Quadratmetern', groesse),
    zahl('Kaltmiete in Euro', kaltmiete),
    zahl('Kalte Nebenkosten in Euro', Math.round(groesse * 1.6)),
    zahl('Heizkosten in Euro', Math.round(groesse * 1.3)),
    zahl('Baujahr des Hauses', z.ganz(1896, 2021)),
    text('Heizung', z.aus(['Fernwärme', 'Fernwärme', 'Gas', 'Wärmepumpe', 'Öl'])),
    text(
      'Vermieterin oder Vermieter',
      z.aus(['Wohnungsgenossenschaft Am Wasser eG', 'privat', 'privat', 'Hausverwaltung Nordlicht GmbH']),
    ),
    ja('Untervermietung', z.wahr(0.05)),
    ja('Wohnung wird gewerblich mitgenutzt', z.wahr(0.03)),
  ]);
}

export function wohngeld(lage: Formularlage): FormItem[] {
  const { a, dienst, z } = lage;
  const mitglieder = haushalt(lage);
  return [
    gruppe('Antrag', [
      text('Art des Antrags', dienst.id === 'wohngeld-erstantrag' ? 'Erstantrag' : 'Weiterleistungsantrag'),
      text('Form des Wohngeldes', 'Mietzuschuss'),
      datum('Wohngeld ab', `${tagNach(lage, z.ganz(0, 20)).slice(0, 7)}-01`),
      ...(dienst.id === 'wohngeld-erstantrag' ? [] : [text('Wohngeldnummer', `01-${z.ziffern(3)}-${z.ziffern(6)}`)]),
    ]),
    wiederholung('Haushaltsmitglieder', 'Haushaltsmitglied', mitglieder.length, (i) => {
      const m = mitglieder[i] as Mitglied;
      const einkommen = einnahmen(m, lage);
      return [
        text('Nachname', m.nachname),
        text('Vorname', m.vorname),
        datum('Geburtsdatum', m.geburtsdatum),
        text('Verwandtschaftsverhältnis', m.verhaeltnis),
        text('Erwerbsstatus', m.erwerb),
        ...(einkommen.length === 0
          ? []
          : [
              wiederholung('Einnahmen', 'Einnahme', einkommen.length, (j) => [
                text('Art', einkommen[j]?.art ?? ''),
                zahl('Betrag brutto im Monat in Euro', einkommen[j]?.betrag ?? 0),
              ]),
            ]),
      ];
    }),
    wohnung(lage, mitglieder.length),
    gruppe('Andere Leistungen', [
      ja('Bürgergeld oder Sozialhilfe beantragt oder bezogen', z.wahr(0.12)),
      ja('Schwerbehinderung im Haushalt', z.wahr(0.1)),
      ja('Unterhaltszahlungen an andere', z.wahr(0.12)),
      ja('Vermögen über 60.000 Euro', z.wahr(0.02)),
    ]),
    gruppe('Bankverbindung', [
      text('Kontoinhaberin oder Kontoinhaber', `${a.vorname} ${a.nachname}`),
      text('IBAN', iban(z)),
    ]),
  ];
}
