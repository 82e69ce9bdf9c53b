/**
 * The fields in which three versions of a Vorgang can differ for one command, flat and with German titles: what the
 * person saw, what they want, what the cloud has. Values are as the contract writes them; people's names, not their ids.
 */
import { apply } from '../../../src-shared/domain/apply.ts';
import type { Befehl } from '../../../src-shared/domain/befehle.ts';
import type { Kontext } from '../../../src-shared/domain/kontext.ts';
import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { alsGanzes } from './ganz.ts';

/** Field → value; null where there is none. */
export type Sicht = Record<string, unknown>;

const TITEL: Readonly<Record<string, string>> = {
  status: 'Status',
  bearbeiter: 'Bearbeitung',
  aktenzeichen: 'Aktenzeichen',
  organisationseinheit: 'Zuständige Stelle',
  vorhanden: 'Vorgang vorhanden',
  'kommentar.text': 'Kommentar',
  'nachricht.betreff': 'Betreff der Nachricht',
  'nachricht.text': 'Text der Nachricht',
  'wiedervorlage.betreff': 'Betreff der Wiedervorlage',
  'wiedervorlage.frist': 'Frist der Wiedervorlage',
  'wiedervorlage.beschreibung': 'Beschreibung der Wiedervorlage',
  'wiedervorlage.erledigt': 'Wiedervorlage erledigt',
  'bescheid.stand': 'Stand des Bescheids',
  'bescheid.entscheidung': 'Entscheidung',
  'bescheid.text': 'Text des Bescheids',
  'bescheid.version': 'Fassung des Bescheids',
  'bescheid.mitgezeichnetVon': 'Mitgezeichnet von',
  'bescheid.gezeichnetVon': 'Gezeichnet von',
};

export const feldTitel = (feld: string): string => TITEL[feld] ?? feld;

const teil = (vor: string, objekt: object | undefined, felder: readonly string[]): Sicht =>
  Object.fromEntries(
    felder.map((f) => {
      const wert = (objekt as Record<string, unknown> | undefined)?.[f];
      const name = wert !== null && typeof wert === 'object' && 'name' in wert ? wert.name : wert;
      return [`${vor}.${f}`, name ?? null];
    }),
  );

/** What of the Vorgang bears on a command with this body. */
export function sichtVon(vorgang: Vorgang | VorgangKopf, body: object): Sicht {
  const v = alsGanzes(vorgang);
  const b = body as { kommentarId?: string; nachrichtId?: string; wiedervorlageId?: string; bescheidId?: string };
  const finde = <T extends { id: string }>(liste: readonly T[], id: string) => liste.find((x) => x.id === id);
  return {
    status: v.status,
    bearbeiter: v.bearbeiter?.name ?? null,
    aktenzeichen: v.aktenzeichen ?? null,
    organisationseinheit: v.organisationseinheit.name,
    ...(b.kommentarId ? teil('kommentar', finde(v.kommentare, b.kommentarId), ['text']) : {}),
    ...(b.nachrichtId ? teil('nachricht', finde(v.nachrichten, b.nachrichtId), ['betreff', 'text']) : {}),
    ...(b.wiedervorlageId
      ? teil('wiedervorlage', finde(v.wiedervorlagen, b.wiedervorlageId), [
          'betreff',
          'frist',
          'beschreibung',
          'erledigt',
        ])
      : {}),
    ...(b.bescheidId
      ? teil('bescheid', finde(v.bescheide, b.bescheidId), [
          'stand',
          'entscheidung',
          'text',
          'version',
          'mitgezeichnetVon',
          'gezeichnetVon',
        ])
      : {}),
  };
}

/** What it would be after the command on what the person saw; what they saw where the command cannot be applied there. */
export function gewollteSicht(gesehen: Vorgang | VorgangKopf, befehl: Befehl, kontext: Kontext): Sicht {
  const urteil = apply(alsGanzes(gesehen), befehl, { ...kontext, am: befehl.createdAt });
  if (urteil.state !== 'angenommen') return sichtVon(gesehen, befehl.body);
  return urteil.vorgang === null
    ? { ...sichtVon(gesehen, befehl.body), vorhanden: false }
    : sichtVon(urteil.vorgang, befehl.body);
}

/** The rows of the comparison: only fields in which anything differs. `jetzt` undefined: the cloud has told nothing. */
export function vergleiche(gesehen: Sicht, gewollt: Sicht, jetzt: Sicht | undefined) {
  const felder = [...new Set([...Object.keys(gesehen), ...Object.keys(gewollt)])];
  return felder
    .map((feld) => ({
      feld,
      titel: feldTitel(feld),
      gesehen: gesehen[feld] ?? null,
      gewollt: gewollt[feld] ?? null,
      jetzt: jetzt === undefined ? null : (jetzt[feld] ?? null),
    }))
    .filter((f) => f.gesehen !== f.gewollt || (jetzt !== undefined && f.gesehen !== f.jetzt));
}
