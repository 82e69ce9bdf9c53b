/**
 * The Vorgang and its parts, as cloud-api.md says them: one schema each, types inferred from it.
 * Readers are tolerant (unknown fields are dropped, unknown statuses come through as strings); what may be
 * written is decided by `befehle.ts`. Instants are RFC 3339 UTC with milliseconds, dates `YYYY-MM-DD`, sizes bytes.
 */
import { z } from 'zod';

/** Every status of product.md, in the order of a case's life. */
export const STATUS = [
  'NEU',
  'ANGENOMMEN',
  'IN_BEARBEITUNG',
  'BESCHIEDEN',
  'ABGESCHLOSSEN',
  'VERWORFEN',
  'ZU_LOESCHEN',
  'WEITERGELEITET',
] as const;
export type Status = (typeof STATUS)[number];

/** What people read for a status. */
export const STATUS_TITEL: Record<Status, string> = {
  NEU: 'Neu',
  ANGENOMMEN: 'Angenommen',
  IN_BEARBEITUNG: 'In Bearbeitung',
  BESCHIEDEN: 'Beschieden',
  ABGESCHLOSSEN: 'Abgeschlossen',
  VERWORFEN: 'Verworfen',
  ZU_LOESCHEN: 'Zu löschen',
  WEITERGELEITET: 'Weitergeleitet',
};

export const BESCHEID_STAND = [
  'ENTWURF',
  'ZUR_MITZEICHNUNG',
  'MITGEZEICHNET',
  'GEZEICHNET',
  'VERSENDET',
  'ZURUECKGEWIESEN',
  'ZURUECKGEZOGEN',
] as const;
export type BescheidStand = (typeof BESCHEID_STAND)[number];

export const ENTSCHEIDUNG = ['BEWILLIGT', 'TEILWEISE', 'ABGELEHNT', 'SONSTIGE'] as const;
export type Entscheidung = (typeof ENTSCHEIDUNG)[number];

export const ROLLEN = [
  'VERWALTUNG_USER',
  'VERWALTUNG_POSTSTELLE',
  'VERWALTUNG_LOESCHEN',
  'VERWALTUNG_LEITUNG',
] as const;
export type Rolle = (typeof ROLLEN)[number];

export const personRef = z.object({ sub: z.string(), name: z.string() });
export type PersonRef = z.infer<typeof personRef>;

export const anhang = z.object({
  id: z.string(),
  dateiname: z.string(),
  contentType: z.string(),
  groesse: z.number().int().nonnegative(),
  sha256: z.string(),
});
export type Anhang = z.infer<typeof anhang>;

/** One node of the form's tree: a leaf with one typed value, or a group with `formItems`. */
export interface FormItem {
  name: string;
  label: string;
  stringValue?: string | undefined;
  numberValue?: number | undefined;
  dateValue?: string | undefined;
  booleanValue?: boolean | undefined;
  formItems?: FormItem[] | undefined;
}
export const formItem: z.ZodType<FormItem> = z.object({
  name: z.string(),
  label: z.string(),
  stringValue: z.string().optional(),
  numberValue: z.number().optional(),
  dateValue: z.string().optional(),
  booleanValue: z.boolean().optional(),
  get formItems() {
    return z.array(formItem).optional();
  },
});

export const anschrift = z.object({ strasse: z.string(), hausnummer: z.string(), plz: z.string(), ort: z.string() });
export const antragsteller = z.object({
  anrede: z.string().optional(),
  vorname: z.string().optional(),
  nachname: z.string().optional(),
  firma: z.string().optional(),
  geburtsdatum: z.string().optional(),
  anschrift: anschrift.optional(),
  email: z.string().optional(),
  telefon: z.string().optional(),
  postfach: z.object({ art: z.string(), kennung: z.string() }).optional(),
  auskunftssperre: z.boolean().optional(),
});
export type Antragsteller = z.infer<typeof antragsteller>;

export const eingangHeader = z.object({
  requestId: z.string(),
  formId: z.string(),
  formName: z.string(),
  formEngineName: z.string().optional(),
  createdAt: z.string(),
  sender: z.string().optional(),
});

export const kommentar = z.object({
  id: z.string(),
  text: z.string(),
  von: personRef,
  am: z.string(),
  anhaenge: z.array(anhang),
});
export type Kommentar = z.infer<typeof kommentar>;

export const wiedervorlage = z.object({
  id: z.string(),
  version: z.number().int(),
  betreff: z.string(),
  beschreibung: z.string().optional(),
  frist: z.string(),
  erledigt: z.boolean(),
  von: personRef,
  am: z.string(),
});
export type Wiedervorlage = z.infer<typeof wiedervorlage>;

export const nachricht = z.object({
  id: z.string(),
  richtung: z.string(),
  betreff: z.string(),
  text: z.string(),
  von: personRef.optional(),
  am: z.string(),
  stand: z.string(),
  antwortErlaubt: z.boolean().optional(),
  anhaenge: z.array(anhang),
});
export type Nachricht = z.infer<typeof nachricht>;

export const bescheid = z.object({
  id: z.string(),
  version: z.number().int(),
  stand: z.string(),
  entscheidung: z.string(),
  vorlageId: z.string(),
  felder: z.record(z.string(), z.unknown()),
  text: z.string(),
  dokument: anhang.optional(),
  erstelltVon: personRef,
  zurMitzeichnung: z.object({ an: personRef, von: personRef, am: z.string() }).optional(),
  mitgezeichnetVon: personRef.optional(),
  mitgezeichnetAm: z.string().optional(),
  gezeichnetVon: personRef.optional(),
  gezeichnetAm: z.string().optional(),
  zurueckgewiesen: z.object({ von: personRef, am: z.string(), begruendung: z.string() }).optional(),
  versendetAm: z.string().optional(),
});
export type Bescheid = z.infer<typeof bescheid>;

export const historieEintrag = z.object({
  am: z.string(),
  geraetAm: z.string().optional(),
  von: personRef,
  order: z.string(),
  commandId: z.string(),
  was: z.string(),
  /** The reason given, where the order asks for one. */
  begruendung: z.string().optional(),
  /** Id of the Kommentar, Wiedervorlage, Nachricht or Bescheid it is about. */
  bezug: z.string().optional(),
});
export type HistorieEintrag = z.infer<typeof historieEintrag>;

export const eingang = z.object({
  header: eingangHeader,
  formData: z.array(formItem),
  anhaenge: z.array(anhang),
  repraesentationen: z.array(anhang),
});

/** What head and whole have in common. */
const gemeinsam = {
  id: z.string(),
  version: z.number().int(),
  nummer: z.string(),
  aktenzeichen: z.string().optional(),
  name: z.string(),
  status: z.string(),
  eingangAm: z.string(),
  geaendertAm: z.string(),
  frist: z.string().optional(),
  dienst: z.object({ id: z.string(), name: z.string(), leikaId: z.string().optional() }),
  organisationseinheit: z.object({ id: z.string(), name: z.string() }),
  antragsteller: antragsteller.optional(),
  bearbeiter: personRef.optional(),
  wiedervorlagen: z.array(wiedervorlage),
  /** Set in ZU_LOESCHEN: who asked, why, and the status to go back to. */
  loeschung: z.object({ von: personRef, am: z.string(), begruendung: z.string(), statusVorher: z.string() }).optional(),
  /** Set in WEITERGELEITET (the linked case elsewhere) and in the case that began there. */
  verknuepft: z.object({ organisationseinheit: z.object({ id: z.string(), name: z.string() }) }).optional(),
};

export const vorgang = z.object({
  ...gemeinsam,
  eingang,
  kommentare: z.array(kommentar),
  nachrichten: z.array(nachricht),
  bescheide: z.array(bescheid),
  historie: z.array(historieEintrag),
});
export type Vorgang = z.infer<typeof vorgang>;

/** `sicht=kopf`: what a list needs, without form data, Kommentare, Nachrichten, Bescheide and Historie. */
export const vorgangKopf = z.object({
  ...gemeinsam,
  eingang: eingang.omit({ formData: true }),
  kopf: z.literal(true),
  bescheidStand: z.string().optional(),
  neueNachrichten: z.number().int(),
});
export type VorgangKopf = z.infer<typeof vorgangKopf>;

/** The head of a Vorgang. `neueNachrichten` counts incoming messages that nobody has seen to yet (stand NEU). */
export function kopfVon(v: Vorgang): VorgangKopf {
  const { kommentare: _k, nachrichten, bescheide, historie: _h, eingang: e, ...rest } = v;
  const { formData: _f, ...eingangKopf } = e;
  const stand = bescheide.at(-1)?.stand;
  return {
    ...rest,
    eingang: eingangKopf,
    kopf: true,
    ...(stand === undefined ? {} : { bescheidStand: stand }),
    neueNachrichten: nachrichten.filter((n) => n.richtung === 'EIN' && n.stand === 'NEU').length,
  };
}

/** The stages' titles as people read them. */
export const BESCHEID_STAND_TITEL: Record<BescheidStand, string> = {
  ENTWURF: 'Entwurf',
  ZUR_MITZEICHNUNG: 'Zur Mitzeichnung',
  MITGEZEICHNET: 'Mitgezeichnet',
  GEZEICHNET: 'Gezeichnet',
  VERSENDET: 'Versendet',
  ZURUECKGEWIESEN: 'Zurückgewiesen',
  ZURUECKGEZOGEN: 'Zurückgezogen',
};

export const ENTSCHEIDUNG_TITEL: Record<Entscheidung, string> = {
  BEWILLIGT: 'Bewilligt',
  TEILWEISE: 'Teilweise bewilligt',
  ABGELEHNT: 'Abgelehnt',
  SONSTIGE: 'Sonstige Entscheidung',
};
