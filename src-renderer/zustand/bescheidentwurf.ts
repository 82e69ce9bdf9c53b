/**
 * The Bescheid while it is being written: what the form holds, what is still missing, and the body an order needs.
 * Pure; which fields a template asks for is the Dienst's.
 */
import type { Dienst } from '../../src-shared/cloud-api/root.ts';
import type { Bescheid } from '../../src-shared/domain/vorgang.ts';

export interface Bescheidinhalt extends Record<string, unknown> {
  bescheidId: string;
  entscheidung: string;
  vorlageId: string;
  felder: Record<string, string>;
  text: string;
}

/** What the form begins with: the draft as it stands, or an empty one on the first template. */
export function beginn(alt: Bescheid | undefined, neueId: string, vorlagen: readonly { id: string }[]): Bescheidinhalt {
  if (!alt) return { bescheidId: neueId, entscheidung: '', vorlageId: vorlagen[0]?.id ?? '', felder: {}, text: '' };
  const felder = Object.fromEntries(Object.entries(alt.felder).map(([k, w]) => [k, w === null ? '' : String(w)]));
  return { bescheidId: alt.id, entscheidung: alt.entscheidung, vorlageId: alt.vorlageId, felder, text: alt.text };
}

/** Names of the fields that the template wants filled. */
export function pflichtfelder(vorlageId: string, dienst: Dienst | undefined): string[] {
  return dienst?.vorlagen.find((v) => v.id === vorlageId)?.pflichtfelder ?? [];
}

/** What is still missing, by field; empty where the draft can be stored. */
export function maengel(b: Bescheidinhalt, dienst: Dienst | undefined): Record<string, string> {
  const m: Record<string, string> = {};
  if (b.entscheidung === '') m.entscheidung = 'Wählen Sie eine Entscheidung.';
  if (b.vorlageId === '') m.vorlageId = 'Wählen Sie eine Vorlage.';
  if (b.text.trim() === '') m.text = 'Schreiben Sie den Text des Bescheids.';
  for (const feld of pflichtfelder(b.vorlageId, dienst)) {
    if (!b.felder[feld]?.trim()) m[feld] = `Füllen Sie „${feldName(feld)}“ aus.`;
  }
  return m;
}

/** `gebuehrInEuro` and `gebuehr_in_euro` → `Gebuehr in euro`. */
export function feldName(feld: string): string {
  const worte = feld
    .replaceAll('_', ' ')
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .trim();
  return worte.charAt(0).toLocaleUpperCase('de') + worte.slice(1);
}
