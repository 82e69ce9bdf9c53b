/**
 * The evidence file of one Vorgang: a ZIP that can be verified with neither cloud nor cache. It holds `beleg.json` (the
 * journal with all that is needed to verify it), the signed documents, `LIESMICH.txt` and `SHA256SUMS` over all of them.
 * Of other cases it holds headers only, which say nothing. Deterministic: the same input gives the same bytes.
 */
import { type JournalAkt, type JournalAntwort, journalAntwort } from '../../../src-shared/cloud-api/geraete.ts';
import { kanonisch } from '../../../src-shared/domain/zeichnung.ts';
import { packe, sichererDateiname } from '../dokument/archiv.ts';
import { BELEG_DATEI, type Beleg, belegSchema, LIESMICH_DATEI, SUMMEN_DATEI } from './beleg-form.ts';
import { liesmich } from './beleg-liesmich.ts';
import { fingerprint, sha256 } from './krypto.ts';
import { type LokalerAkt, VORGEMERKT } from './pruefen.ts';

export interface BelegAuftrag {
  vorgang: { id: string; nummer: string; aktenzeichen?: string | undefined; name: string };
  /** What the cloud told last about this case. */
  journal: JournalAntwort;
  /** This device's own acts; those of this case that the cloud does not list go in as `vorgemerkt`. */
  lokale?: readonly LokalerAkt[];
  /** Bytes of the signed documents by SHA-256 (hex), with the name people know. */
  dokumente: ReadonlyMap<string, { dateiname: string; bytes: Uint8Array }>;
  /** Now, RFC 3339. */
  jetzt: string;
}

export interface BelegErgebnis {
  bytes: Uint8Array;
  dateiname: string;
  /** The anchor's fingerprint, hex: to be handed on by another way than the file. */
  ankerFingerprint: string;
  /** SHA-256 of signed documents that are not at hand and therefore not inside. */
  fehlendeDokumente: string[];
}

/** Makes the evidence file. */
export async function erstelleBeleg(auftrag: BelegAuftrag): Promise<BelegErgebnis> {
  const journal = nurDieserVorgang(auftrag);
  const gezeichnet = [...new Set(journal.akte.flatMap((a) => (a.inhalt ? [a.inhalt.dokumentSha256] : [])))].sort();
  const dateien = gezeichnet.flatMap((sha) => {
    const d = auftrag.dokumente.get(sha);
    // The digest's beginning makes the name unique: two versions of one Bescheid have the same file name.
    return d
      ? [{ sha, name: `dokumente/${sha.slice(0, 12)}_${sichererDateiname(d.dateiname, 'dokument')}`, ...d }]
      : [];
  });
  const beleg: Beleg = {
    format: 'kontor-beleg',
    v: 1,
    erstelltAm: auftrag.jetzt,
    vorgang: belegSchema.shape.vorgang.parse(auftrag.vorgang),
    journal,
    dokumente: dateien.map((d) => ({ datei: d.name, sha256: d.sha, groesse: d.bytes.length })),
  };
  const inhalt = [
    { name: LIESMICH_DATEI, bytes: utf8(liesmich(beleg, fingerprint(journal.anker.jwk))) },
    // Canonical, with a line break at the end: the same evidence is the same file.
    { name: BELEG_DATEI, bytes: utf8(`${kanonisch(beleg)}\n`) },
    ...dateien.map(({ name, bytes }) => ({ name, bytes })),
  ];
  const summen = inhalt.map((d) => `${sha256(d.bytes)}  ${d.name}\n`).join('');
  const bytes = await packe([...inhalt, { name: SUMMEN_DATEI, bytes: utf8(summen) }], auftrag.jetzt, {
    verdichtet: false,
  });
  return {
    bytes,
    dateiname: `Beleg_${sichererDateiname(auftrag.vorgang.nummer, 'Vorgang')}.zip`,
    ankerFingerprint: fingerprint(journal.anker.jwk),
    fehlendeDokumente: gezeichnet.filter((sha) => !auftrag.dokumente.has(sha)),
  };
}

/** Acts of this case with content; of the rest nothing but the headers in the devices' chains. */
function nurDieserVorgang({ journal, lokale = [], vorgang }: BelegAuftrag): JournalAntwort {
  const rein = journalAntwort.parse(journal);
  const akte = rein.akte.filter((a) => a.inhalt === undefined || a.inhalt.vorgangId === vorgang.id);
  for (const l of lokale) {
    if (l.inhalt?.vorgangId !== vorgang.id) continue;
    if (akte.some((a) => kanonisch(a.header) === kanonisch(l.header))) continue;
    if (rein.geraete.some((g) => g.deviceId === l.header.deviceId)) akte.push(alsVorgemerkt(l));
  }
  const genannt = new Set(akte.map((a) => a.header.deviceId));
  return { ...rein, vorgangId: vorgang.id, akte, geraete: rein.geraete.filter((g) => genannt.has(g.deviceId)) };
}

function alsVorgemerkt(l: LokalerAkt): JournalAkt {
  return {
    header: l.header,
    wert: l.wert,
    inhalt: l.inhalt,
    state: VORGEMERKT,
    eingetroffenAm: l.inhalt?.createdAt ?? '',
    ketteOffen: false,
  };
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
