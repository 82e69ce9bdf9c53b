/**
 * Gewerbeanmeldung, -ummeldung and -abmeldung (§ 14 GewO), in the shape of the real request of a form engine:
 * "Betriebsdaten" with the business's name and legal form, then what the GewA forms ask.
 */
import type { FormItem } from '../../../src-shared/domain/vorgang.ts';
import { adresseIn, geburtsdatum, personenname } from '../antragsteller.ts';
import namen from '../daten/namen.json' with { type: 'json' };
import { adressfelder, datum, type Formularlage, gruppe, ja, tagNach, text, wiederholung, zahl } from './felder.ts';

const PERSONENGESELLSCHAFT = new Set(['GbR', 'OHG', 'KG', 'GmbH & Co. KG']);

function betriebsdaten({ a, ort, z }: Formularlage, taetigkeit: string): FormItem {
  const eigene = z.wahr(0.6) ? a.adresse : adresseIn(ort, z);
  return gruppe('Betriebsdaten', [
    text('Geschäftsbezeichnung', a.firma?.name ?? `${a.vorname} ${a.nachname}`),
    text('Rechtsform', a.firma?.rechtsform ?? 'nicht eingetragenes Einzelunternehmen'),
    adressfelder(eigene, 'Anschrift der Betriebsstätte'),
    text('Angemeldete Tätigkeit', taetigkeit),
    ja('Nebenerwerb', z.wahr(0.35)),
    gruppe('Beschäftigte', [zahl('Vollzeit', z.ganz(0, 6)), zahl('Teilzeit', z.ganz(0, 8)), zahl('Ohne', 0)]),
  ]);
}

function register({ a, z, ort }: Formularlage): FormItem[] {
  if (!a.firma || !/GmbH|UG|OHG|KG|eG|eingetragene/.test(a.firma.rechtsform)) return [];
  return [
    gruppe('Registereintrag', [
      text('Registergericht', `Amtsgericht ${ort.ort === 'Flensburg' ? 'Flensburg' : 'Lübeck'}`),
      text('Registernummer', `${z.aus(['HRA', 'HRB'])} ${z.ganz(1000, 19_999)} ${ort.kennzeichen}`),
    ]),
  ];
}

function gesellschafter(lage: Formularlage): FormItem[] {
  const { a, z, ort, eingang } = lage;
  if (!a.firma || !PERSONENGESELLSCHAFT.has(a.firma.rechtsform)) return [];
  return [
    wiederholung('Vertretungsberechtigte', 'Vertretungsberechtigte', z.ganz(1, 3), (i) => {
      const p = i === 0 ? a : personenname(z);
      return [
        text('Nachname', p.nachname),
        text('Vorname', p.vorname),
        datum('Geburtsdatum', i === 0 ? a.geburtsdatum : geburtsdatum(eingang, z)),
        text('Staatsangehörigkeit', z.aus(['deutsch', 'deutsch', 'deutsch', 'dänisch', 'türkisch', 'polnisch'])),
        adressfelder(i === 0 ? a.adresse : adresseIn(ort, z)),
      ];
    }),
  ];
}

function anmeldung(lage: Formularlage, taetigkeit: string): FormItem[] {
  const { z } = lage;
  const handwerk = /handwerk|installation/i.test(taetigkeit);
  return [
    betriebsdaten(lage, taetigkeit),
    gruppe('Beginn', [
      datum('Beginn der Tätigkeit', tagNach(lage, z.ganz(-20, 30))),
      text(
        'Grund der Anmeldung',
        z.aus(['Neugründung', 'Neugründung', 'Neugründung', 'Übernahme durch Kauf', 'Zuzug']),
      ),
      text('Art des Betriebs', handwerk ? 'Handwerk' : z.aus(['Handel', 'Sonstiges', 'Sonstiges', 'Industrie'])),
    ]),
    ...register(lage),
    ...gesellschafter(lage),
    gruppe('Erlaubnisse', [
      ja('Erlaubnispflichtige Tätigkeit', /Schank/.test(taetigkeit)),
      ja('Handwerkskarte vorhanden', handwerk && z.wahr(0.8)),
    ]),
  ];
}

function ummeldung(lage: Formularlage, taetigkeit: string): FormItem[] {
  const { a, z, ort } = lage;
  const art = z.aus(['Verlegung der Betriebsstätte', 'Erweiterung der Tätigkeit', 'Namensänderung']);
  const einzelheit: Record<string, () => FormItem> = {
    'Verlegung der Betriebsstätte': () => adressfelder(adresseIn(ort, z), 'Bisherige Anschrift'),
    'Erweiterung der Tätigkeit': () => text('Weitere Tätigkeit', z.aus(namen.firmen).taetigkeit),
    Namensänderung: () => text('Bisheriger Name', `${a.vorname} ${personenname(z).nachname}`),
  };
  return [
    betriebsdaten(lage, taetigkeit),
    gruppe('Änderung', [
      text('Art der Änderung', art),
      ...(einzelheit[art] ? [einzelheit[art]()] : []),
      datum('Gültig ab', tagNach(lage, z.ganz(-30, 14))),
    ]),
  ];
}

function abmeldung(lage: Formularlage, taetigkeit: string): FormItem[] {
  const { z } = lage;
  return [
    betriebsdaten(lage, taetigkeit),
    gruppe('Aufgabe', [
      datum('Datum der Betriebsaufgabe', tagNach(lage, z.ganz(-40, 10))),
      text('Art der Abmeldung', z.aus(['Vollständige Aufgabe', 'Vollständige Aufgabe', 'Verlegung', 'Übergabe'])),
      text(
        'Grund',
        z.aus(['Eintritt in den Ruhestand', 'Unwirtschaftlichkeit', 'Aufnahme einer Beschäftigung', 'Umzug nach Kiel']),
      ),
    ]),
  ];
}

/** The three forms of § 14 GewO; which one follows from the service. */
export function gewerbe(lage: Formularlage): FormItem[] {
  const taetigkeit = lage.a.firma?.taetigkeit ?? lage.z.aus(namen.firmen).taetigkeit;
  if (lage.dienst.id === 'gewerbeabmeldung') return abmeldung(lage, taetigkeit);
  if (lage.dienst.id === 'gewerbeummeldung') return ummeldung(lage, taetigkeit);
  return anmeldung(lage, taetigkeit);
}
