/**
 * Export of Vorgänge for an E-Akte or an archive: `fuehreAlsZipAus` (readable page, JSON, files) and `fuehreAlsXdomeaAus`
 * (message 0503 of xdomea 4.0.0 with primary documents). An Auskunftssperre keeps address and files out unless asked for;
 * whatever is left out is named.
 */
import { createHash } from 'node:crypto';
import type { Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { type ArchivDatei, packe, sichererDateiname } from './archiv.ts';
import { type AusfuhrDatei, type FehlendeDatei, sammleDateien } from './ausfuhr-dateien.ts';
import { vorgangHtml } from './ausfuhr-html.ts';
import { type XdomeaDokument, xdomea0503 } from './ausfuhr-xdomea.ts';
import { ohneAnschrift } from './auskunftssperre.ts';
import type { Schriften } from './schriften.ts';
import { type Zeichnungsblatt, zeichnungsblaetter } from './zeichnungsblatt.ts';
import { zeitpunktInWorten } from './zeitangaben.ts';

export interface AusfuhrAuftrag {
  vorgaenge: readonly Vorgang[];
  /** Whole bytes of an attachment; undefined where they are not here. */
  bytesVon: (anhangId: string) => Uint8Array | undefined;
  behoerde: { name: string };
  schriften: Schriften;
  /** Now, RFC 3339. */
  jetzt: string;
  /** Also the address of people with an Auskunftssperre. */
  mitAnschrift?: boolean;
  /** Kontor's version. */
  version: string;
  /** A new UUID; names the xdomea process and message. */
  neueId: () => string;
  /** Who receives an xdomea message. */
  empfaenger?: string;
}

export interface AusfuhrErgebnis {
  bytes: Uint8Array;
  /** Suggested name. */
  dateiname: string;
  fehlend: FehlendeDatei[];
  /** German sentences for people. */
  hinweise: string[];
}

interface Teil {
  vorgang: Vorgang;
  dateien: AusfuhrDatei[];
  fehlend: FehlendeDatei[];
  gesperrt: boolean;
  blaetter: Zeichnungsblatt[];
}

/** A ZIP with a folder for each Vorgang: `vorgang.html`, `vorgang.json`, `dateien/…`, a sheet for each signature; `LIESMICH.txt` says what is missing. */
export async function fuehreAlsZipAus(auftrag: AusfuhrAuftrag): Promise<AusfuhrErgebnis> {
  const teile = await bereite(auftrag);
  const inhalt: ArchivDatei[] = [{ name: 'LIESMICH.txt', bytes: utf8(liesmich(teile, auftrag)) }];
  const ordnernamen = new Set<string>();
  for (const t of teile) {
    let ordner = sichererDateiname(t.vorgang.nummer, t.vorgang.id);
    if (ordnernamen.has(ordner)) ordner = `${ordner}_${t.vorgang.id}`;
    ordnernamen.add(ordner);
    inhalt.push(
      { name: `${ordner}/vorgang.html`, bytes: utf8(seite(t, auftrag, (d) => `dateien/${d.name}`)) },
      { name: `${ordner}/vorgang.json`, bytes: utf8(json(t.vorgang)) },
      ...t.dateien.map((d) => ({ name: `${ordner}/dateien/${d.name}`, bytes: d.bytes })),
      ...t.blaetter.map((b) => ({ name: `${ordner}/${b.dateiname}`, bytes: b.bytes })),
    );
  }
  const bytes = await packe(inhalt, auftrag.jetzt);
  return { bytes, dateiname: `${benannt('Ausfuhr', auftrag)}.zip`, ...gesammelt(teile) };
}

/** A ZIP named and shaped as xdomea asks for: `<ProzessID>_Aussonderung.Aussonderung.0503.xml` and the primary documents. */
export async function fuehreAlsXdomeaAus(auftrag: AusfuhrAuftrag): Promise<AusfuhrErgebnis> {
  const teile = await bereite(auftrag);
  const prozessId = auftrag.neueId();
  const mitDokumenten = teile.map((t) => ({ vorgang: t.vorgang, dokumente: dokumenteVon(t, auftrag) }));
  const xml = xdomea0503({
    prozessId,
    nachrichtId: auftrag.neueId(),
    erstelltAm: auftrag.jetzt,
    autor: auftrag.behoerde.name,
    leser: auftrag.empfaenger ?? 'Zuständiges Archiv',
    version: auftrag.version,
    vorgaenge: mitDokumenten,
  });
  const stamm = `${prozessId}_Aussonderung.Aussonderung.0503`;
  const dokumente = mitDokumenten.flatMap((t) => t.dokumente);
  const bytes = await packe(
    [{ name: `${stamm}.xml`, bytes: utf8(xml) }, ...dokumente.map((d) => ({ name: d.dateiname, bytes: d.bytes }))],
    auftrag.jetzt,
  );
  return { bytes, dateiname: `${stamm}.zip`, ...gesammelt(teile) };
}

async function bereite(auftrag: AusfuhrAuftrag): Promise<Teil[]> {
  const teile: Teil[] = [];
  for (const v of auftrag.vorgaenge) {
    const { vorgang, gesperrt } = auftrag.mitAnschrift ? { vorgang: v, gesperrt: false } : ohneAnschrift(v);
    const blaetter = await zeichnungsblaetter(vorgang, auftrag.behoerde, auftrag.schriften);
    teile.push({ vorgang, gesperrt, blaetter, ...sammleDateien(vorgang, auftrag.bytesVon, gesperrt) });
  }
  return teile;
}

function seite(t: Teil, auftrag: AusfuhrAuftrag, pfad: (d: AusfuhrDatei) => string): string {
  return vorgangHtml(t.vorgang, {
    behoerde: auftrag.behoerde.name,
    jetzt: auftrag.jetzt,
    dateien: t.dateien.map((d) => ({ ...d, pfad: pfad(d) })),
    fehlend: t.fehlend,
  });
}

/** The case's files, and the case itself as page and as JSON, each as a document of its own. */
function dokumenteVon(t: Teil, auftrag: AusfuhrAuftrag): XdomeaDokument[] {
  const { vorgang: v } = t;
  // Linked cases share attachments: ids are made of case and attachment, so that none comes twice.
  const dokument = (schluessel: string, originalname: string) => ({
    id: abgeleiteteUuid(`${v.id}:${schluessel}`, 'dokument'),
    originalname,
    dateiname: primaername(`${v.id}:${schluessel}`, originalname),
  });
  const dateien = t.dateien.map((d) => ({
    ...dokument(d.anhang.id, d.anhang.dateiname),
    betreff: `${d.rolle}: ${d.anhang.dateiname}`,
    contentType: d.anhang.contentType,
    am: d.am,
    bytes: d.bytes,
  }));
  const html = seite(t, auftrag, (d) => dokument(d.anhang.id, d.anhang.dateiname).dateiname);
  const selbst = { am: v.geaendertAm };
  return [
    {
      ...selbst,
      ...dokument('html', 'vorgang.html'),
      betreff: 'Vorgang, lesbar',
      contentType: 'text/html',
      bytes: utf8(html),
    },
    {
      ...selbst,
      ...dokument('json', 'vorgang.json'),
      betreff: 'Vorgang, Daten',
      contentType: 'application/json',
      bytes: utf8(json(v)),
    },
    ...dateien,
    ...t.blaetter.map((b) => ({
      ...dokument(`zeichnung:${b.bescheidId}`, b.dateiname),
      betreff: 'Zeichnungsblatt zum Bescheid',
      contentType: 'application/pdf',
      am: b.am,
      bytes: b.bytes,
    })),
  ];
}

/** Names a primary document must have: a UUID of its own, not that of the logical document, and the file's ending. */
function primaername(schluessel: string, original: string): string {
  const endung = /\.([A-Za-z0-9]{1,8})$/.exec(original)?.[1]?.toLowerCase();
  return `${abgeleiteteUuid(schluessel, 'primaerdokument')}${endung === undefined ? '' : `.${endung}`}`;
}

/** A UUIDv8 (RFC 9562 § 5.8) from an id and a purpose: the same export names the same things alike. */
export function abgeleiteteUuid(id: string, zweck: string): string {
  const b = createHash('sha256').update(`${zweck}:${id}`).digest().subarray(0, 16);
  b[6] = ((b[6] as number) & 0x0f) | 0x80;
  b[8] = ((b[8] as number) & 0x3f) | 0x80;
  return b.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function gesammelt(teile: readonly Teil[]): Pick<AusfuhrErgebnis, 'fehlend' | 'hinweise'> {
  const fehlend = teile.flatMap((t) => t.fehlend);
  const hinweise = teile
    .filter((t) => t.gesperrt)
    .map((t) => `Vorgang ${t.vorgang.nummer}: Wegen der Auskunftssperre sind Anschrift und Dateien nicht enthalten.`);
  const sonst = fehlend.filter((f) => !teile.some((t) => t.gesperrt && t.vorgang.id === f.vorgangId));
  return { fehlend, hinweise: [...hinweise, ...sonst.map((f) => `${f.dateiname}: ${f.grund}`)] };
}

function liesmich(teile: readonly Teil[], auftrag: AusfuhrAuftrag): string {
  const { hinweise } = gesammelt(teile);
  return [
    `Ausfuhr aus Kontor, ${auftrag.behoerde.name}`,
    `Stand: ${zeitpunktInWorten(auftrag.jetzt)}`,
    '',
    ...teile.map((t) => `- ${t.vorgang.nummer}: ${t.vorgang.name} (${t.dateien.length} Dateien)`),
    '',
    'Je Vorgang ein Ordner: vorgang.html zum Lesen, vorgang.json für Programme, dateien/ mit den Dateien,',
    'dazu je gezeichnetem Bescheid ein Zeichnungsblatt: wer wann gezeichnet hat.',
    ...(hinweise.length === 0 ? [] : ['', 'Nicht enthalten', ...hinweise.map((h) => `- ${h}`)]),
    '',
  ].join('\n');
}

function benannt(wort: string, { vorgaenge, jetzt }: AusfuhrAuftrag): string {
  const [einer, ...weitere] = vorgaenge;
  const was =
    einer && weitere.length === 0 ? sichererDateiname(einer.nummer, einer.id) : `${vorgaenge.length}_Vorgaenge`;
  return `${wort}_${was}_${jetzt.slice(0, 10)}`;
}

function json(v: Vorgang): string {
  return `${JSON.stringify(v, null, 2)}\n`;
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
