/**
 * The feed's cursor: what was written is read back as it was; what was changed, or is another person's, another epoch's or
 * too old, is refused with the contract's four problems and never followed.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  BASIS_GILT_MS,
  type Leser,
  type Lesestand,
  liesCursor,
  schreibeCursor,
} from '../../../src-cloud/changes/cursor.ts';
import { changesAnfrage } from '../../../src-shared/cloud-api/changes.ts';
import { ProblemError, problemCode } from '../../../src-shared/domain/problem.ts';
import { aus, beliebig, ganz, mutiere, mutiereText, type Wuerfel } from '../wuerfel.ts';
import { verlange, type Ziel } from '../ziel.ts';

const JETZT = '2026-11-02T08:00:00.000Z';
const LESER: Leser = { mandant: 'flensburg', sub: 'sabine', rollen: ['VERWALTUNG_USER'], oe: ['197008', '197011'] };
const ANDERE: Leser[] = [
  { ...LESER, sub: 'vera' },
  { ...LESER, mandant: 'ploen' },
  { ...LESER, oe: ['197008'] },
  { ...LESER, rollen: [] },
];
const ERLAUBT = new Set(['cursor-ungueltig', 'neue-epoche', 'rechte-geaendert', 'cursor-abgelaufen']);

function lesestand(w: Wuerfel): Lesestand {
  const sekunden = Math.floor(Date.parse(JETZT) / 1000) - ganz(w, BASIS_GILT_MS / 1000);
  const gemeinsam = {
    sicht: aus(w, ['voll', 'kopf'] as const),
    meineZuerst: w() < 0.5,
    basis: ganz(w, 2 ** 40),
    basisAm: new Date(sekunden * 1000).toISOString(),
  };
  if (w() < 0.5) return { ...gemeinsam, phase: 'folge', nr: ganz(w, 2 ** 40) };
  const teil = ganz(w, 3);
  const stelle = w() < 0.5 ? { teil } : { teil, am: JETZT, id: '01931f00-0000-7000-8000-000000000001' };
  return { ...gemeinsam, phase: 'bestand', stelle };
}

/** The cursor as something on the way, or somebody, might have made of it. */
function verfaelscht(w: Wuerfel, cursor: string): string {
  const wie = w();
  const [text = '', siegel = ''] = cursor.split('.');
  if (wie < 0.4) return mutiereText(w, cursor);
  if (wie < 0.6) {
    const klar = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as object;
    return `${Buffer.from(JSON.stringify(mutiere(w, klar)) ?? '').toString('base64url')}.${siegel}`;
  }
  if (wie < 0.8) return `${Buffer.from(JSON.stringify(beliebig(w, 5)) ?? '').toString('base64url')}.${siegel}`;
  if (wie < 0.9) return `${text}.${siegel}.${text}`;
  return String(beliebig(w, 1));
}

export const CURSOR: Ziel = {
  name: 'cursor',
  regel: 'F4',
  anteil: 1,
  probe(w) {
    const stand = lesestand(w);
    const cursor = schreibeCursor(stand, LESER, 'epoche-1', JETZT);
    const falsch = w() < 0.8;
    const gelesen = falsch ? verfaelscht(w, cursor) : cursor;
    const leser = w() < 0.1 ? aus(w, ANDERE) : LESER;
    const epoche = w() < 0.05 ? 'epoche-2' : 'epoche-1';
    const jetzt = w() < 0.05 ? '2027-11-02T08:00:00.000Z' : JETZT;
    changesAnfrage.safeParse({ since: gelesen, limit: beliebig(w, 0), sicht: aus(w, ['voll', 'kopf', 'x']) });
    try {
      const ergebnis = liesCursor(gelesen, leser, epoche, jetzt);
      verlange(
        leser === LESER && epoche === 'epoche-1' && jetzt === JETZT,
        'a foreign or old cursor was followed',
        gelesen,
      );
      verlange(isDeepStrictEqual(ergebnis, stand), 'read back as another', { gelesen, ergebnis, stand });
    } catch (fehler) {
      if (!(fehler instanceof ProblemError)) throw fehler;
      verlange(ERLAUBT.has(problemCode(fehler.problem) ?? ''), 'another problem', fehler.problem);
      verlange(
        falsch || leser !== LESER || epoche !== 'epoche-1' || jetzt !== JETZT,
        'a good cursor was refused',
        gelesen,
      );
    }
  },
};
