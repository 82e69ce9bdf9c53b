// What is sent, and what the Vorgang is afterwards. Pure. A Bescheid that was taken back meanwhile gives nothing to send.
import { nachVersand } from '../../src-shared/domain/versand.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { Sendung } from './zustellung.ts';

export type Faellig = { mandantId: string; vorgangId: string; art: 'BESCHEID' | 'NACHRICHT'; bezugId: string };

/** The sending and the Vorgang after it; undefined when there is nothing (any more) to send. */
export function sendungFuer(
  vorgang: Vorgang,
  faellig: Faellig,
  am: string,
  ereignisId: string,
): { sendung: Sendung; nachher: Vorgang } | undefined {
  const { mandantId, vorgangId, art, bezugId: id } = faellig;
  const gemeinsam = { id, mandantId, vorgangId, art, postfach: vorgang.antragsteller?.postfach, am };
  if (art === 'NACHRICHT') {
    const nachricht = vorgang.nachrichten.find((n) => n.id === id && n.stand === 'ANGENOMMEN');
    if (!nachricht) return undefined;
    const { betreff, text, anhaenge } = nachricht;
    return { sendung: { ...gemeinsam, betreff, text, anhaenge }, nachher: nachrichtVersendet(vorgang, id, am) };
  }
  const bescheid = vorgang.bescheide.find((b) => b.id === id);
  const nachher = nachVersand(vorgang, id, am, ereignisId);
  if (!bescheid || !nachher) return undefined;
  const betreff = `Bescheid zu „${vorgang.name}“ (${vorgang.aktenzeichen ?? vorgang.nummer})`;
  return {
    sendung: { ...gemeinsam, betreff, text: bescheid.text, anhaenge: bescheid.dokument ? [bescheid.dokument] : [] },
    nachher: vorgang.antragsteller?.postfach ? nachher : alsDruck(nachher),
  };
}

function nachrichtVersendet(vorgang: Vorgang, id: string, am: string): Vorgang {
  const nachrichten = vorgang.nachrichten.map((n) => (n.id === id ? { ...n, stand: 'VERSENDET' } : n));
  return { ...vorgang, version: vorgang.version + 1, geaendertAm: am, nachrichten };
}

/** Says in the Historie that it went another way: nobody may believe in a Postfach that is not there. */
function alsDruck(vorgang: Vorgang): Vorgang {
  const letzter = vorgang.historie.at(-1);
  if (!letzter) return vorgang;
  const eintrag = { ...letzter, was: 'Bescheid an den zentralen Druck gegeben (kein Postfach)' };
  return { ...vorgang, historie: [...vorgang.historie.slice(0, -1), eintrag] };
}
