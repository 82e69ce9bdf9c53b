/**
 * What the recovery command hands over of one database: commands, drafts, unsent files and signed acts, byte for byte as
 * they were stored, with a German text that says what is what. Nothing of the cloud's data, no session, no key goes in.
 */
import type { Arbeit, Zeile } from '../cache/arbeitsquellen.ts';
import { idText } from '../cache/kennung.ts';
import { type ArchivDatei, sichererDateiname } from '../dokument/archiv.ts';

/** How much of one database was handed over. */
export interface Bergungszahlen {
  befehle: number;
  entwuerfe: number;
  dateien: number;
  zeichnungen: number;
  /** Tables that could not be read to their end; `alles` where nothing could be opened. */
  unlesbar: string[];
}

/** The files of one database below `ordner`, and how many there are of each. */
export function inhaltVon(ordner: string, arbeit: Arbeit): { dateien: ArchivDatei[]; zahlen: Bergungszahlen } {
  const { outbox = [], entwurf = [], anhang = [], stueck = [], akt = [] } = arbeit.zeilen;
  const befehle = outbox.toSorted((a, b) => Number(a.folge) - Number(b.folge));
  const eigene = anhang.map((a) => ({ zeile: a, bytes: bytesVon(a, stueck) }));
  const json = (name: string, wert: unknown): ArchivDatei => ({
    name: `${ordner}/${name}`,
    bytes: Buffer.from(`${JSON.stringify(wert, null, 2)}\n`),
  });
  return {
    dateien: [
      json('ausgang.json', befehle.map(eintrag)),
      ...befehle.map((b) => ({ name: `${ordner}/${befehlsdatei(b)}`, bytes: Buffer.from(text(b.befehl)) })),
      json(
        'entwuerfe.json',
        entwurf.map((e) => ({ ...lesbar(e), inhalt: alsJson(e.inhalt) })),
      ),
      json(
        'zeichnungen.json',
        akt.map((a) => ({ ...lesbar(a), signatur: alsJson(a.signatur) })),
      ),
      json(
        'dateien.json',
        eigene.map(({ zeile, bytes }) => dateiangaben(zeile, bytes)),
      ),
      ...eigene.map(({ zeile, bytes }) => ({ name: `${ordner}/${anhangsdatei(zeile)}`, bytes })),
    ],
    zahlen: {
      befehle: befehle.length,
      entwuerfe: entwurf.length,
      dateien: eigene.length,
      zeichnungen: akt.length,
      // What is remembered and what was settled is not handed over, so it is not missed.
      unlesbar: arbeit.unlesbar.filter((t) => t !== 'meta' && t !== 'erledigung'),
    },
  };
}

const text = (wert: Zeile[string] | undefined): string => (typeof wert === 'string' ? wert : '');

/** What is JSON as such, else the text as it was. */
function alsJson(wert: Zeile[string] | undefined): unknown {
  try {
    return JSON.parse(text(wert));
  } catch {
    return wert;
  }
}

/** Ids as people and the cloud write them. */
function lesbar(zeile: Zeile): Zeile {
  return Object.fromEntries(
    Object.entries(zeile).map(([name, wert]) => [name, wert instanceof Uint8Array ? idText(wert) : wert]),
  );
}

/** An entry of the outbox without what the cloud had told of the Vorgang (`gesehen`, `gewollt`, `jetzt`). */
function eintrag({ gesehen: _gesehen, gewollt: _gewollt, jetzt: _jetzt, befehl: _befehl, ...rest }: Zeile): unknown {
  const { problem, ...lesbare } = lesbar(rest);
  return { ...lesbare, ...(problem == null ? {} : { problem: alsJson(problem) }), datei: befehlsdatei(rest) };
}

function befehlsdatei(b: Zeile): string {
  const nummer = String(b.folge).padStart(4, '0');
  return `befehle/${sichererDateiname(`${nummer}-${text(b.auftrag)}-${text(b.command_id)}`, nummer)}.json`;
}

function beschreibungVon(a: Zeile): Record<string, unknown> {
  const b = alsJson(a.beschreibung);
  return typeof b === 'object' && b !== null ? (b as Record<string, unknown>) : {};
}

function anhangsdatei(a: Zeile): string {
  const id = text(a.anhang_id);
  const { dateiname } = beschreibungVon(a);
  return `dateien/${sichererDateiname(`${id}-${typeof dateiname === 'string' ? dateiname : ''}`, id)}`;
}

function dateiangaben(a: Zeile, bytes: Uint8Array): unknown {
  return {
    anhangId: a.anhang_id,
    vorgangId: a.vorgang_id instanceof Uint8Array ? idText(a.vorgang_id) : null,
    beschreibung: alsJson(a.beschreibung),
    vollstaendig: bytes.length === a.groesse,
    datei: anhangsdatei(a),
  };
}

function bytesVon(a: Zeile, stuecke: readonly Zeile[]): Uint8Array {
  const meine = stuecke.filter((s) => s.anhang_id === a.anhang_id).sort((x, y) => Number(x.von) - Number(y.von));
  return Buffer.concat(meine.map((s) => (s.daten instanceof Uint8Array ? s.daten : new Uint8Array())));
}

/** The text on top of the archive. `am`: when it was made. */
export function liesmich(
  am: string,
  bestaende: readonly (Bergungszahlen & { ordner: string; ort: string })[],
  uebersprungen: readonly { ort: string; grund: string }[],
): string {
  const zeilen = bestaende.flatMap((b) => [
    `${b.ordner}  (aus ${b.ort})`,
    `  ${b.befehle} Befehle, ${b.entwuerfe} Entwürfe, ${b.dateien} nicht übertragene Dateien, ${b.zeichnungen} gezeichnete Akte`,
    ...(b.unlesbar.length === 0 ? [] : [`  NICHT VOLLSTÄNDIG, beschädigt: ${b.unlesbar.join(', ')}`]),
  ]);
  const nicht = uebersprungen.map((u) => `  ${u.ort}: ${u.grund}`);
  return `${[
    'Kontor – mit dem Wiederherstellungsschlüssel geborgene Arbeit',
    `Erstellt am ${am}`,
    '',
    'Diese Datei ist NICHT verschlüsselt und enthält personenbezogene Daten. Bitte bewahren Sie sie geschützt auf und',
    'löschen Sie sie, sobald die Arbeit übernommen ist.',
    '',
    ...zeilen,
    ...(nicht.length === 0 ? [] : ['', 'Nicht geöffnet:', ...nicht]),
    '',
    'In jedem Ordner:',
    '  ausgang.json      die Befehle, in der Reihenfolge, in der sie gegeben wurden, mit ihrem Stand. „bestaetigt“ hat die',
    '                    Cloud schon; „wartet“, „wird_gesendet“, „angehalten“ und „konflikt“ hat sie vielleicht nicht.',
    '  befehle/          jeder Befehl genau so, wie er gespeichert war: so nimmt ihn die Cloud an (POST /api/v1/commands).',
    '                    Ein Befehl, den sie schon hat, wird an seiner commandId erkannt und wirkt kein zweites Mal.',
    '  entwuerfe.json    Texte, die noch nicht abgeschickt waren.',
    '  zeichnungen.json  die auf dem Gerät gezeichneten Akte mit Signatur. Sie lassen sich weiter prüfen.',
    '  dateien.json      Angaben zu den Dateien in dateien/, die noch nicht übertragen waren.',
    '',
    'Nicht enthalten: Vorgänge aus der Cloud, Anmeldungen und der Signaturschlüssel des Geräts. Dieser wird nie',
    'wiederhergestellt; was noch zu zeichnen ist, wird auf einem anderen Gerät neu gezeichnet.',
  ].join('\r\n')}\r\n`;
}
