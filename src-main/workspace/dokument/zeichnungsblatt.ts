/**
 * The signature sheet: who co-signed and signed a document, when and with which device. A document of its own, made
 * afterwards: it stands outside of the signed digest, which it names. It says what the signature is not worth in law.
 */
import type { Bescheid, PersonRef, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { neuerSatz, type Satz, SEITE, SPALTE } from './pdf-satz.ts';
import type { Schriften } from './schriften.ts';
import { zeitpunktInWorten } from './zeitangaben.ts';

/** A sheet as a file of an export. */
export interface Zeichnungsblatt {
  bescheidId: string;
  dateiname: string;
  /** When the document was signed, RFC 3339. */
  am: string;
  bytes: Uint8Array;
}

export interface ZeichnungsblattAuftrag {
  vorgang: Pick<Vorgang, 'nummer' | 'aktenzeichen' | 'name' | 'organisationseinheit'>;
  bescheid: Bescheid;
  behoerde: { name: string };
  /** The signed document: name and SHA-256 (hex). */
  dokument: { dateiname: string; sha256: string };
  /** Device ids by order, where the acts are known. */
  geraete?: { mitzeichnung?: string; zeichnung?: string };
  schriften: Schriften;
}

const KEINE_QES =
  'Die Zeichnung ist ein interner Nachweis der Behörde mit dem Schlüssel des genannten Geräts. ' +
  'Sie ist keine qualifizierte elektronische Signatur (QES).';

/** The sheet's bytes; deterministic. A signature that is still missing is said to be missing. */
export async function zeichnungsblattPdf(auftrag: ZeichnungsblattAuftrag): Promise<Uint8Array> {
  const { vorgang: v, bescheid: b, behoerde, dokument } = auftrag;
  const titel = `Zeichnungsblatt zum Vorgang ${v.nummer}`;
  const am = b.gezeichnetAm ?? b.mitgezeichnetAm;
  const satz = neuerSatz(
    { titel, verfasser: behoerde.name, betreff: v.name, erstelltAm: new Date(am ?? 0) },
    auftrag.schriften,
  );
  satz.ueberschrift('H1', titel);
  zeilen(satz, [
    ['Behörde', `${behoerde.name}, ${v.organisationseinheit.name}`],
    ['Vorgang', v.name],
    ...(v.aktenzeichen ? ([['Aktenzeichen', v.aktenzeichen]] as const) : []),
    ['Dokument', dokument.dateiname],
    ['SHA-256', dokument.sha256],
    ['Fassung', `${b.version}`],
  ]);
  if (b.mitgezeichnetVon) {
    satz.ueberschrift('H2', 'Mitzeichnung');
    zeilen(satz, person(b.mitgezeichnetVon, b.mitgezeichnetAm, auftrag.geraete?.mitzeichnung));
  }
  satz.ueberschrift('H2', 'Schlusszeichnung');
  if (b.gezeichnetVon) zeilen(satz, person(b.gezeichnetVon, b.gezeichnetAm, auftrag.geraete?.zeichnung));
  else satz.absatz('Das Dokument ist noch nicht schlussgezeichnet.');
  satz.absatz(KEINE_QES, { groesse: 9, farbe: '#4a4a4a' });
  return satz.fertig(`${behoerde.name} · ${titel}`);
}

/** One sheet for each document of the case that is signed now (not taken back), in the order of its Bescheide. */
export async function zeichnungsblaetter(
  v: Vorgang,
  behoerde: { name: string },
  schriften: Schriften,
): Promise<Zeichnungsblatt[]> {
  const blaetter: Zeichnungsblatt[] = [];
  for (const bescheid of v.bescheide) {
    const { id, stand, dokument, gezeichnetVon, gezeichnetAm } = bescheid;
    if (stand !== 'GEZEICHNET' && stand !== 'VERSENDET') continue;
    if (!dokument || !gezeichnetVon || gezeichnetAm === undefined) continue;
    blaetter.push({
      bescheidId: id,
      dateiname: `Zeichnungsblatt_${String(blaetter.length + 1).padStart(2, '0')}.pdf`,
      am: gezeichnetAm,
      bytes: await zeichnungsblattPdf({ vorgang: v, bescheid, behoerde, dokument, schriften }),
    });
  }
  return blaetter;
}

function person(p: PersonRef, am: string | undefined, geraet: string | undefined): (readonly [string, string])[] {
  return [
    ['Name', p.name],
    ...(am === undefined ? [] : [['Zeitpunkt', zeitpunktInWorten(am)] as const]),
    ...(geraet === undefined ? [] : [['Gerät', geraet] as const]),
  ];
}

function zeilen(satz: Satz, paare: readonly (readonly [string, string])[]): void {
  const titelBreite = 82;
  for (const [titel, wert] of paare) {
    satz.brauche(18);
    const y = satz.y();
    satz.stelle([
      { text: titel, x: SEITE.links, y, breite: titelBreite, groesse: 9.5, farbe: '#4a4a4a' },
      { text: wert, x: SEITE.links + titelBreite, y, breite: SPALTE - titelBreite, groesse: 9.5 },
    ]);
    satz.setzeY(satz.y() + 3);
  }
  satz.setzeY(satz.y() + 8);
}
