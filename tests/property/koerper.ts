/**
 * Bodies for every order, right for what is on the screen: few different texts and targets, so that people often want the
 * same or get in each other's way. A number decides; the same number gives the same body.
 */
import { createHash } from 'node:crypto';
import type { Order } from '../../src-shared/domain/befehle.ts';
import type { Anhang, Vorgang, VorgangKopf } from '../../src-shared/domain/vorgang.ts';
import { OES, PERSONEN } from './buehne.ts';

export interface Datei {
  anhang: Anhang;
  bytes: Uint8Array;
}

export interface Wunsch {
  body: Record<string, unknown>;
  /** Comes into being with the click. */
  dokument?: Datei;
}

/** What a body is made with: ids, and files of the person for this Vorgang that no command names yet. */
export interface Zutaten {
  neueId: () => string;
  dateien: readonly Anhang[];
}

type Sichtbar = Vorgang | VorgangKopf;

/** A small file whose bytes say which it is. */
export function datei(id: string, x: number): Datei {
  const bytes = Buffer.from(x % 7 === 0 ? '' : `Datei ${id} `.repeat(1 + (x % 3)));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    anhang: { id, dateiname: `datei-${x % 5}.txt`, contentType: 'text/plain', groesse: bytes.length, sha256 },
    bytes,
  };
}

const aus = <T>(liste: readonly T[], x: number): T => liste[x % liste.length] as T;
const GRUENDE = ['Doppelt eingereicht', 'Unterlagen fehlen'];
const EMPFAENGER = [...PERSONEN.filter((p) => p.rollen.includes('VERWALTUNG_USER')).map((p) => p.sub), null];
const ZEICHNER = PERSONEN.filter((p) => p.zeichnung.length > 0).map((p) => p.sub);

function wiedervorlage(id: string, x: number): Record<string, unknown> {
  return {
    wiedervorlageId: id,
    betreff: aus(['Anrufen', 'Nachfassen'], x),
    frist: aus(['2026-11-03', '2026-11-20'], x >> 1),
  };
}

function bescheidInhalt(bescheidId: string, x: number): Record<string, unknown> {
  const entscheidung = aus(['BEWILLIGT', 'ABGELEHNT'], x);
  return {
    bescheidId,
    entscheidung,
    vorlageId: 'standard',
    felder: {},
    text: aus(['Bewilligt.', 'Abgelehnt.', 'So.'], x),
  };
}

/** The signed document: the one co-signed where there is one, else a new file. */
function zeichnung(v: Sichtbar, z: Zutaten, x: number, neu: boolean): Wunsch | undefined {
  const b = 'bescheide' in v ? v.bescheide.at(-1) : undefined;
  if (!b) return undefined;
  if (b.dokument && !neu) {
    return { body: { bescheidId: b.id, dokument: { anhangId: b.dokument.id, sha256: b.dokument.sha256 } } };
  }
  const d = datei(z.neueId(), x * 7 + 1);
  return { body: { bescheidId: b.id, dokument: { anhangId: d.anhang.id, sha256: d.anhang.sha256 } }, dokument: d };
}

function aufBescheid(v: Sichtbar, order: Order, x: number, z: Zutaten): Wunsch | undefined {
  const id = 'bescheide' in v ? v.bescheide.at(-1)?.id : undefined;
  if (order === 'BESCHEID_ENTWERFEN') return { body: bescheidInhalt(z.neueId(), x) };
  if (id === undefined) return undefined;
  switch (order) {
    case 'BESCHEID_AENDERN':
      return { body: bescheidInhalt(id, x) };
    case 'BESCHEID_ZURUECKWEISEN':
      return { body: { bescheidId: id, begruendung: aus(GRUENDE, x) } };
    case 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN': {
      const w = zeichnung(v, z, x, true);
      return w && { ...w, body: { ...w.body, an: aus(ZEICHNER, x) } };
    }
    case 'BESCHEID_MITZEICHNEN':
      return zeichnung(v, z, x, false);
    case 'BESCHEID_ZEICHNEN':
      return zeichnung(v, z, x, 'bescheide' in v && v.bescheide.at(-1)?.stand === 'ENTWURF');
    default:
      return { body: { bescheidId: id } };
  }
}

function aufWiedervorlage(v: Sichtbar, order: Order, x: number): Wunsch | undefined {
  const passend = v.wiedervorlagen.filter(
    (w) => order === 'WIEDERVORLAGE_AENDERN' || w.erledigt === (order === 'WIEDERVORLAGE_WIEDEREROEFFNEN'),
  );
  const w = passend[x % Math.max(passend.length, 1)];
  if (!w) return undefined;
  return { body: order === 'WIEDERVORLAGE_AENDERN' ? wiedervorlage(w.id, x) : { wiedervorlageId: w.id } };
}

/** The body for this order on this Vorgang, or undefined where it has nothing to be about. */
export function wunsch(v: Sichtbar, order: Order, x: number, z: Zutaten): Wunsch | undefined {
  const anhaenge = x % 2 === 0 ? { anhaenge: z.dateien.map((d) => d.id) } : {};
  switch (order) {
    case 'VORGANG_VERWERFEN':
    case 'VORGANG_WIEDEREROEFFNEN':
    case 'VORGANG_ZUM_LOESCHEN_MARKIEREN':
      return { body: { begruendung: aus(GRUENDE, x) } };
    case 'VORGANG_WEITERLEITEN': {
      const ziele = OES.filter((o) => o.id !== v.organisationseinheit.id);
      return { body: { organisationseinheitId: aus(ziele, x).id } };
    }
    case 'BEARBEITER_ZUWEISEN':
      return { body: { bearbeiter: aus(EMPFAENGER, x) } };
    case 'AKTENZEICHEN_SETZEN':
      return { body: { aktenzeichen: aus(['32-1', '32-2'], x) } };
    case 'KOMMENTAR_ANLEGEN':
      return { body: { kommentarId: z.neueId(), text: `Notiz ${x % 9}`, ...anhaenge } };
    case 'WIEDERVORLAGE_ANLEGEN':
      return { body: wiedervorlage(z.neueId(), x) };
    case 'WIEDERVORLAGE_AENDERN':
    case 'WIEDERVORLAGE_ERLEDIGEN':
    case 'WIEDERVORLAGE_WIEDEREROEFFNEN':
      return aufWiedervorlage(v, order, x);
    case 'NACHRICHT_SENDEN':
      return {
        body: {
          nachrichtId: z.neueId(),
          betreff: 'Rückfrage',
          text: `Frage ${x % 5}`,
          antwortErlaubt: true,
          ...anhaenge,
        },
      };
    default:
      return order.startsWith('BESCHEID_') ? aufBescheid(v, order, x, z) : { body: {} };
  }
}
