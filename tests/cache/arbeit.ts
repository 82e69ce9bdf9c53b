/**
 * A morning's work on an open cache: a pending command of every order, drafts, uploads, signed acts, and entries in every
 * state. Deterministic. Only for tests; it goes through the cache's own writer, so what the rules forbid fails here.
 */
import { createHash } from 'node:crypto';
import type { Bestand } from '../../src-main/workspace/cache/bestand.ts';
import type { Klick } from '../../src-main/workspace/cache/bestand-typen.ts';
import type { IchAntwort } from '../../src-shared/cloud-api/root.ts';
import type { Order } from '../../src-shared/domain/befehle.ts';
import { problem } from '../../src-shared/domain/problem.ts';
import type { Anhang, Bescheid, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { id, JAN, JETZT, SABINE, seite, vorgang } from './muster.ts';

const AM = new Date(JETZT).toISOString();
export const GERAET = 'geraet-1';
/** The person of this work: may also delete, so that every order can be given. */
export const FLEISSIGE: IchAntwort = { ...SABINE, rollen: ['VERWALTUNG_USER', 'VERWALTUNG_LOESCHEN'] };

const bescheidId = (n: number): string => id(n, 6);
const bescheid = (n: number, stand: string, mehr: Partial<Bescheid> = {}): Bescheid => ({
  id: bescheidId(n),
  version: 1,
  stand,
  entscheidung: 'BEWILLIGT',
  vorlageId: 'standard',
  felder: { gebuehr: 25 },
  text: `Dem Antrag ${n} wird entsprochen. `.repeat(40),
  erstelltVon: { sub: 'jan', name: JAN.name },
  ...mehr,
});
const wiedervorlage = (n: number, erledigt: boolean) => ({
  id: id(n, 4),
  version: 1,
  betreff: 'Unterlagen',
  frist: '2026-07-01',
  erledigt,
  von: { sub: 'jan', name: JAN.name },
  am: AM,
});

/** File of the person; bytes by number, so that a wrong one shows. */
export function datei(n: number, groesse: number): { anhang: Anhang; bytes: Uint8Array } {
  const bytes = Buffer.alloc(groesse, `Datei ${n} von Sabine Sander. `);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    anhang: { id: id(n, 8), dateiname: `Scan_${n}.pdf`, contentType: 'application/pdf', groesse, sha256 },
    bytes,
  };
}

interface Tat {
  order: Order;
  vorher: Partial<Vorgang>;
  body: Record<string, unknown>;
  mehr?: Partial<Klick>;
}

const inBearbeitung = { status: 'IN_BEARBEITUNG' };
const mitBescheid = (n: number, stand: string, mehr: Partial<Bescheid> = {}): Partial<Vorgang> => ({
  status: stand === 'GEZEICHNET' ? 'BESCHIEDEN' : 'IN_BEARBEITUNG',
  bescheide: [bescheid(n, stand, mehr)],
});
const anMich = {
  zurMitzeichnung: { an: { sub: 'sabine', name: SABINE.name }, von: { sub: 'jan', name: JAN.name }, am: AM },
};
const inhalt = (n: number) => ({
  bescheidId: bescheidId(n),
  entscheidung: 'BEWILLIGT',
  vorlageId: 'standard',
  felder: {},
  text: 'Dem Antrag wird entsprochen. '.repeat(60),
});

/** One after the other, each on a Vorgang of its own. */
const TATEN: readonly ((n: number) => Tat)[] = [
  () => ({ order: 'VORGANG_ANNEHMEN', vorher: { status: 'NEU' }, body: {} }),
  () => ({ order: 'VORGANG_VERWERFEN', vorher: { status: 'NEU' }, body: { begruendung: 'Doppelt eingegangen' } }),
  () => ({ order: 'VORGANG_ZURUECKHOLEN', vorher: { status: 'VERWORFEN' }, body: {} }),
  () => ({ order: 'VORGANG_BEARBEITEN', vorher: { status: 'ANGENOMMEN' }, body: {} }),
  () => ({ order: 'VORGANG_ZURUECKSTELLEN', vorher: { status: 'ANGENOMMEN' }, body: {} }),
  () => ({ order: 'VORGANG_ABSCHLIESSEN', vorher: inBearbeitung, body: {} }),
  () => ({
    order: 'VORGANG_WIEDEREROEFFNEN',
    vorher: { status: 'BESCHIEDEN' },
    body: { begruendung: 'Neue Tatsachen' },
  }),
  () => ({
    order: 'VORGANG_WEITERLEITEN',
    vorher: { status: 'NEU' },
    body: { organisationseinheitId: '197099', begruendung: 'Dort zuständig' },
  }),
  () => ({
    order: 'VORGANG_ZUM_LOESCHEN_MARKIEREN',
    vorher: { status: 'ABGESCHLOSSEN' },
    body: { begruendung: 'Antrag auf Löschung' },
  }),
  () => ({ order: 'LOESCHANFORDERUNG_ZURUECKNEHMEN', vorher: zuLoeschen('sabine'), body: {} }),
  () => ({ order: 'VORGANG_LOESCHEN', vorher: zuLoeschen('jan'), body: {} }),
  () => ({ order: 'BEARBEITER_ZUWEISEN', vorher: inBearbeitung, body: { bearbeiter: 'jan' } }),
  (n) => ({ order: 'AKTENZEICHEN_SETZEN', vorher: inBearbeitung, body: { aktenzeichen: `32-${n}/2026` } }),
  (n) => ({
    order: 'KOMMENTAR_ANLEGEN',
    vorher: inBearbeitung,
    body: { kommentarId: id(n, 5), text: `Rückfrage zu ${n}. `.repeat(200), anhaenge: [id(n, 8)] },
  }),
  (n) => ({
    order: 'WIEDERVORLAGE_ANLEGEN',
    vorher: inBearbeitung,
    body: {
      wiedervorlageId: id(n, 4),
      betreff: 'Gutachten',
      frist: '2026-07-10',
      beschreibung: 'Bis dahin nachfragen.',
    },
  }),
  (n) => ({
    order: 'WIEDERVORLAGE_AENDERN',
    vorher: { ...inBearbeitung, wiedervorlagen: [wiedervorlage(n, false)] },
    body: { wiedervorlageId: id(n, 4), betreff: 'Gutachten', frist: '2026-08-10' },
  }),
  (n) => ({
    order: 'WIEDERVORLAGE_ERLEDIGEN',
    vorher: { ...inBearbeitung, wiedervorlagen: [wiedervorlage(n, false)] },
    body: { wiedervorlageId: id(n, 4) },
  }),
  (n) => ({
    order: 'WIEDERVORLAGE_WIEDEREROEFFNEN',
    vorher: { ...inBearbeitung, wiedervorlagen: [wiedervorlage(n, true)] },
    body: { wiedervorlageId: id(n, 4) },
  }),
  (n) => ({
    order: 'NACHRICHT_SENDEN',
    vorher: inBearbeitung,
    body: { nachrichtId: id(n, 3), betreff: 'Unterlagen', text: 'Bitte reichen Sie nach: …', antwortErlaubt: true },
  }),
  (n) => ({ order: 'BESCHEID_ENTWERFEN', vorher: inBearbeitung, body: inhalt(n) }),
  (n) => ({ order: 'BESCHEID_AENDERN', vorher: mitBescheid(n, 'ENTWURF'), body: inhalt(n) }),
  (n) => ({ order: 'BESCHEID_VERWERFEN', vorher: mitBescheid(n, 'ENTWURF'), body: { bescheidId: bescheidId(n) } }),
  (n) => ({
    order: 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN',
    vorher: mitBescheid(n, 'ENTWURF'),
    ...mitDokument(n, { bescheidId: bescheidId(n), an: 'jan' }),
  }),
  (n) => ({
    order: 'BESCHEID_ZURUECKWEISEN',
    vorher: mitBescheid(n, 'ZUR_MITZEICHNUNG', anMich),
    body: { bescheidId: bescheidId(n), begruendung: 'Die Gebühr fehlt.' },
  }),
  (n) => ({
    order: 'BESCHEID_ZEICHNUNG_ZURUECKZIEHEN',
    vorher: mitBescheid(n, 'GEZEICHNET', { gezeichnetVon: { sub: 'sabine', name: SABINE.name } }),
    body: { bescheidId: bescheidId(n) },
  }),
  (n) => ({ order: 'BESCHEID_ZEICHNEN', vorher: mitBescheid(n, 'ENTWURF'), ...gezeichnet(n, 'BESCHEID_ZEICHNEN') }),
  (n) => ({ order: 'BESCHEID_ZEICHNEN', vorher: mitBescheid(n, 'ENTWURF'), ...gezeichnet(n, 'BESCHEID_ZEICHNEN') }),
  (n) => ({
    order: 'BESCHEID_MITZEICHNEN',
    vorher: mitBescheid(n, 'ZUR_MITZEICHNUNG', { ...anMich, dokument: datei(n, 900).anhang }),
    ...gezeichnet(n, 'BESCHEID_MITZEICHNEN'),
  }),
];

function zuLoeschen(sub: string): Partial<Vorgang> {
  const von = { sub, name: sub };
  return {
    status: 'ZU_LOESCHEN',
    loeschung: { von, am: AM, begruendung: 'auf Antrag', statusVorher: 'ABGESCHLOSSEN' },
  };
}

function mitDokument(n: number, body: Record<string, unknown>): Pick<Tat, 'body' | 'mehr'> {
  const { anhang, bytes } = datei(n, 900);
  const dokument = { anhangId: anhang.id, sha256: anhang.sha256 };
  return { body: { ...body, dokument }, mehr: { dokument: { anhang, bytes } } };
}

function gezeichnet(n: number, order: 'BESCHEID_ZEICHNEN' | 'BESCHEID_MITZEICHNEN'): Pick<Tat, 'body' | 'mehr'> {
  const basis = mitDokument(n, { bescheidId: bescheidId(n) });
  const signiere: Klick['signiere'] = ({ deviceId, seq, prev, commandId, createdAt }) => ({
    header: { v: 1, deviceId, seq, prev, inhaltSha256: 'a'.repeat(64) },
    inhalt: {
      commandId,
      vorgangId: id(n),
      order,
      bescheidId: bescheidId(n),
      bescheidVersion: 1,
      entscheidung: 'BEWILLIGT',
      dokumentSha256: datei(n, 900).anhang.sha256,
      sub: 'sabine',
      createdAt,
      salz: 'salz',
    },
    wert: 'sig',
  });
  return { ...basis, mehr: { ...basis.mehr, deviceId: GERAET, signiere } };
}

/** First Vorgang of the work; before it lie untouched ones. */
const AB = 10;
const ENTWUERFE = ['kommentar', 'bescheid', 'wiedervorlage', 'nachricht'] as const;

/** Vorgänge 0 … anzahl-1 as the cloud has them, fit for the work. */
export function vorgaenge(anzahl: number): Vorgang[] {
  return Array.from({ length: anzahl }, (_, n) => {
    const tat = TATEN[n - AB]?.(n);
    const stelle = { id: '197008', name: 'Bauaufsicht' };
    return tat === undefined ? vorgang(n) : vorgang(n, { organisationseinheit: stelle, ...tat.vorher });
  });
}

export function richteEin({ schreiber }: Bestand, anzahl: number): void {
  schreiber.merkeIch(FLEISSIGE);
  schreiber.merkePersonen([JAN]);
  const rechtsamt = {
    id: '197099',
    name: 'Rechtsamt',
    mandant: 'flensburg',
    mandantName: 'Flensburg',
    eigenerMandant: true,
  };
  schreiber.merkeOrganisationseinheiten([rechtsamt]);
  schreiber.merke('sitzung', { refresh: 'token-1' });
  schreiber.uebernimmSeite(seite(vorgaenge(anzahl), { cursor: 'c1', phase: 'folge', hasMore: false }));
  schreiber.indexiereSuche(anzahl);
}

/** Does the work; answers the ids of all commands in order. */
export function arbeite({ schreiber }: Bestand): string[] {
  const { anhang, bytes } = datei(23, 300_000);
  schreiber.legeUploadAb(id(23), anhang, bytes);
  const befehle = TATEN.map((mache, i) => {
    const { order, body, mehr } = mache(AB + i);
    return schreiber.stelleEin({ vorgangId: id(AB + i), order, body, ...mehr }).commandId;
  });
  for (const [i, art] of ENTWUERFE.entries()) {
    schreiber.speichereEntwurf(id(i), art, { text: `Noch nicht fertig (${art}). `.repeat(100) });
  }
  for (const n of [1, 2]) {
    const lose = datei(n, 40_000 * n);
    schreiber.legeUploadAb(id(n), lose.anhang, lose.bytes);
  }
  const kommentar = (n: number, k: number): string => {
    const body = { kommentarId: id(k, 5), text: 'Dazu noch eines.' };
    return schreiber.stelleEin({ vorgangId: id(n), order: 'KOMMENTAR_ANLEGEN', body }).commandId;
  };
  const mehr = [kommentar(3, 901), kommentar(4, 902), kommentar(6, 903)];
  const [konflikt = '', abgelehnt = ''] = befehle;
  schreiber.alsWirdGesendet([konflikt, abgelehnt, ...mehr]);
  schreiber.uebernimmErgebnisse(
    [
      { commandId: konflikt, state: 'konflikt', problem: problem('konflikt'), version: 2 },
      { commandId: abgelehnt, state: 'abgelehnt', problem: problem('kein-zugang') },
      { commandId: mehr[0] ?? '', state: 'angenommen', version: 9 },
    ],
    AM,
  );
  schreiber.nimmZurueck(befehle[25] ?? '');
  schreiber.loese(abgelehnt, 'verwerfen');
  return [...befehle, ...mehr];
}
