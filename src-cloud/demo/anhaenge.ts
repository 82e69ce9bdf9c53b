/**
 * Attachments as applicants add them: a scan as PDF, a photo or plan as PNG, now and then a text file. Real files of a
 * few kilobytes that a viewer opens; the names are what people's phones and scanners call them.
 */
import { crc32, deflateSync } from 'node:zlib';
import type { Antragsteller } from './antragsteller.ts';
import type { DemoDienst, FormularArt } from './dienste.ts';
import type { Fach } from './mandanten.ts';
import { kleinesPdf } from './pdf.ts';
import { tag } from './zeit.ts';
import type { Zufall } from './zufall.ts';

export interface DemoAnhang {
  id: string;
  dateiname: string;
  contentType: string;
  inhalt: Uint8Array;
}

/** Documents that go with a form of its own; the ending says the kind. */
const ZUM_FORMULAR: Partial<Record<FormularArt, readonly string[]>> = {
  gewerbe: ['Personalausweis.pdf', 'Handwerkskarte.pdf', 'Gesellschaftsvertrag.pdf', 'Registerauszug.pdf'],
  halteverbot: ['Lageplan.png', 'Verkehrszeichenplan.pdf', 'Foto_Straße.png'],
  sondernutzung: ['Lageplan_bemaßt.pdf', 'Foto_Gehweg.png', 'Versicherungsnachweis.pdf'],
  bewohnerparkausweis: ['Fahrzeugschein.pdf', 'Nutzungsbescheinigung.pdf'],
  wohngeld: ['Mietvertrag.pdf', 'Gehaltsabrechnung.pdf', 'Rentenbescheid.pdf', 'Heizkosten.pdf', 'Kontoauszug.pdf'],
  hundesteuer: ['Impfpass_Seite1.png', 'Kaufvertrag_Hund.pdf', 'Versicherungsnachweis.pdf'],
  fischereischein: ['Prüfungszeugnis.pdf', 'Passfoto.png'],
  baumfaellung: ['Foto_Baum.png', 'Lageplan.png', 'Baumgutachten.pdf', 'Einverständnis_Eigentümer.pdf'],
  anfrage: ['Foto.png', 'Notiz.txt'],
};

/** The same for the general form, by field of work. */
const ZUM_FACH: Record<Fach, readonly string[]> = {
  gewerbe: ['Führungszeugnis_Beleg.pdf', 'Grundriss.png', 'Pachtvertrag.pdf'],
  verkehr: ['Lageplan.png', 'Foto.png', 'Beschreibung.pdf'],
  buergerservice: ['Personalausweis.pdf', 'Bestätigung.pdf', 'Notiz.txt'],
  standesamt: ['Urkunde_alt.pdf', 'Vollmacht.pdf', 'Personalausweis.pdf'],
  steuern: ['Mietvertrag.pdf', 'Aufstellung.pdf', 'Kontoauszug.pdf'],
  soziales: ['Mietvertrag.pdf', 'Gehaltsabrechnung.pdf', 'Rentenbescheid.pdf', 'Kontoauszug.pdf'],
  jugend: ['Arbeitgeberbescheinigung.pdf', 'Geburtsurkunde_Kind.pdf', 'Einkommensnachweis.pdf'],
  umwelt: ['Foto.png', 'Lageplan.png', 'Beschreibung.pdf'],
  bau: ['Lageplan_1-500.pdf', 'Baubeschreibung.pdf', 'Ansicht_Süd.png', 'Berechnung_Abstandsflächen.pdf'],
  ordnung: ['Nachweis.pdf', 'Passfoto.png', 'Versicherungsbestätigung.pdf'],
  kfz: ['Fahrzeugschein.pdf', 'Passfoto.png', 'Personalausweis.pdf'],
  migration: ['Reisepass.pdf', 'Sprachzertifikat_B1.pdf', 'Mietvertrag.pdf', 'Gehaltsabrechnung.pdf'],
  gesundheit: ['Terminwunsch.txt', 'Personalausweis.pdf'],
};

function png(breite: number, hoehe: number, farbe: (x: number, y: number) => readonly number[]): Buffer {
  const stueck = (art: string, daten: Buffer): Buffer => {
    const kopf = Buffer.alloc(8);
    kopf.writeUInt32BE(daten.length);
    kopf.write(art, 4, 'latin1');
    const pruefsumme = Buffer.alloc(4);
    pruefsumme.writeUInt32BE(crc32(Buffer.concat([kopf.subarray(4), daten])));
    return Buffer.concat([kopf, daten, pruefsumme]);
  };
  const zeilen = Buffer.alloc(hoehe * (breite * 3 + 1));
  for (let y = 0; y < hoehe; y++) {
    for (let x = 0; x < breite; x++) zeilen.set(farbe(x, y), y * (breite * 3 + 1) + 1 + x * 3);
  }
  const kopf = Buffer.alloc(13);
  kopf.writeUInt32BE(breite, 0);
  kopf.writeUInt32BE(hoehe, 4);
  // 8 bits, RGB.
  kopf.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    stueck('IHDR', kopf),
    stueck('IDAT', deflateSync(zeilen)),
    stueck('IEND', Buffer.alloc(0)),
  ]);
}

/** Plans: a street, houses, and the place in question in red. Made once, taken again. */
function plan(variante: number): Buffer {
  const strasse = 60 + variante * 8;
  return png(240, 160, (x, y) => {
    if (Math.abs(x - 150) < 6 + variante && Math.abs(y - strasse) < 9) return [196, 30, 40];
    if (Math.abs(y - strasse) < 14) return [208, 208, 204];
    if (Math.abs(x - 40 - variante * 6) < 9) return [214, 214, 210];
    return (x >> 5) % 2 === 0 && (y >> 5) % 2 === 1 ? [176, 150, 128] : [226, 234, 216];
  });
}
const bilder = new Map<number, Buffer>();

function bild(z: Zufall): Buffer {
  const variante = z.ganz(0, 7);
  const fertig = bilder.get(variante) ?? plan(variante);
  bilder.set(variante, fertig);
  return fertig;
}

function anhang(name: string, a: Antragsteller, dienst: DemoDienst, eingang: number, z: Zufall): DemoAnhang {
  const id = z.uuid7(eingang);
  const datum = tag(eingang).split('-').reverse().join('.');
  const zeilen = [
    `zu: ${dienst.name}`,
    `von: ${a.vorname} ${a.nachname}, ${a.adresse.strasse} ${a.adresse.hausnummer}, ${a.adresse.plz} ${a.adresse.ort}`,
    `eingereicht am ${datum}`,
  ];
  if (name.endsWith('.png')) return { id, dateiname: name, contentType: 'image/png', inhalt: bild(z) };
  if (name.endsWith('.txt')) {
    const text = `${zeilen.join('\n')}\n\nIch bin tagsüber unter ${a.telefon} zu erreichen.\n`;
    return { id, dateiname: name, contentType: 'text/plain', inhalt: Buffer.from(text, 'utf8') };
  }
  const titel = name.slice(0, -4).replaceAll('_', ' ');
  const dateiname = z.wahr(0.15) ? `Scan_${tag(eingang).replaceAll('-', '')}_${z.ziffern(6)}.pdf` : name;
  return { id, dateiname, contentType: 'application/pdf', inhalt: kleinesPdf(titel, zeilen) };
}

/** None for two thirds of the cases, else one to four different documents. */
export function anhaengeVon(a: Antragsteller, dienst: DemoDienst, eingang: number, z: Zufall): DemoAnhang[] {
  if (!z.wahr(dienst.art === 'ANFRAGE' ? 0.1 : 0.35)) return [];
  const namen = z.mehrere(ZUM_FORMULAR[dienst.formular] ?? ZUM_FACH[dienst.fach], z.aus([1, 1, 1, 2, 2, 3, 4]));
  return namen.map((name) => anhang(name, a, dienst, eingang, z));
}
