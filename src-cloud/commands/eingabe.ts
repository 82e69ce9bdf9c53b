// A command as it came, made ready to be judged: ids as keys, the body checked against its order, the hash by which a
// repeat is known. What PostgreSQL cannot hold is found here, before anything is written.
import { alsBefehl, type Command } from '../../src-shared/cloud-api/commands.ts';
import { type Befehl, genannteAnhaenge, SIGNIERT } from '../../src-shared/domain/befehle.ts';
import { type Problem, problem } from '../../src-shared/domain/problem.ts';
import { kanonisch } from '../../src-shared/domain/zeichnung.ts';
import { sha256 } from '../geraete/krypto.ts';

export type Eingabe = {
  command: Command;
  /** Ids in the form in which the database answers them. */
  commandId: string;
  vorgangId: string;
  ersetzt: string | undefined;
} & ({ befehl: Befehl; payloadHash: string } | { problem: Problem });

/** Prepares a command whose envelope has been checked; what does not fit becomes its problem, never an error. */
export function alsEingabe(command: Command): Eingabe {
  const ids = {
    command,
    commandId: command.commandId.toLowerCase(),
    vorgangId: command.vorgangId.toLowerCase(),
    ersetzt: command.ersetzt?.toLowerCase(),
  };
  const unlesbar = unspeicherbar(command, '');
  if (unlesbar !== undefined)
    return { ...ids, problem: fehler(unlesbar, 'Der Text enthält ein unzulässiges Zeichen.') };
  if (ids.ersetzt === ids.commandId)
    return { ...ids, problem: fehler('/ersetzt', 'Ein Befehl kann sich nicht selbst ersetzen.') };
  const gelesen = alsBefehl(command);
  if ('problem' in gelesen) return { ...ids, problem: gelesen.problem };
  if (command.signatur && !SIGNIERT.has(command.order)) {
    return { ...ids, problem: fehler('/signatur', 'Dieser Befehl wird nicht signiert.') };
  }
  if (command.zurueckgenommen && !command.signatur) return { ...ids, problem: problem('signatur-fehlt') };
  return { ...ids, befehl: gelesen.befehl, payloadHash: sha256(kanonisch(command)) };
}

/** The id of the object that an order creates, chosen by the client; undefined for all other orders. */
export function neuesObjekt(befehl: Befehl): string | undefined {
  switch (befehl.order) {
    case 'KOMMENTAR_ANLEGEN':
      return befehl.body.kommentarId.toLowerCase();
    case 'WIEDERVORLAGE_ANLEGEN':
      return befehl.body.wiedervorlageId.toLowerCase();
    case 'NACHRICHT_SENDEN':
      return befehl.body.nachrichtId.toLowerCase();
    case 'BESCHEID_ENTWERFEN':
      return befehl.body.bescheidId.toLowerCase();
    default:
      return undefined;
  }
}

/** The ids of all Anhänge that an order names, in the form in which the database answers them. */
export function anhaengeVon(befehl: Befehl): string[] {
  return genannteAnhaenge(befehl.body).map((id) => id.toLowerCase());
}

/** Subjects of the people that an order names. */
export function genanntePersonen(befehl: Befehl): string[] {
  if (befehl.order === 'BEARBEITER_ZUWEISEN') return befehl.body.bearbeiter === null ? [] : [befehl.body.bearbeiter];
  return befehl.order === 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN' ? [befehl.body.an] : [];
}

function fehler(pointer: string, message: string): Problem {
  return problem('eingabe-ungueltig', { errors: [{ pointer, message }] });
}

/** JSON pointer to the first text with U+0000 or a lone surrogate, which neither jsonb nor RFC 8785 can hold. */
function unspeicherbar(wert: unknown, pfad: string): string | undefined {
  if (typeof wert === 'string') return wert.includes('\u0000') || !wert.isWellFormed() ? pfad : undefined;
  if (wert === null || typeof wert !== 'object') return undefined;
  for (const [name, inneres] of Object.entries(wert)) {
    const ort = unspeicherbar(name, pfad) ?? unspeicherbar(inneres, `${pfad}/${name}`);
    if (ort !== undefined) return ort.toWellFormed().replaceAll('\u0000', '');
  }
  return undefined;
}
