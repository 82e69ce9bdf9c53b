// Exports read back by independent readers: the page, the data and the xdomea message say what the Vorgang holds, no more.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { type Bescheid, type Vorgang, vorgang as vorgangSchema } from '../../../src-shared/domain/vorgang.ts';
import { entpacke } from './archiv.ts';
import { type AusfuhrAuftrag, abgeleiteteUuid, fuehreAlsXdomeaAus, fuehreAlsZipAus } from './ausfuhr.ts';
import { GESPERRT, ohneAnschrift } from './auskunftssperre.ts';
import { ladeSchriften } from './schriften.ts';
import { liesPdf } from './testing/pdf-lesen.ts';
import { bescheid, vorgang } from './testing/vorgang.ts';

const sha = (b: Uint8Array): string => createHash('sha256').update(b).digest('hex');
const schriften = await ladeSchriften(join(import.meta.dirname, '../../../assets/fonts'));
const PLAN = new TextEncoder().encode('Plan');
const ANTRAG = new TextEncoder().encode('%PDF-');
const lesbar = (b: Uint8Array | undefined): string => new TextDecoder().decode(b);

/** The case with attachments whose digests are true. */
function fall(ueber: Partial<Vorgang> = {}): Vorgang {
  const v = vorgang(ueber);
  const [plan] = v.eingang.anhaenge;
  const [antrag] = v.eingang.repraesentationen;
  plan!.sha256 = sha(PLAN);
  antrag!.sha256 = sha(ANTRAG);
  return v;
}
const gesperrt = (): Vorgang => fall({ antragsteller: { ...vorgang().antragsteller, auskunftssperre: true } });

function auftrag(ueber: Partial<AusfuhrAuftrag> = {}): AusfuhrAuftrag {
  let n = 0;
  return {
    vorgaenge: [fall()],
    bytesVon: (id) => ({ a1: PLAN, a2: ANTRAG })[id.slice(-2)],
    behoerde: { name: 'Stadt Flensburg' },
    schriften,
    jetzt: '2026-03-06T10:00:00.000Z',
    version: '0.1.0',
    neueId: () => `0190a000-0000-7000-8000-00000000e${String(n++).padStart(3, '0')}`,
    ...ueber,
  };
}
const dateien = async (bytes: Uint8Array) => new Map((await entpacke(bytes)).map((d) => [d.name, d.bytes]));

/** Everything an archive says, as one text. */
async function allesIn(bytes: Uint8Array): Promise<string> {
  return [...(await dateien(bytes))].map(([name, b]) => `${name}\n${lesbar(b)}`).join('\n');
}
const ANSCHRIFT = /Norderstra|24939|guelsen@example|461 0000000/;

describe('export as ZIP', () => {
  it('holds page, data and files, each as it is', async () => {
    const r = await fuehreAlsZipAus(auftrag());
    expect(r).toMatchObject({ dateiname: 'Ausfuhr_FL-2026-000123_2026-03-06.zip', fehlend: [], hinweise: [] });
    const d = await dateien(r.bytes);
    expect([...d.keys()]).toEqual([
      'LIESMICH.txt',
      'FL-2026-000123/vorgang.html',
      'FL-2026-000123/vorgang.json',
      'FL-2026-000123/dateien/01_Antrag.pdf',
      'FL-2026-000123/dateien/02_Lageplan.png',
    ]);
    expect(lesbar(d.get('FL-2026-000123/dateien/02_Lageplan.png'))).toBe('Plan');
    expect(vorgangSchema.parse(JSON.parse(lesbar(d.get('FL-2026-000123/vorgang.json'))))).toEqual(fall());
    const html = lesbar(d.get('FL-2026-000123/vorgang.html'));
    for (const teil of [
      'Länge in Metern:</strong> 15',
      '21.03.2026',
      'nein',
      'dateien/02_Lageplan.png',
      'Gebühr prüfen',
      'In Bearbeitung genommen',
    ]) {
      expect(html).toContain(teil);
    }
    expect(html).toContain('Umzug &lt;Lkw&gt; &amp; Anhänger');
    expect(html).not.toMatch(/<script|https?:\/\//);
  });

  it('adds a sheet to each signed Bescheid, in both forms, and none to a draft or one taken back', async () => {
    const signiert: Partial<Bescheid> = {
      dokument: {
        id: 'd',
        dateiname: 'Bescheid.pdf',
        contentType: 'application/pdf',
        groesse: 1,
        sha256: 'ab'.repeat(32),
      },
      gezeichnetVon: { sub: 's', name: 'Sabine Sander' },
      gezeichnetAm: '2026-03-05T15:00:00.000Z',
    };
    const v = fall({
      bescheide: [
        bescheid({ stand: 'ENTWURF' }),
        bescheid({ ...signiert, id: 'b2', stand: 'ZURUECKGEZOGEN' }),
        bescheid({ ...signiert, id: 'b3', stand: 'VERSENDET' }),
      ],
    });
    const zip = await dateien((await fuehreAlsZipAus(auftrag({ vorgaenge: [v] }))).bytes);
    expect([...zip.keys()].filter((n) => n.includes('Zeichnungsblatt'))).toEqual([
      'FL-2026-000123/Zeichnungsblatt_01.pdf',
    ]);
    const blatt = zip.get('FL-2026-000123/Zeichnungsblatt_01.pdf') as Uint8Array;
    const text = (await liesPdf(blatt)).seiten.join('');
    for (const teil of ['Sabine Sander', '05.03.2026, 16:00 Uhr', 'ab'.repeat(32)]) expect(text).toContain(teil);
    const xdomea = await dateien((await fuehreAlsXdomeaAus(auftrag({ vorgaenge: [v] }))).bytes);
    expect([...xdomea.values()].some((b) => sha(b) === sha(blatt))).toBe(true);
  });

  it('keeps a citizen’s markup text', async () => {
    const boese = fall({ name: '"><script>alert(1)</script>', nummer: '../../x' });
    const d = await dateien((await fuehreAlsZipAus(auftrag({ vorgaenge: [boese, boese] }))).bytes);
    expect([...d.keys()].filter((n) => n.includes('vorgang.html'))).toHaveLength(2);
    expect([...d.keys()].some((n) => n.split('/').includes('..'))).toBe(false);
    for (const [name, b] of d) if (name.endsWith('.html')) expect(lesbar(b)).not.toContain('<script');
  });

  it('names what is not here and what does not fit, and leaves it out', async () => {
    const r = await fuehreAlsZipAus(auftrag({ bytesVon: (id) => (id.endsWith('a1') ? ANTRAG : undefined) }));
    expect(r.fehlend.map((f) => [f.dateiname, f.grund])).toEqual([
      ['Antrag.pdf', 'Die Datei liegt nicht auf diesem Gerät.'],
      ['Lageplan.png', 'Die Datei auf diesem Gerät ist beschädigt: Ihre Prüfsumme weicht ab.'],
    ]);
    expect(lesbar((await dateien(r.bytes)).get('LIESMICH.txt'))).toContain('Lageplan.png: Die Datei auf diesem Gerät');
  });
});

describe('Auskunftssperre', () => {
  it('keeps the address out of page, data, texts, files and XML unless asked for', async () => {
    const v = gesperrt();
    v.bescheide = [bescheid({ text: 'Sie wohnen in der Norderstr. 42 a und NORDERSTRASSE 42 a, 24939 Flensburg.' })];
    v.eingang.formData.push({
      name: 'Anschrift',
      label: 'Anschrift',
      formItems: [
        { name: 'zusatz', label: 'Zusatz', stringValue: 'Hinterhaus links' },
        { name: 'nr', label: 'Nr.', numberValue: 4711 },
      ],
    });
    v.historie[0]!.begruendung = 'Post an norderstraße  42 a';
    for (const fuehreAus of [fuehreAlsZipAus, fuehreAlsXdomeaAus]) {
      const ohne = await fuehreAus(auftrag({ vorgaenge: [v] }));
      const alles = await allesIn(ohne.bytes);
      expect(alles).not.toMatch(new RegExp(ANSCHRIFT, 'i'));
      expect(alles).not.toMatch(/Hinterhaus|4711/);
      expect(alles).toContain(GESPERRT);
      expect(alles).toContain('Großmann-Łukaszewicz');
      expect(alles).not.toContain('%PDF-');
      expect(ohne.hinweise[0]).toContain('Auskunftssperre');
      const mit = await fuehreAus(auftrag({ vorgaenge: [v], mitAnschrift: true }));
      expect(await allesIn(mit.bytes)).toMatch(ANSCHRIFT);
      expect(mit.fehlend).toEqual([]);
    }
  });

  it('leaves a case without one as it is, and another case’s words alone', () => {
    const v = fall();
    expect(ohneAnschrift(v)).toEqual({ vorgang: v, gesperrt: false });
    const { vorgang: ohne } = ohneAnschrift(gesperrt());
    expect(ohne.organisationseinheit.name).toBe('Straßenverkehr und Sondernutzung');
    expect(JSON.stringify(ohne.eingang.formData)).toContain('"numberValue":15');
    expect(vorgangSchema.safeParse(ohne).success).toBe(true);
    expect(v.antragsteller?.anschrift?.strasse).toBe('Norderstraße');
  });
});

describe('export as xdomea', () => {
  it('is well-formed, shaped as the standard’s message 0503, and its documents are there with their digests', async () => {
    const zwei = [fall({ status: 'ABGESCHLOSSEN' }), fall({ id: abgeleiteteUuid('x', 'y'), name: 'A & B <C> \u0001' })];
    const r = await fuehreAlsXdomeaAus(auftrag({ vorgaenge: zwei }));
    const d = await dateien(r.bytes);
    const [xmlName] = [...d.keys()].filter((n) => n.endsWith('.xml'));
    expect(xmlName).toBe(r.dateiname.replace(/\.zip$/, '.xml'));
    expect(xmlName).toMatch(/^[0-9a-f-]{36}_Aussonderung\.Aussonderung\.0503\.xml$/);
    const wurzel = liesXml(lesbar(d.get(xmlName as string)));
    expect(wurzel.namespaceURI).toBe('urn:xoev-de:xdomea:schema:4.0.0');
    pruefeForm(wurzel);
    expect(texte(wurzel, 'Betreff')).toContain('A & B <C> \ufffd');
    expect(texte(wurzel, 'Ende')).toEqual(['2026-03-05']);
    expect(new Set(texte(wurzel, 'nachrichtenUUID')).size).toBe(1);
    expect(texte(wurzel, 'nachrichtenUUID')).not.toEqual(texte(wurzel, 'ProzessID'));
    const namen = texte(wurzel, 'Dateiname');
    expect(namen).toHaveLength(8);
    namen.forEach((name, i) => {
      expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.[a-z]+$/);
      expect(sha(d.get(name) as Uint8Array)).toBe(texte(wurzel, 'Wert')[i]);
    });
    expect(texte(wurzel, 'SonstigerName')).toEqual(['application/json', 'application/json']);
  });
});

function liesXml(xml: string): Element {
  const fehler: string[] = [];
  const dom = new DOMParser({
    onError: (stufe, was) => (stufe === 'warning' ? undefined : fehler.push(String(was))),
  }).parseFromString(xml, 'text/xml');
  expect(fehler).toEqual([]);
  return dom.documentElement as Element;
}

function kinder(e: Element): Element[] {
  return [...e.childNodes].filter((n): n is Element => n.nodeType === 1);
}

function texte(wurzel: Element, name: string): string[] {
  return [...wurzel.getElementsByTagNameNS('*', name)].map((x) => x.textContent ?? '');
}

/**
 * Children of each element in the order of the standard, as the example message of the Landesarchiv NRW (4.0.0) has them;
 * a colon marks an unqualified name. `SonstigerName` and `DateinameOriginal` stand in the schema and not in the example.
 */
const FORM: Record<string, string[]> = {
  'Aussonderung.Aussonderung.0503': [
    'nachrichtenkopf',
    'Importbestaetigung',
    'RueckmeldungArchivkennung',
    'Empfangsbestaetigung',
    'LfdNrNachrichtProTyp',
    'GesamtanzahlNachrichtenProTyp',
    'Schriftgutobjekt',
  ],
  nachrichtenkopf: ['identifikation.nachricht', 'leser', 'autor', 'ProzessID'],
  'identifikation.nachricht': [':nachrichtenUUID', ':nachrichtentyp', ':erstellungszeitpunkt'],
  ':nachrichtentyp': [':code', ':name'],
  leser: ['NameInstitution'],
  autor: ['NameInstitution'],
  NameInstitution: ['Name'],
  Schriftgutobjekt: ['Vorgang'],
  Vorgang: [
    'Identifikation',
    'Kontextobjekt',
    'AllgemeineMetadaten',
    'Laufzeit',
    'HistorienProtokollInformation',
    'DokumentOderDokumentMitSchriftstueck',
  ],
  Identifikation: ['xdomeaUUID', 'NummerImUebergeordnetenContainer'],
  AllgemeineMetadaten: ['Betreff', 'Kennzeichen', 'Federfuehrung', 'Geheimhaltung', 'Bemerkung', 'Medium'],
  Geheimhaltung: ['Geheimhaltungsgrad'],
  Geheimhaltungsgrad: [':code', ':name'],
  Medium: [':code', ':name'],
  Laufzeit: ['Beginn', 'Ende'],
  HistorienProtokollInformation: ['Akteur', 'DatumUhrzeit', 'Aktion'],
  DokumentOderDokumentMitSchriftstueck: ['Dokument'],
  Dokument: [
    'Identifikation',
    'AllgemeineMetadaten',
    'DatumDesSchreibens',
    'Bearbeiter',
    'HistorienProtokollInformation',
    'Version',
  ],
  Version: ['Nummer', 'Format'],
  Format: ['Name', 'SonstigerName', 'Version', 'Primaerdokument'],
  Name: [':code', ':name'],
  Primaerdokument: ['Dateiname', 'DateinameOriginal', 'DatumUhrzeit', 'ZeitpunktLetzteAenderung', 'Hash'],
  Hash: ['Wert', 'Algorithmus'],
  Algorithmus: [':code', ':name'],
};

function pruefeForm(e: Element): void {
  const name = (x: Element): string => (x.namespaceURI ? '' : ':') + x.localName;
  const erlaubt = FORM[name(e)] ?? [];
  const stellen = kinder(e).map((k) => {
    expect(erlaubt, `${name(k)} in ${name(e)}`).toContain(name(k));
    return erlaubt.indexOf(name(k));
  });
  expect(stellen, `order in ${name(e)}`).toEqual([...stellen].sort((a, b) => a - b));
  for (const k of kinder(e)) pruefeForm(k);
}
