/**
 * The window commands that are not about a case: views, panes, search, undo, sync, settings, help. Keys follow Outlook
 * where it has one.
 */
import { ANSICHTEN, type Ansicht } from '../../src-shared/workspace-api/tabelle.ts';
import type { Fenster } from '../zustand/fenster.svelte.ts';
import type { FensterBefehl } from './befehl.ts';

export const ANSICHT_TITEL: Record<Ansicht, string> = {
  alle: 'Alle',
  neu: 'Neu in meiner OE',
  meine: 'Meine',
  nicht_zugewiesen: 'Nicht zugewiesen',
  ueberfaellig: 'Überfällig',
  wiedervorlagen: 'Wiedervorlagen',
  zur_mitzeichnung: 'Zur Mitzeichnung',
  konflikte: 'Konflikte',
};

const immer = (): 'ja' => 'ja';
const angemeldet = (f: Fenster) => (f.lage.sitzung ? 'ja' : 'fehlt');

const ansichten = ANSICHTEN.map(
  (name, i): FensterBefehl => ({
    id: `ansicht.${name}`,
    titel: `Ansicht „${ANSICHT_TITEL[name]}“`,
    synonyme: ['zeigen', 'filtern', 'Liste'],
    gruppe: 'Ansicht',
    taste: `Alt+${i + 1}`,
    lage: angemeldet,
    tu: (f) => f.zeigeAnsicht(name),
  }),
);

const gehen: FensterBefehl[] = [
  {
    id: 'gehen.suche',
    titel: 'Suchen',
    synonyme: ['finden', 'Volltext'],
    gruppe: 'Gehen',
    taste: 'F3',
    buchstabe: '/',
    auchBeimSchreiben: true,
    lage: angemeldet,
    tu: (f) => f.fokus.gehe('suche'),
  },
  {
    id: 'gehen.suche_outlook',
    titel: 'Suchfeld öffnen',
    synonyme: ['suchen'],
    gruppe: 'Gehen',
    taste: 'Strg+F',
    auchBeimSchreiben: true,
    lage: angemeldet,
    tu: (f) => f.fokus.gehe('suche'),
  },
  {
    id: 'gehen.bereich',
    titel: 'Nächster Bereich',
    synonyme: ['Fensterteil', 'Fokus'],
    gruppe: 'Gehen',
    taste: 'F6',
    auchBeimSchreiben: true,
    lage: angemeldet,
    tu: (f) => f.fokus.weiter(1),
  },
  {
    id: 'gehen.bereich_zurueck',
    titel: 'Voriger Bereich',
    synonyme: ['Fensterteil', 'Fokus'],
    gruppe: 'Gehen',
    taste: 'Umschalt+F6',
    auchBeimSchreiben: true,
    lage: angemeldet,
    tu: (f) => f.fokus.weiter(-1),
  },
  {
    id: 'gehen.naechster',
    titel: 'Nächster Vorgang',
    synonyme: ['weiter', 'unten'],
    gruppe: 'Gehen',
    taste: 'Alt+Ab',
    buchstabe: 'j',
    lage: angemeldet,
    tu: (f) => f.geheInListe(1),
  },
  {
    id: 'gehen.voriger',
    titel: 'Voriger Vorgang',
    synonyme: ['zurück', 'oben'],
    gruppe: 'Gehen',
    taste: 'Alt+Auf',
    buchstabe: 'k',
    lage: angemeldet,
    tu: (f) => f.geheInListe(-1),
  },
  {
    id: 'ansicht.neue_zeigen',
    titel: 'Neue Vorgänge anzeigen',
    synonyme: ['aktualisieren', 'Liste neu'],
    gruppe: 'Ansicht',
    taste: 'F5',
    lage: angemeldet,
    tu: (f) => f.liste.lade(),
  },
];

const fenster: FensterBefehl[] = [
  {
    id: 'fenster.palette',
    titel: 'Befehle suchen',
    synonyme: ['Palette', 'Menü'],
    gruppe: 'Fenster',
    taste: 'Strg+K',
    auchBeimSchreiben: true,
    lage: angemeldet,
    tu: (f) => f.dialoge.oeffne({ art: 'palette' }),
  },
  {
    id: 'fenster.rueckgaengig',
    titel: 'Rückgängig',
    synonyme: ['zurücknehmen', 'undo'],
    gruppe: 'Fenster',
    taste: 'Strg+Z',
    lage: (f) => (f.meldungen.zeile?.zurueck ? 'ja' : { grund: 'Es gibt gerade nichts zurückzunehmen.' }),
    tu: (f) => f.meldungen.rueckgaengig(),
  },
  {
    id: 'fenster.outbox',
    titel: 'Eigene Änderungen zeigen',
    synonyme: ['Ausgang', 'Outbox', 'wartet', 'Übertragung'],
    gruppe: 'Fenster',
    lage: angemeldet,
    tu: (f) => f.dialoge.oeffne({ art: 'outbox' }),
  },
  {
    id: 'fenster.abgleich',
    titel: 'Jetzt abgleichen',
    synonyme: ['Sync', 'aktualisieren', 'senden und empfangen'],
    gruppe: 'Fenster',
    taste: 'F9',
    lage: angemeldet,
    tu: (f) => f.gleicheAb(),
  },
  {
    id: 'fenster.offline',
    titel: 'Offline arbeiten ein- oder ausschalten',
    synonyme: ['Netz', 'Flugmodus'],
    gruppe: 'Fenster',
    lage: angemeldet,
    tu: (f) => f.schalteOffline(),
  },
  {
    id: 'fenster.erscheinung',
    titel: 'Einstellungen',
    synonyme: ['dunkel', 'hell', 'Erscheinung', 'Tasten', 'Optionen'],
    gruppe: 'Fenster',
    taste: 'Strg+,',
    lage: immer,
    tu: (f) => f.dialoge.oeffne({ art: 'einstellungen' }),
  },
  {
    id: 'fenster.tasten',
    titel: 'Tastenübersicht',
    synonyme: ['Hilfe', 'Tastatur', 'Kürzel'],
    gruppe: 'Fenster',
    taste: 'F1',
    buchstabe: '?',
    auchBeimSchreiben: true,
    lage: immer,
    tu: (f) => f.dialoge.oeffne({ art: 'tasten' }),
  },
  {
    id: 'fenster.diagnose',
    titel: 'Diagnose für die IT sichern',
    synonyme: ['Protokoll', 'Log', 'Fehlerbericht', 'Support'],
    gruppe: 'Fenster',
    lage: immer,
    tu: (f) => f.handeln.sichere('diagnose'),
  },
  {
    id: 'fenster.abmelden',
    titel: 'Abmelden',
    synonyme: ['ausloggen', 'Person wechseln'],
    gruppe: 'Fenster',
    lage: angemeldet,
    tu: (f) => f.dialoge.oeffne({ art: 'abmelden' }),
  },
];

export const FENSTER_BEFEHLE: readonly FensterBefehl[] = [...ansichten, ...gehen, ...fenster];
