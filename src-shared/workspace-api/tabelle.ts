/**
 * The window's API, declared once: name → input schema and output type, for queries, commands and events. Both ends
 * derive from it; the receiver validates every input, an unknown name or field is a typed error.
 * A query changes nothing; a command answers only after its commit.
 */
import { z } from 'zod';
import type { Dienst, Kollege, Organisationseinheit } from '../cloud-api/root.ts';
import type { Anhang } from '../domain/vorgang.ts';
import type {
  DateiInhalt,
  JournalEintrag,
  JournalPruefung,
  KonfliktAnsicht,
  ListenAntwort,
  OutboxEintrag,
  OutboxState,
  Sitzung,
  StatusAnsicht,
  SuchAntwort,
  SyncBericht,
  VorgangAnsicht,
  ZaehlerAnsicht,
} from './ansichten.ts';

const kennung = z.string().min(1).max(200);
const leer = z.strictObject({});
const limit = z.number().int().min(1).max(500).default(50);

/** Views of the queue by name; `alle` is no filter. */
export const ANSICHTEN = [
  'alle',
  'neu',
  'meine',
  'nicht_zugewiesen',
  'ueberfaellig',
  'wiedervorlagen',
  'zur_mitzeichnung',
  'konflikte',
] as const;
export type Ansicht = (typeof ANSICHTEN)[number];

export const listenFilter = z.strictObject({
  ansicht: z.enum(ANSICHTEN).default('alle'),
  status: z.array(z.string().max(64)).max(20).optional(),
  oe: z.string().max(64).optional(),
  dienst: z.string().max(100).optional(),
});

/** Kinds of unfinished text that are kept as typed. */
export const ENTWURF_ART = ['kommentar', 'bescheid', 'wiedervorlage', 'nachricht'] as const;

/** Marks the output type of a row; carries no value. */
export interface Ausgabe<T> {
  readonly typ?: T;
}
const gibt = <T>(): Ausgabe<T> => ({});

export const ABFRAGEN = {
  sitzung: { eingabe: leer, ausgabe: gibt<Sitzung | null>() },
  status: { eingabe: leer, ausgabe: gibt<StatusAnsicht>() },
  zaehler: { eingabe: leer, ausgabe: gibt<ZaehlerAnsicht>() },
  liste: {
    eingabe: z.strictObject({
      filter: listenFilter.prefault({}),
      sortierung: z.enum(['eingang', 'frist']).default('eingang'),
      limit,
      nach: z.string().max(500).optional(),
    }),
    ausgabe: gibt<ListenAntwort>(),
  },
  suche: {
    eingabe: z.strictObject({ text: z.string().max(500), limit, nach: z.string().max(500).optional() }),
    ausgabe: gibt<SuchAntwort>(),
  },
  /** `id` or Vorgangsnummer. */
  vorgang: { eingabe: z.strictObject({ id: kennung }), ausgabe: gibt<VorgangAnsicht>() },
  dienste: { eingabe: leer, ausgabe: gibt<{ dienste: Dienst[] }>() },
  personen: { eingabe: leer, ausgabe: gibt<{ personen: Kollege[] }>() },
  organisationseinheiten: {
    eingabe: z.strictObject({ suche: z.string().max(200).optional() }),
    ausgabe: gibt<{ organisationseinheiten: Organisationseinheit[] }>(),
  },
  outbox: { eingabe: leer, ausgabe: gibt<{ eintraege: OutboxEintrag[] }>() },
  konflikte: { eingabe: leer, ausgabe: gibt<{ konflikte: KonfliktAnsicht[] }>() },
  journal: {
    eingabe: z.strictObject({ vorgangId: kennung.optional() }),
    ausgabe: gibt<{ akte: JournalEintrag[] }>(),
  },
  journalPruefen: { eingabe: z.strictObject({ vorgangId: kennung.optional() }), ausgabe: gibt<JournalPruefung>() },
  /** The self-contained evidence file of one Vorgang's signed acts; needs the cloud once for its statements. */
  beleg: {
    eingabe: z.strictObject({ vorgangId: kennung }),
    ausgabe: gibt<DateiInhalt & { ankerFingerprint: string; fehlendeDokumente: string[] }>(),
  },
  /** What an E-Akte or archive takes. */
  ausfuhr: {
    eingabe: z.strictObject({ vorgangIds: z.array(kennung).min(1).max(200), format: z.enum(['zip', 'xdomea']) }),
    ausgabe: gibt<DateiInhalt & { hinweise: string[] }>(),
  },
  /** Logs and figures for support; no personal data. */
  diagnose: { eingabe: leer, ausgabe: gibt<DateiInhalt>() },
  /** Fetches the bytes where they are not here yet; verified by SHA-256 before they are handed out. */
  anhang: { eingabe: z.strictObject({ vorgangId: kennung, anhangId: kennung }), ausgabe: gibt<DateiInhalt>() },
  /** The document as it would be signed now. */
  bescheidVorschau: {
    eingabe: z.strictObject({ vorgangId: kennung, bescheidId: kennung }),
    ausgabe: gibt<DateiInhalt & { warnungen: string[] }>(),
  },
  entwurf: {
    eingabe: z.strictObject({ vorgangId: kennung, art: z.enum(ENTWURF_ART) }),
    ausgabe: gibt<{ inhalt: Record<string, unknown> | null }>(),
  },
  /** Names of people one may sign in as; empty unless the cloud runs as a demo. */
  demoPersonen: { eingabe: leer, ausgabe: gibt<{ personen: { username: string; name: string; rolle: string }[] }>() },
} as const;

export const BEFEHLE = {
  /** Puts one command into the outbox. `erwartet` is filled from the overlay; the answer follows the commit. */
  befehl: {
    eingabe: z.strictObject({
      order: z.string().max(100),
      vorgangId: kennung,
      body: z.record(z.string(), z.unknown()),
      /** Given by a caller that repeats the call after a broken line: the same id is stored once. */
      commandId: z.uuid().optional(),
      /** Draft of which the click makes use; removed in the same transaction. */
      entwurf: z.enum(ENTWURF_ART).optional(),
    }),
    ausgabe: gibt<{ commandId: string; state: OutboxState }>(),
  },
  /** Signs the Bescheid draft (MITZEICHNEN where one is asked for): document, signature, journal, outbox at once. */
  zeichne: {
    eingabe: z.strictObject({
      vorgangId: kennung,
      bescheidId: kennung.optional(),
      art: z.enum(['ZEICHNEN', 'MITZEICHNEN']).default('ZEICHNEN'),
      commandId: z.uuid().optional(),
    }),
    ausgabe: gibt<{ commandId: string; state: OutboxState; dokument: Anhang; warnungen: string[] }>(),
  },
  /** Makes the document and gives it to a colleague for Mitzeichnung. */
  zurMitzeichnung: {
    eingabe: z.strictObject({ vorgangId: kennung, bescheidId: kennung, an: kennung }),
    ausgabe: gibt<{ commandId: string; state: OutboxState; warnungen: string[] }>(),
  },
  zuruecknehmen: {
    eingabe: z.strictObject({ commandId: kennung }),
    ausgabe: gibt<{ commandId: string; state: OutboxState }>(),
  },
  loese: {
    eingabe: z.strictObject({
      commandId: kennung,
      weg: z.enum(['erneut', 'bearbeiten', 'kommentar', 'verwerfen']),
      body: z.record(z.string(), z.unknown()).optional(),
    }),
    ausgabe: gibt<{ commandId: string; state: OutboxState; neu?: string }>(),
  },
  entwurfSpeichern: {
    eingabe: z.strictObject({
      vorgangId: kennung,
      art: z.enum(ENTWURF_ART),
      inhalt: z.record(z.string(), z.unknown()).nullable(),
    }),
    ausgabe: gibt<{ gespeichertAm: string }>(),
  },
  /** Keeps a file for a later command of the Vorgang; uploaded before that command. */
  anhangAnfuegen: {
    eingabe: z.strictObject({
      vorgangId: kennung,
      dateiname: z.string().min(1).max(255),
      contentType: z.string().min(1).max(200),
      base64: z.string().max(70_000_000),
    }),
    ausgabe: gibt<Anhang>(),
  },
  sync: { eingabe: z.strictObject({ bisRuhig: z.boolean().default(false) }), ausgabe: gibt<SyncBericht>() },
  /** Gives the passphrase of this profile, or chooses the first one (`status.passphrase`). Never logged, never stored. */
  entsperren: { eingabe: z.strictObject({ passphrase: z.string().min(1).max(1000) }), ausgabe: gibt<StatusAnsicht>() },
  /** Demo sign-in by user name where given; else opens the browser sign-in. */
  anmelden: { eingabe: z.strictObject({ person: kennung.optional() }), ausgabe: gibt<Sitzung>() },
  abmelden: { eingabe: leer, ausgabe: gibt<{ pending: number }>() },
  offlineWaehlen: { eingabe: z.strictObject({ an: z.boolean() }), ausgabe: gibt<StatusAnsicht>() },
} as const;

/** What the workspace tells every window; a window asks anew for what it shows. */
export interface Ereignisse {
  status: StatusAnsicht;
  /** `ids: null`: many, ask for all that is shown. */
  geaendert: { ids: string[] | null; grund: 'abruf' | 'klick' | 'antwort' | 'entzogen' };
  sitzung: Sitzung | null;
}

export type AbfrageName = keyof typeof ABFRAGEN;
export type BefehlName = keyof typeof BEFEHLE;
export type Name = AbfrageName | BefehlName;

export const TABELLE = { ...ABFRAGEN, ...BEFEHLE } as const;

/** Input of a call as the caller gives it (defaults may be left out). */
export type Eingabe<N extends Name> = z.input<(typeof TABELLE)[N]['eingabe']>;
/** Input as the receiver sees it, defaults filled. */
export type GeprueftEingabe<N extends Name> = z.output<(typeof TABELLE)[N]['eingabe']>;
/** What a call answers. */
export type AusgabeVon<N extends Name> = (typeof TABELLE)[N]['ausgabe'] extends Ausgabe<infer T> ? T : never;

/** The whole API as one side implements it and the other calls it. */
export type WorkspaceApi = { [N in Name]: (eingabe: GeprueftEingabe<N>) => Promise<AusgabeVon<N>> };
