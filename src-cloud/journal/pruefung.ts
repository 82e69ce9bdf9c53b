// Judges a signed act at its arrival: is the device this token's, its key valid now, the signature good, the content that
// of the command, the place in the chain free? Says what must be recorded and why the act does not count, if so. It neither
// writes nor knows what becomes of the command.
import type { Command } from '../../src-shared/cloud-api/commands.ts';
import { type Problem, problem } from '../../src-shared/domain/problem.ts';
import { type AktInhalt, aktFehler, ERSTER_PREV, kanonisch, type Signatur } from '../../src-shared/domain/zeichnung.ts';
import type { Tx } from '../db/mandant.ts';
import { krypto, sha256 } from '../geraete/krypto.ts';
import type { GeraetZeile } from '../geraete/zeilen.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { inMs } from '../server/uhr.ts';
import { letzteSeq, liesGlieder } from './akte.ts';

/** A validly signed act: to be recorded whatever becomes of its command. */
export type Akt = {
  signatur: Signatur;
  headerSha256: string;
  /** Not all earlier acts of the device have come. */
  ketteOffen: boolean;
  /** Another content has this number, or a neighbour names another one: the device must be locked. */
  gegabelt: boolean;
  uhrAbweichungS: number | null;
};

export type AktBefund = {
  /** Missing: not validly signed by this person's device, so there is nothing to record. */
  akt?: Akt;
  /** Why the command cannot count; `kette-gegabelt` locks the device. */
  problem?: Problem;
};

/** A device clock may be this far ahead before it is marked. */
const UHR_TOLERANZ_S = 120;
/** A chain that leaps further is refused: nobody signs so much unseen, and whoever verifies must list each gap. */
const SPRUNG = 10_000;

const ungueltig = (detail: string): Problem => problem('signatur-ungueltig', { detail });

/**
 * @param geraet the device that the token names, with its row locked; undefined where the token names none.
 * @param am the arrival: the key's validity is judged by it.
 */
export async function pruefeAkt(
  tx: Tx,
  person: Angemeldet,
  geraet: GeraetZeile | undefined,
  command: Command,
  am: string,
): Promise<AktBefund> {
  const { signatur } = command;
  if (!signatur) return { problem: problem('signatur-fehlt') };
  const fremd = geraetFehler(person, geraet, command, am);
  if (fremd || !geraet) return { problem: fremd ?? ungueltig('Diese Anmeldung hat kein Gerät.') };
  const falsch = aktFehler(signatur, geraet.jwk, {}, krypto);
  if (falsch) return { problem: ungueltig(falsch) };
  const headerSha256 = sha256(kanonisch(signatur.header));
  const kette = await pruefeGlied(tx, person.mandant, signatur, headerSha256);
  if (!kette) return { problem: ungueltig('Die Nummer in der Kette kann nicht stimmen.') };
  const akt: Akt = {
    signatur,
    headerSha256,
    ketteOffen: kette.offen,
    gegabelt: kette.gegabelt,
    uhrAbweichungS: abweichung(signatur.inhalt.createdAt, geraet.von, am),
  };
  if (kette.gegabelt) return { akt, problem: problem('kette-gegabelt') };
  const anders = aktFehler(signatur, geraet.jwk, erwarteterInhalt(command, person.sub), krypto);
  return anders ? { akt, problem: ungueltig(anders) } : { akt };
}

function geraetFehler(
  person: Angemeldet,
  geraet: GeraetZeile | undefined,
  command: Command,
  am: string,
): Problem | undefined {
  if (!person.geraet || !geraet) return ungueltig('Diese Anmeldung hat kein Gerät.');
  const { deviceId } = command.signatur?.header ?? {};
  if (deviceId !== geraet.id || command.deviceId !== geraet.id) return ungueltig('Das Gerät ist ein anderes.');
  if (geraet.sub !== person.sub) return ungueltig('Das Gerät gehört einer anderen Person.');
  if (geraet.gesperrtAm) return problem('geraet-gesperrt');
  if (am < geraet.von || am > geraet.bis) return ungueltig('Der Schlüssel des Geräts ist nicht mehr gültig.');
  return undefined;
}

/** What the act must say, as far as command and token say it; the decision is checked against the Bescheid itself. */
function erwarteterInhalt(command: Command, sub: string): Partial<AktInhalt> {
  const { bescheidId, dokument } = command.body as { bescheidId?: string; dokument?: { sha256?: string } };
  return {
    commandId: command.commandId,
    vorgangId: command.vorgangId,
    order: command.order,
    bescheidId: bescheidId ?? '',
    bescheidVersion: command.erwartet?.bescheidVersion ?? Number.NaN,
    dokumentSha256: dokument?.sha256 ?? '',
    sub,
    createdAt: command.createdAt,
  };
}

/** The act's place between its neighbours; undefined where no chain can have such a place. */
async function pruefeGlied(
  tx: Tx,
  mandantId: string,
  { header }: Signatur,
  headerSha256: string,
): Promise<{ offen: boolean; gegabelt: boolean } | undefined> {
  const { deviceId, seq, prev } = header;
  if ((seq === 1) !== (prev === ERSTER_PREV)) return undefined;
  if (seq > (await letzteSeq(tx, mandantId, deviceId)) + SPRUNG) return undefined;
  const nachbarn = await liesGlieder(tx, mandantId, deviceId, [seq - 1, seq, seq + 1]);
  const vorher = nachbarn.find((a) => a.seq === seq - 1);
  const nachher = nachbarn.find((a) => a.seq === seq + 1);
  const gegabelt =
    nachbarn.some((a) => a.seq === seq && a.headerSha256 !== headerSha256) ||
    (vorher !== undefined && vorher.headerSha256 !== prev) ||
    (nachher !== undefined && nachher.header.prev !== headerSha256);
  return { offen: seq > 1 && (vorher?.ketteOffen ?? true), gegabelt };
}

/** Seconds by which the device's clock is surely off: ahead of the arrival, or before the device was enrolled. */
function abweichung(createdAt: string, von: string, am: string): number | null {
  const voraus = Math.round((inMs(createdAt) - inMs(am)) / 1000);
  if (voraus > UHR_TOLERANZ_S) return voraus;
  const zurueck = Math.round((inMs(createdAt) - inMs(von)) / 1000);
  return zurueck < -UHR_TOLERANZ_S ? zurueck : null;
}
