/**
 * The orders a person can give: body schema, what `erwartet` must name, German title. One row an order;
 * a new order is a row here, one in `uebergaenge.ts` and its effect in `apply.ts` (a missing one does not compile).
 * Bodies are strict: the cloud refuses fields it does not know. What an order does is not decided here.
 */
import { z } from 'zod';
import { ENTSCHEIDUNG } from './vorgang.ts';

/** Fields of `erwartet`: what the person saw on the screen; `null` for an empty value. */
export const ERWARTET_FELDER = [
  'status',
  'bearbeiter',
  'aktenzeichen',
  'organisationseinheitId',
  'wiedervorlageVersion',
  'bescheidVersion',
  'bescheidStand',
] as const;
export type ErwartetFeld = (typeof ERWARTET_FELDER)[number];

export const erwartet = z.strictObject({
  status: z.string().max(64).nullable().optional(),
  bearbeiter: z.string().max(200).nullable().optional(),
  aktenzeichen: z.string().max(200).nullable().optional(),
  organisationseinheitId: z.string().max(64).nullable().optional(),
  wiedervorlageVersion: z.number().int().nullable().optional(),
  bescheidVersion: z.number().int().nullable().optional(),
  bescheidStand: z.string().max(64).nullable().optional(),
});
export type Erwartet = z.infer<typeof erwartet>;

const id = z.uuid();
const kurz = z.string().trim().min(1).max(500);
const lang = z.string().max(100_000);
const begruendung = z.string().trim().min(1).max(10_000);
const datum = z.iso.date();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const anhangIds = z.array(id).max(100).optional();
const dokument = z.strictObject({ anhangId: id, sha256 });

const leer = z.strictObject({});
const mitBegruendung = z.strictObject({ begruendung });
const wiedervorlage = z.strictObject({
  wiedervorlageId: id,
  betreff: kurz,
  frist: datum,
  beschreibung: lang.optional(),
});
const wiedervorlageId = z.strictObject({ wiedervorlageId: id });
const bescheidInhalt = z.strictObject({
  bescheidId: id,
  entscheidung: z.enum(ENTSCHEIDUNG),
  vorlageId: z.string().min(1).max(100),
  felder: z.record(z.string().max(200), z.union([z.string().max(100_000), z.number(), z.boolean(), z.null()])),
  text: lang,
});
const bescheidId = z.strictObject({ bescheidId: id });
const zeichnung = z.strictObject({ bescheidId: id, dokument });

/** Body schema per order. */
export const BODY = {
  VORGANG_ANNEHMEN: leer,
  VORGANG_VERWERFEN: mitBegruendung,
  VORGANG_ZURUECKHOLEN: leer,
  VORGANG_BEARBEITEN: leer,
  VORGANG_ZURUECKSTELLEN: leer,
  VORGANG_ABSCHLIESSEN: leer,
  VORGANG_WIEDEREROEFFNEN: mitBegruendung,
  VORGANG_WEITERLEITEN: z.strictObject({
    organisationseinheitId: z.string().min(1).max(64),
    begruendung: begruendung.optional(),
  }),
  VORGANG_ZUM_LOESCHEN_MARKIEREN: mitBegruendung,
  LOESCHANFORDERUNG_ZURUECKNEHMEN: leer,
  VORGANG_LOESCHEN: leer,
  BEARBEITER_ZUWEISEN: z.strictObject({ bearbeiter: z.string().min(1).max(200).nullable() }),
  AKTENZEICHEN_SETZEN: z.strictObject({ aktenzeichen: z.string().trim().min(1).max(200) }),
  KOMMENTAR_ANLEGEN: z.strictObject({ kommentarId: id, text: lang.min(1), anhaenge: anhangIds }),
  WIEDERVORLAGE_ANLEGEN: wiedervorlage,
  WIEDERVORLAGE_AENDERN: wiedervorlage,
  WIEDERVORLAGE_ERLEDIGEN: wiedervorlageId,
  WIEDERVORLAGE_WIEDEREROEFFNEN: wiedervorlageId,
  NACHRICHT_SENDEN: z.strictObject({
    nachrichtId: id,
    betreff: kurz,
    text: lang.min(1),
    anhaenge: anhangIds,
    antwortErlaubt: z.boolean(),
  }),
  BESCHEID_ENTWERFEN: bescheidInhalt,
  BESCHEID_AENDERN: bescheidInhalt,
  BESCHEID_VERWERFEN: bescheidId,
  BESCHEID_ZUR_MITZEICHNUNG_GEBEN: z.strictObject({ bescheidId: id, an: z.string().min(1).max(200), dokument }),
  BESCHEID_MITZEICHNEN: zeichnung,
  BESCHEID_ZURUECKWEISEN: z.strictObject({ bescheidId: id, begruendung }),
  BESCHEID_ZEICHNEN: zeichnung,
  BESCHEID_ZEICHNUNG_ZURUECKZIEHEN: bescheidId,
} as const;

export type Order = keyof typeof BODY;
export type Body<O extends Order> = z.infer<(typeof BODY)[O]>;
export const ORDERS = Object.keys(BODY) as Order[];

/** True for an order this version knows. */
export function istOrder(wert: string): wert is Order {
  return Object.hasOwn(BODY, wert);
}

const BESCHEID_ERWARTET = ['bescheidVersion', 'bescheidStand'] as const;

/** What `erwartet` must name for each order (cloud-api.md "Commands"). */
export const ERWARTET: Record<Order, readonly ErwartetFeld[]> = {
  VORGANG_ANNEHMEN: ['status'],
  VORGANG_VERWERFEN: ['status'],
  VORGANG_ZURUECKHOLEN: ['status'],
  VORGANG_BEARBEITEN: ['status'],
  VORGANG_ZURUECKSTELLEN: ['status'],
  VORGANG_ABSCHLIESSEN: ['status'],
  VORGANG_WIEDEREROEFFNEN: ['status'],
  VORGANG_WEITERLEITEN: ['status', 'organisationseinheitId'],
  VORGANG_ZUM_LOESCHEN_MARKIEREN: ['status'],
  LOESCHANFORDERUNG_ZURUECKNEHMEN: ['status'],
  VORGANG_LOESCHEN: ['status'],
  BEARBEITER_ZUWEISEN: ['bearbeiter'],
  AKTENZEICHEN_SETZEN: ['aktenzeichen'],
  KOMMENTAR_ANLEGEN: [],
  WIEDERVORLAGE_ANLEGEN: [],
  WIEDERVORLAGE_AENDERN: ['wiedervorlageVersion'],
  WIEDERVORLAGE_ERLEDIGEN: ['wiedervorlageVersion'],
  WIEDERVORLAGE_WIEDEREROEFFNEN: ['wiedervorlageVersion'],
  NACHRICHT_SENDEN: [],
  BESCHEID_ENTWERFEN: ['status'],
  BESCHEID_AENDERN: BESCHEID_ERWARTET,
  BESCHEID_VERWERFEN: BESCHEID_ERWARTET,
  BESCHEID_ZUR_MITZEICHNUNG_GEBEN: BESCHEID_ERWARTET,
  BESCHEID_MITZEICHNEN: [...BESCHEID_ERWARTET, 'status'],
  BESCHEID_ZURUECKWEISEN: BESCHEID_ERWARTET,
  BESCHEID_ZEICHNEN: [...BESCHEID_ERWARTET, 'status'],
  BESCHEID_ZEICHNUNG_ZURUECKZIEHEN: BESCHEID_ERWARTET,
};

/** What people read: `titel` on a button (verb), `was` in the Historie. */
export const ORDER_TITEL: Record<Order, { titel: string; was: string }> = {
  VORGANG_ANNEHMEN: { titel: 'Annehmen', was: 'Vorgang angenommen' },
  VORGANG_VERWERFEN: { titel: 'Verwerfen', was: 'Vorgang verworfen' },
  VORGANG_ZURUECKHOLEN: { titel: 'Zurückholen', was: 'Vorgang zurückgeholt' },
  VORGANG_BEARBEITEN: { titel: 'In Bearbeitung nehmen', was: 'In Bearbeitung genommen' },
  VORGANG_ZURUECKSTELLEN: { titel: 'Zurückstellen', was: 'Vorgang zurückgestellt' },
  VORGANG_ABSCHLIESSEN: { titel: 'Abschließen', was: 'Vorgang abgeschlossen' },
  VORGANG_WIEDEREROEFFNEN: { titel: 'Wiedereröffnen', was: 'Vorgang wiedereröffnet' },
  VORGANG_WEITERLEITEN: { titel: 'Weiterleiten', was: 'Vorgang weitergeleitet' },
  VORGANG_ZUM_LOESCHEN_MARKIEREN: { titel: 'Löschen anfordern', was: 'Löschung angefordert' },
  LOESCHANFORDERUNG_ZURUECKNEHMEN: { titel: 'Löschanforderung zurücknehmen', was: 'Löschanforderung zurückgenommen' },
  VORGANG_LOESCHEN: { titel: 'Endgültig löschen', was: 'Vorgang gelöscht' },
  BEARBEITER_ZUWEISEN: { titel: 'Zuweisen', was: 'Bearbeitung zugewiesen' },
  AKTENZEICHEN_SETZEN: { titel: 'Aktenzeichen setzen', was: 'Aktenzeichen gesetzt' },
  KOMMENTAR_ANLEGEN: { titel: 'Kommentieren', was: 'Kommentar angelegt' },
  WIEDERVORLAGE_ANLEGEN: { titel: 'Wiedervorlage anlegen', was: 'Wiedervorlage angelegt' },
  WIEDERVORLAGE_AENDERN: { titel: 'Wiedervorlage ändern', was: 'Wiedervorlage geändert' },
  WIEDERVORLAGE_ERLEDIGEN: { titel: 'Wiedervorlage erledigen', was: 'Wiedervorlage erledigt' },
  WIEDERVORLAGE_WIEDEREROEFFNEN: { titel: 'Wiedervorlage wieder öffnen', was: 'Wiedervorlage wieder geöffnet' },
  NACHRICHT_SENDEN: { titel: 'Nachricht senden', was: 'Nachricht gesendet' },
  BESCHEID_ENTWERFEN: { titel: 'Bescheid entwerfen', was: 'Bescheid entworfen' },
  BESCHEID_AENDERN: { titel: 'Entwurf ändern', was: 'Bescheidentwurf geändert' },
  BESCHEID_VERWERFEN: { titel: 'Entwurf verwerfen', was: 'Bescheidentwurf verworfen' },
  BESCHEID_ZUR_MITZEICHNUNG_GEBEN: { titel: 'Zur Mitzeichnung geben', was: 'Bescheid zur Mitzeichnung gegeben' },
  BESCHEID_MITZEICHNEN: { titel: 'Mitzeichnen', was: 'Bescheid mitgezeichnet' },
  BESCHEID_ZURUECKWEISEN: { titel: 'Zurückweisen', was: 'Bescheid zurückgewiesen' },
  BESCHEID_ZEICHNEN: { titel: 'Schlusszeichnen', was: 'Bescheid schlussgezeichnet' },
  BESCHEID_ZEICHNUNG_ZURUECKZIEHEN: { titel: 'Zeichnung zurückziehen', was: 'Zeichnung zurückgezogen' },
};

/** Orders that no earlier command of the same Vorgang holds up (cloud-api.md, sync.md). */
export const UNGEHALTEN: ReadonlySet<string> = new Set<Order>(['KOMMENTAR_ANLEGEN', 'WIEDERVORLAGE_ANLEGEN']);

/** Orders that need a device's signature. */
export const SIGNIERT: ReadonlySet<string> = new Set<Order>(['BESCHEID_MITZEICHNEN', 'BESCHEID_ZEICHNEN']);

/** A command with its body already checked against its order. */
export type Befehl = {
  [O in Order]: {
    commandId: string;
    vorgangId: string;
    order: O;
    body: Body<O>;
    createdAt: string;
    erwartet?: Erwartet | undefined;
  };
}[Order];

/** Ids of the Anhänge that a command's body names, as written there: files, and the document that is signed. */
export function genannteAnhaenge(body: object): string[] {
  const { anhaenge, dokument } = body as { anhaenge?: unknown; dokument?: { anhangId?: unknown } | null };
  const ids = Array.isArray(anhaenge) ? anhaenge : [];
  return [...ids, dokument?.anhangId].filter((id): id is string => typeof id === 'string');
}
