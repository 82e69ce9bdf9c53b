/**
 * The message `Aussonderung.Aussonderung.0503` of xdomea 4.0.0 as XML. Element order follows the standard's schema; the three
 * fields of the message's identification and those of code lists are unqualified there. Source: xdomea 4.0.0 (KoSIT) and the
 * example messages of the Landesarchiv NRW. Knows no files, only their names and digests.
 */
import { createHash } from 'node:crypto';
import { create } from 'xmlbuilder2';
import type { HistorieEintrag, Vorgang } from '../../../src-shared/domain/vorgang.ts';

export interface XdomeaDokument {
  /** UUID of the logical document. */
  id: string;
  betreff: string;
  originalname: string;
  contentType: string;
  /** RFC 3339. */
  am: string;
  bytes: Uint8Array;
  /** Name in the ZIP; begins with a UUID. */
  dateiname: string;
}

export interface XdomeaAngaben {
  prozessId: string;
  nachrichtId: string;
  erstelltAm: string;
  autor: string;
  leser: string;
  version: string;
  vorgaenge: readonly { vorgang: Vorgang; dokumente: readonly XdomeaDokument[] }[];
}

const NAMENSRAUM = 'urn:xoev-de:xdomea:schema:4.0.0';

/** What xmlbuilder2 takes; keys are element names, `@` begins an attribute. */
interface Knoten {
  [name: string]: Inhalt | Inhalt[];
}
type Inhalt = string | Knoten;

/** The XML document with declaration, UTF-8, two blanks of indent. */
export function xdomea0503(angaben: XdomeaAngaben): string {
  const wurzel = create({ version: '1.0', encoding: 'UTF-8' }).ele(
    NAMENSRAUM,
    'xdomea:Aussonderung.Aussonderung.0503',
    {
      produkt: 'Kontor',
      produkthersteller: 'Kontor',
      produktversion: angaben.version,
      standard: 'xdomea',
      version: '4.0.0',
    },
  );
  wurzel.ele(
    q({
      nachrichtenkopf: kopf(angaben),
      Importbestaetigung: '1',
      RueckmeldungArchivkennung: '0',
      Empfangsbestaetigung: '0',
      LfdNrNachrichtProTyp: '1',
      GesamtanzahlNachrichtenProTyp: '1',
      Schriftgutobjekt: angaben.vorgaenge.map((v) => q({ Vorgang: vorgang(v.vorgang, v.dokumente) })),
    }),
  );
  return wurzel.end({ prettyPrint: true, wellFormed: true });
}

/** Qualifies the names of one level and leaves out what is undefined. */
function q(felder: Record<string, Inhalt | Inhalt[] | undefined>): Knoten {
  const knoten: Knoten = {};
  for (const [name, wert] of Object.entries(felder)) if (wert !== undefined) knoten[`xdomea:${name}`] = sauber(wert);
  return knoten;
}

/** XML 1.0 has no control characters; a U+FFFD shows that there was something. */
function sauber(wert: Inhalt | Inhalt[]): Inhalt | Inhalt[] {
  return typeof wert === 'string' ? [...wert].map((z) => (VERBOTEN.test(z) ? '\ufffd' : z)).join('') : wert;
}
const VERBOTEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

function code(liste: string, fassung: string, wert: string, name: string): Knoten {
  return { '@listURI': liste, '@listVersionID': fassung, code: wert, name };
}

function kopf(a: XdomeaAngaben): Knoten {
  return q({
    'identifikation.nachricht': {
      nachrichtenUUID: a.nachrichtId,
      nachrichtentyp: code('urn:xoev-de:xdomea:codeliste:nachrichtentyp', '3.0', '0503', 'Aussonderung.Aussonderung'),
      erstellungszeitpunkt: a.erstelltAm,
    },
    leser: q({ NameInstitution: q({ Name: a.leser }) }),
    autor: q({ NameInstitution: q({ Name: a.autor }) }),
    ProzessID: a.prozessId,
  });
}

const ENDE: ReadonlySet<string> = new Set(['ABGESCHLOSSEN', 'VERWORFEN', 'ZU_LOESCHEN']);

function vorgang(v: Vorgang, dokumente: readonly XdomeaDokument[]): Knoten {
  const bemerkung = [
    `Vorgangsnummer ${v.nummer}`,
    `Dienst: ${v.dienst.name}`,
    ...(v.dienst.leikaId ? [`LeiKa ${v.dienst.leikaId}`] : []),
  ];
  return q({
    Identifikation: q({ xdomeaUUID: v.id }),
    Kontextobjekt: '0',
    AllgemeineMetadaten: q({
      Betreff: v.name,
      Kennzeichen: v.aktenzeichen ?? v.nummer,
      Federfuehrung: v.organisationseinheit.name,
      Geheimhaltung: q({
        Geheimhaltungsgrad: code(
          'urn:xoev-de:xdomea:codeliste:vertraulichkeitsstufe',
          '1.0',
          '003',
          'Offen: Das Schriftgutobjekt ist nicht eingestuft.',
        ),
      }),
      Bemerkung: bemerkung.join('; '),
      Medium: medium(),
    }),
    Laufzeit: q({
      Beginn: v.eingangAm.slice(0, 10),
      Ende: ENDE.has(v.status) ? v.geaendertAm.slice(0, 10) : undefined,
    }),
    HistorienProtokollInformation: v.historie.length === 0 ? undefined : v.historie.map(historie),
    DokumentOderDokumentMitSchriftstueck: dokumente.map((d, i) => q({ Dokument: dokument(d, i + 1) })),
  });
}

function historie(h: HistorieEintrag): Knoten {
  return q({ Akteur: h.von.name, DatumUhrzeit: h.am, Aktion: h.was });
}

function medium(): Knoten {
  return code(
    'urn:xoev-de:xdomea:codeliste:medium',
    '1.0',
    '001',
    'Elektronisch: Das Schriftgutobjekt liegt ausschließlich in elektronischer Form vor.',
  );
}

function dokument(d: XdomeaDokument, nummer: number): Knoten {
  const format = DATEIFORMAT[/\.([a-z0-9]+)$/.exec(d.dateiname)?.[1] ?? ''];
  return q({
    Identifikation: q({ xdomeaUUID: d.id, NummerImUebergeordnetenContainer: String(nummer) }),
    AllgemeineMetadaten: q({ Betreff: d.betreff, Medium: medium() }),
    DatumDesSchreibens: d.am.slice(0, 10),
    Version: q({
      Nummer: '1',
      Format: q({
        Name: code('urn:xoev-de:xdomea:codeliste:dateiformat', '2.0', ...(format ?? SONSTIGES)),
        SonstigerName: format ? undefined : d.contentType,
        Version: '',
        Primaerdokument: q({
          Dateiname: d.dateiname,
          DateinameOriginal: d.originalname,
          DatumUhrzeit: d.am,
          Hash: q({
            Wert: createHash('sha256').update(d.bytes).digest('hex'),
            Algorithmus: code(
              'urn:xoev-de:kosit:codeliste:xta.serviceprofile.kryptographische-algorithmen',
              '1.0.0',
              'SHA-256',
              'http://www.w3.org/2001/04/xmlenc#sha256',
            ),
          }),
        }),
      }),
    }),
  });
}

/** Code list `dateiformat` 2.0, the formats that come with applications; everything else is `100`. */
const SONSTIGES = ['100', 'Sonstiges'] as const;
const DATEIFORMAT: Readonly<Record<string, readonly [string, string]>> = {
  csv: ['002', 'Comma Separated Values'],
  doc: ['003', 'Microsoft Word for Windows Document'],
  docx: ['035', 'Office Open XML Text'],
  eml: ['006', 'Outlook Express Electronic Mail'],
  html: ['008', 'Hypertext Markup Language'],
  jpeg: ['010', 'JPEG File Interchange Format'],
  jpg: ['011', 'JPEG File Interchange Format'],
  odt: ['015', 'OpenDocument Text Format'],
  pdf: ['018', 'Portable Document Format'],
  png: ['019', 'Portable Network Graphics'],
  rtf: ['022', 'Rich Text Format'],
  tif: ['023', 'Tagged Image File Format'],
  tiff: ['024', 'Tagged Image File Format'],
  txt: ['045', 'Unicode Text File'],
  xlsx: ['036', 'Office Open XML Spreadsheet'],
  xml: ['030', 'eXtensible Markup Language'],
};
