/**
 * Unfinished text, kept as typed, one per Vorgang and kind. A draft counts as work: nothing removes a Vorgang under it.
 * Text of a command that did not take effect returns here, but never over what the person has typed since.
 */
import type { EntwurfArt } from './bestand-typen.ts';
import type { Eintrag } from './eintraege.ts';
import { gelesen } from './eintraege.ts';
import { idBytes } from './kennung.ts';
import { jetztInstant, type Kern } from './kern.ts';
import { liesJson } from './packen.ts';
import type { Verbindung } from './verbindung.ts';

const ART_VON: Readonly<Record<string, EntwurfArt>> = {
  KOMMENTAR_ANLEGEN: 'kommentar',
  NACHRICHT_SENDEN: 'nachricht',
  WIEDERVORLAGE_ANLEGEN: 'wiedervorlage',
  WIEDERVORLAGE_AENDERN: 'wiedervorlage',
  BESCHEID_ENTWERFEN: 'bescheid',
  BESCHEID_AENDERN: 'bescheid',
};

export function entwurf(v: Verbindung, vorgangId: string, art: EntwurfArt): Record<string, unknown> | null {
  const z = v.eins<{ inhalt: string }>(
    'SELECT inhalt FROM entwurf WHERE vorgang_id = ? AND art = ?',
    idBytes(vorgangId),
    art,
  );
  return z ? liesJson<Record<string, unknown>>(z.inhalt) : null;
}

export function setzeEntwurf(kern: Kern, vorgangId: string, art: EntwurfArt, inhalt: object | null): string {
  const am = jetztInstant(kern);
  const id = idBytes(vorgangId);
  if (inhalt === null) {
    kern.v.tu('DELETE FROM entwurf WHERE vorgang_id = ? AND art = ?', id, art);
  } else {
    kern.v.tu(
      `INSERT INTO entwurf (vorgang_id, art, inhalt, am) VALUES (?, ?, ?, ?)
       ON CONFLICT (vorgang_id, art) DO UPDATE SET inhalt = excluded.inhalt, am = excluded.am`,
      id,
      art,
      JSON.stringify(inhalt),
      am,
    );
  }
  return am;
}

/** The content of a command goes back into its draft, where there is none yet. Orders without text: nothing. */
export function rettePerEntwurf(kern: Kern, e: Eintrag): void {
  const art = ART_VON[e.auftrag];
  const g = gelesen(e);
  if (art === undefined || !('befehl' in g)) return;
  kern.v.tu(
    'INSERT INTO entwurf (vorgang_id, art, inhalt, am) VALUES (?, ?, ?, ?) ON CONFLICT (vorgang_id, art) DO NOTHING',
    e.vorgang_id,
    art,
    JSON.stringify(g.befehl.body),
    jetztInstant(kern),
  );
}
