/**
 * A Vorgang with everything a document can show, for tests: form tree, attachments, comments, messages, a draft. The
 * people are invented. Nothing here is used by the product.
 */
import type { Bescheid, Vorgang } from '../../../../src-shared/domain/vorgang.ts';
import type { Behoerde } from '../behoerde.ts';

export const FLENSBURG: Behoerde = {
  name: 'Stadt Flensburg',
  anschrift: ['Rathausplatz 1', '24937 Flensburg'],
  kontakt: [{ titel: 'Telefon', wert: '0461 85-0' }],
};

const sabine = { sub: 'sub-sabine', name: 'Sabine Sander' };
const ID = '0190a000-0000-7000-8000-0000000000';

/** A draft; `ueber` replaces some. */
export function bescheid(ueber: Partial<Bescheid> = {}): Bescheid {
  return {
    id: `${ID}b1`,
    version: 1,
    stand: 'ENTWURF',
    entscheidung: 'BEWILLIGT',
    vorlageId: 'standard',
    felder: {},
    text: BEWILLIGUNG,
    erstelltVon: sabine,
    ...ueber,
  };
}

export const BEWILLIGUNG = `auf Ihren Antrag vom 2. März 2026 wird Ihnen gestattet, vor dem Haus Große Straße 12 eine Halteverbotszone von 15 Metern Länge einzurichten.

Sie gilt am 21. März 2026 von 7 bis 18 Uhr. Bitte beachten Sie dabei:
- Die Schilder müssen mindestens 72 Stunden vorher stehen (also spätestens am 18. März 2026, 7 Uhr).
- Wer sie aufstellt, hält Kennzeichen der schon parkenden Fahrzeuge schriftlich fest.
- Rettungswege und Zufahrten bleiben frei.

## Gebühr

Für diese Entscheidung wird eine Gebühr von 38,50 € erhoben. Sie ist innerhalb von vier Wochen zu zahlen.`;

/** A case of the demo's kind; `ueber` replaces some. */
export function vorgang(ueber: Partial<Vorgang> = {}): Vorgang {
  return {
    id: `${ID}01`,
    version: 7,
    nummer: 'FL-2026-000123',
    aktenzeichen: '32.1/Halteverbot/2026-17',
    name: 'Halteverbotszone einrichten',
    status: 'IN_BEARBEITUNG',
    eingangAm: '2026-03-02T08:15:00.000Z',
    geaendertAm: '2026-03-05T10:00:00.000Z',
    frist: '2026-03-16',
    dienst: { id: 'halteverbot', name: 'Halteverbotszone einrichten', leikaId: '99108012005000' },
    organisationseinheit: { id: '197011', name: 'Straßenverkehr und Sondernutzung' },
    antragsteller: {
      anrede: 'Frau',
      vorname: 'Gülşen',
      nachname: 'Großmann-Łukaszewicz',
      geburtsdatum: '1984-05-06',
      anschrift: { strasse: 'Norderstraße', hausnummer: '42 a', plz: '24939', ort: 'Flensburg' },
      email: 'guelsen@example.org',
      telefon: '+49 461 0000000',
      postfach: { art: 'OSI', kennung: 'd047d29f-5f2b-466d-a552-3a12f6623187' },
    },
    bearbeiter: sabine,
    wiedervorlagen: [
      {
        id: `${ID}11`,
        version: 1,
        betreff: 'Gebühr prüfen',
        frist: '2026-03-20',
        erledigt: false,
        von: sabine,
        am: '2026-03-05T10:00:00.000Z',
      },
    ],
    eingang: {
      header: {
        requestId: 'r-1',
        formId: 'halteverbot',
        formName: 'Halteverbot',
        createdAt: '2026-03-02T08:14:00.000Z',
      },
      formData: [
        {
          name: 'Antragstellende Person',
          label: 'Antragstellende Person',
          formItems: [
            { name: 'Nachname', label: 'Nachname', stringValue: 'Großmann-Łukaszewicz' },
            {
              name: 'Adresse',
              label: 'Adresse',
              formItems: [
                { name: 'Straße', label: 'Straße', stringValue: 'Norderstraße' },
                { name: 'Hausnummer', label: 'Hausnummer', stringValue: '42 a' },
                { name: 'PLZ', label: 'PLZ', stringValue: '24939' },
                { name: 'Ort', label: 'Ort', stringValue: 'Flensburg' },
              ],
            },
          ],
        },
        {
          name: 'Absperrung',
          label: 'Absperrung',
          formItems: [
            { name: 'laenge', label: 'Länge in Metern', numberValue: 15 },
            { name: 'beginn', label: 'Beginn', dateValue: '2026-03-21' },
            { name: 'gehweg', label: 'Gehweg betroffen', booleanValue: false },
            {
              name: 'bemerkung',
              label: 'Bemerkung',
              stringValue: 'Umzug <Lkw> & Anhänger, ich wohne Norderstraße 42 a.',
            },
          ],
        },
      ],
      anhaenge: [
        { id: `${ID}a1`, dateiname: 'Lageplan.png', contentType: 'image/png', groesse: 4, sha256: '0'.repeat(64) },
      ],
      repraesentationen: [
        { id: `${ID}a2`, dateiname: 'Antrag.pdf', contentType: 'application/pdf', groesse: 5, sha256: '1'.repeat(64) },
      ],
    },
    kommentare: [
      { id: `${ID}21`, text: 'Ortstermin nicht nötig.', von: sabine, am: '2026-03-04T09:00:00.000Z', anhaenge: [] },
    ],
    nachrichten: [
      {
        id: `${ID}31`,
        richtung: 'EIN',
        betreff: 'Rückfrage',
        text: 'Bitte an Norderstraße 42 a, 24939 Flensburg senden.',
        am: '2026-03-04T12:00:00.000Z',
        stand: 'GELESEN',
        anhaenge: [],
      },
    ],
    bescheide: [bescheid()],
    historie: [
      {
        am: '2026-03-05T10:00:00.000Z',
        von: sabine,
        order: 'VORGANG_BEARBEITEN',
        commandId: `${ID}c1`,
        was: 'In Bearbeitung genommen',
      },
    ],
    ...ueber,
  };
}
