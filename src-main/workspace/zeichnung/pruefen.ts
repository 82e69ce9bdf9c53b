/**
 * Verifies signed acts: this device's own journal (`pruefeLokaleAkte`) and what a cloud or an evidence file hands over
 * (`pruefeJournal`): chain, signatures, contents, the anchor's statements, four eyes and the documents' digests.
 * It trusts nothing it is given but the expected fingerprint, and changes nothing. Every finding is a German sentence.
 */
import type { JournalAkt, JournalAntwort, JournalGeraet } from '../../../src-shared/cloud-api/geraete.ts';
import { type Ed25519Jwk, type KettenGlied, kanonisch, pruefeKette } from '../../../src-shared/domain/zeichnung.ts';
import type { JournalPruefung } from '../../../src-shared/workspace-api/ansichten.ts';
import { kurz, pruefeAnker, pruefeAnnahme, pruefeGeraet } from './anker-pruefen.ts';
import { type Befund, neuerBefund } from './befund.ts';
import { nodeKrypto, sha256, thumbprint } from './krypto.ts';

/** Bytes of a document by the SHA-256 it should have; undefined where it is not at hand. */
export type Dokumentquelle = (sha256: string) => Uint8Array | undefined;

/** A signed act as this device keeps it; `inhalt` is gone once its case was removed. A `Signatur` is one. */
export type LokalerAkt = KettenGlied;

export interface JournalAuftrag {
  journal: JournalAntwort;
  dokumente?: Dokumentquelle;
  /** What a missing document is: an error in an evidence file, a note elsewhere. Default: note. */
  dokumentFehlt?: 'fehler' | 'hinweis';
  /** Expected fingerprint of the anchor, hex or base64url. */
  anker?: string;
  /** This device's own acts, to be held against the cloud's: a fork or a missing acceptance shows. */
  lokale?: readonly LokalerAkt[];
}

export interface LokalerAuftrag {
  akte: readonly LokalerAkt[];
  /** Public keys of the devices whose acts are here, by device id. */
  geraete: readonly { deviceId: string; jwk: Ed25519Jwk }[];
  dokumente?: Dokumentquelle;
}

/** The state an act has in an evidence file while the cloud has not judged it. */
export const VORGEMERKT = 'vorgemerkt';

/** Verifies the acts kept on this device: every one signed by a known key, linked without a gap, documents unchanged. */
export function pruefeLokaleAkte(auftrag: LokalerAuftrag): JournalPruefung {
  const befund = neuerBefund();
  const schluessel = new Map(auftrag.geraete.map((g) => [g.deviceId, g.jwk]));
  for (const [deviceId, akte] of nachGeraet(auftrag.akte)) {
    const jwk = schluessel.get(deviceId);
    befund.zaehle(akte.length);
    if (!jwk || thumbprint(jwk) !== deviceId) {
      befund.fehler(`Zum Gerät ${kurz(deviceId)} fehlt der passende Schlüssel.`);
      continue;
    }
    const kette = pruefeKette(akte, jwk, nodeKrypto);
    for (const f of kette.fehler) befund.fehler(f.was, f.seq);
    const erste = Math.min(...akte.map((a) => a.header.seq));
    for (const { von, bis } of kette.luecken.filter((l) => l.von > erste)) {
      befund.fehler(
        von === bis ? 'Dieser Akt fehlt im Journal.' : `Die Akte ${von} bis ${bis} fehlen im Journal.`,
        von,
      );
    }
    if (erste > 1) befund.hinweis(`Die Akte 1 bis ${erste - 1} des Geräts liegen nicht mehr auf diesem Gerät.`);
    for (const a of akte) pruefeDokument(a, auftrag.dokumente, 'hinweis', befund);
  }
  if (auftrag.akte.length === 0) befund.hinweis('Auf diesem Gerät ist noch nichts gezeichnet worden.');
  return befund.ergebnis();
}

/** Verifies the journal of one Vorgang as a cloud or an evidence file tells it. */
export function pruefeJournal(auftrag: JournalAuftrag): JournalPruefung {
  const { journal } = auftrag;
  const befund = neuerBefund();
  const anker = pruefeAnker(journal.anker, auftrag.anker, befund);
  const geraete = new Map(journal.geraete.map((g) => [g.deviceId, g]));
  if (geraete.size !== journal.geraete.length) befund.fehler('Ein Gerät ist doppelt aufgeführt.');
  for (const g of geraete.values()) {
    const akte = journal.akte.filter((a) => a.header.deviceId === g.deviceId);
    const aussage = pruefeGeraet(g, journal.anker.jwk, befund);
    pruefeGeraeteKette(g, akte, befund);
    for (const a of akte) pruefeAnnahme(a, aussage, journal.anker.jwk, befund);
  }
  for (const a of journal.akte) {
    befund.zaehle(1);
    pruefeAkt(a, geraete.get(a.header.deviceId), journal.vorgangId, befund);
    pruefeDokument(a, auftrag.dokumente, a.state === 'angenommen' ? auftrag.dokumentFehlt : 'hinweis', befund);
  }
  pruefeVierAugen(journal.akte, befund);
  pruefeGegenLokale(journal, auftrag.lokale ?? [], befund);
  if (journal.akte.length === 0) befund.hinweis('Zu diesem Vorgang ist noch nichts gezeichnet worden.');
  return befund.ergebnis(anker);
}

function nachGeraet(akte: readonly LokalerAkt[]): Map<string, LokalerAkt[]> {
  const gruppen = new Map<string, LokalerAkt[]>();
  for (const a of akte) {
    const gruppe = gruppen.get(a.header.deviceId);
    if (gruppe) gruppe.push(a);
    else gruppen.set(a.header.deviceId, [a]);
  }
  return gruppen;
}

/** The device's headers with the acts of this case in them: each listed act must be the very one in the chain. */
function pruefeGeraeteKette(g: JournalGeraet, akte: readonly JournalAkt[], befund: Befund): void {
  const glieder: KettenGlied[] = g.kette.map((k) => ({ ...k }));
  for (const a of akte) {
    const glied = glieder.find((k) => k.header.seq === a.header.seq && kanonisch(k.header) === kanonisch(a.header));
    if (!glied || glied.wert !== a.wert) {
      // An act that the cloud has not heard of yet stands at the end of the chain by itself.
      if (a.state !== VORGEMERKT) befund.fehler('Dieser Akt steht nicht in der Kette des Geräts.', a.header.seq);
      if (!glied) glieder.push({ header: a.header, wert: a.wert, inhalt: a.inhalt });
      continue;
    }
    glied.inhalt = a.inhalt;
  }
  if (glieder.some((k) => k.header.deviceId !== g.deviceId)) {
    befund.fehler(`Gerät ${kurz(g.deviceId)}: In der Kette stehen Akte eines anderen Geräts.`);
  }
  const kette = pruefeKette(glieder, g.jwk, nodeKrypto);
  for (const f of kette.fehler) befund.fehler(f.was, f.seq);
  if (kette.luecken.length > 0) {
    befund.hinweis(
      `Gerät ${kurz(g.deviceId)}: In der Kette fehlen noch die Nummern ${kette.luecken.slice(0, 20).map(nummern).join(', ')}. ` +
        'Das ist kein Fehler, solange sie noch nicht übertragen sind.',
    );
  }
}

const nummern = ({ von, bis }: { von: number; bis: number }): string => (von === bis ? `${von}` : `${von} bis ${bis}`);

function pruefeAkt(a: JournalAkt, g: JournalGeraet | undefined, vorgangId: string, befund: Befund): void {
  const { seq } = a.header;
  if (!g) {
    befund.fehler(`Zum Gerät ${kurz(a.header.deviceId)} fehlen Schlüssel und Bescheinigung.`, seq);
    return;
  }
  if (!nodeKrypto.verifiziere(g.jwk, kanonisch(a.header), a.wert)) {
    befund.fehler('Die Signatur passt nicht zum Schlüssel.', seq);
  }
  if (a.state === VORGEMERKT)
    befund.hinweis('Mindestens ein Akt ist vorgemerkt und von der Cloud noch nicht angenommen.');
  if (a.ketteOffen) befund.hinweis(`Akt ${seq}: Als er eintraf, fehlte ein früherer Akt desselben Geräts.`);
  if (a.uhrAbweichungS)
    befund.hinweis(
      `Akt ${seq}: Die Uhr des Geräts ging um ${Math.abs(a.uhrAbweichungS)} s ${a.uhrAbweichungS > 0 ? 'vor' : 'nach'}.`,
    );
  if (!a.inhalt) {
    befund.hinweis(`Akt ${seq}: Der Inhalt liegt nicht bei, geprüft ist nur der Kopf.`);
    return;
  }
  if (a.inhalt.vorgangId !== vorgangId) befund.fehler('Der Akt gehört zu einem anderen Vorgang.', seq);
  if (a.inhalt.sub !== g.sub) befund.fehler('Der Akt nennt eine andere Person als das Gerät.', seq);
}

function pruefeDokument(
  a: { header: { seq: number }; inhalt?: { dokumentSha256: string } | undefined },
  quelle: Dokumentquelle | undefined,
  fehlt: 'fehler' | 'hinweis' = 'hinweis',
  befund: Befund,
): void {
  if (!a.inhalt || !quelle) return;
  const { seq } = a.header;
  const bytes = quelle(a.inhalt.dokumentSha256);
  if (bytes === undefined) {
    const was = 'Das gezeichnete Dokument liegt nicht vor.';
    if (fehlt === 'fehler') befund.fehler(was, seq);
    else befund.hinweis(`Akt ${seq}: ${was}`);
  } else if (sha256(bytes) !== a.inhalt.dokumentSha256) {
    befund.fehler('Das Dokument ist nicht das gezeichnete: Seine Prüfsumme weicht ab.', seq);
  }
}

/** Co-signature and signature of one version: two people, one document. */
function pruefeVierAugen(akte: readonly JournalAkt[], befund: Befund): void {
  const angenommen = akte.filter((a) => a.state === 'angenommen' && a.inhalt);
  for (const z of angenommen.filter((a) => a.inhalt?.order === 'BESCHEID_ZEICHNEN')) {
    const mit = angenommen.filter(
      (a) =>
        a.inhalt?.order === 'BESCHEID_MITZEICHNEN' &&
        a.inhalt.bescheidId === z.inhalt?.bescheidId &&
        a.inhalt.bescheidVersion === z.inhalt.bescheidVersion,
    );
    for (const m of mit) {
      if (m.inhalt?.sub === z.inhalt?.sub) {
        befund.fehler('Mitzeichnung und Schlusszeichnung stammen von derselben Person.', z.header.seq);
      }
    }
    if (mit.length > 0 && !mit.some((m) => m.inhalt?.dokumentSha256 === z.inhalt?.dokumentSha256)) {
      befund.fehler('Mitgezeichnet wurde ein anderes Dokument als gezeichnet.', z.header.seq);
    }
  }
}

function pruefeGegenLokale(journal: JournalAntwort, lokale: readonly LokalerAkt[], befund: Befund): void {
  for (const l of lokale) {
    const kette = journal.geraete.find((g) => g.deviceId === l.header.deviceId)?.kette ?? [];
    const dort = kette.filter((k) => k.header.seq === l.header.seq);
    if (dort.length > 0 && !dort.some((k) => kanonisch(k.header) === kanonisch(l.header))) {
      befund.fehler('Die Cloud kennt unter dieser Nummer einen anderen Akt als dieses Gerät.', l.header.seq);
    }
    if (dort.length === 0 && l.inhalt?.vorgangId === journal.vorgangId) {
      befund.hinweis(`Akt ${l.header.seq} dieses Geräts ist noch nicht in der Cloud.`);
    }
  }
}
