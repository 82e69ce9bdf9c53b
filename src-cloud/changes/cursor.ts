// The opaque cursor of the feed: where a client stands, for whom, in which view, with which rights and in which epoch. It is
// authenticated with the Mandant's epoch, which is never sent, so a client can neither make nor change one. Nothing in it
// is secret, and nothing in it is ever trusted before its code is checked.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { httpProblem } from '../server/problem.ts';
import { inMs, plusMs } from '../server/uhr.ts';

export type Sicht = 'voll' | 'kopf';

/** Who reads, as far as a cursor is bound to it. */
export type Leser = { mandant: string; sub: string; rollen: readonly string[]; oe: readonly string[] };

/** Last row of the snapshot that was delivered; `teil`: 0 mine, 1 NEU in my OEs, 2 the rest (0 only, without `zuerst`). */
export type Stelle = { teil: number; am: string; id: string } | { teil: number };

export type Lesestand = {
  sicht: Sicht;
  meineZuerst: boolean;
  /** The number at which the client's base was complete: the start of its snapshot, then the last catch-up. */
  basis: number;
  /** When that was: older than BASIS_GILT_MS, and nobody can say any more what has left the person's sight since. */
  basisAm: string;
} & ({ phase: 'bestand'; stelle: Stelle } | { phase: 'folge'; nr: number });

const VERSION = 1;
const GUELTIG_MS = 30 * 86_400_000;
/** How long a base may go without a catch-up, even if the client reads on and on. */
export const BASIS_GILT_MS = 60 * 86_400_000;
const CODE_BYTES = 16;

// Short names: the cursor goes over thin lines with every poll.
const inhalt = z.strictObject({
  v: z.literal(VERSION),
  /** Mandant and sub, hashed. */
  w: z.string(),
  /** Rights, hashed. */
  r: z.string(),
  /** Epoch, hashed. */
  e: z.string(),
  /** Issued, seconds since 1970. */
  i: z.number().int(),
  s: z.enum(['v', 'k']),
  m: z.literal(1).optional(),
  b: z.number().int().nonnegative(),
  /** When the base was complete, seconds since 1970. */
  t: z.number().int(),
  n: z.number().int().nonnegative().optional(),
  p: z.tuple([z.number().int().min(0).max(2), z.string().optional(), z.string().optional()]).optional(),
});
type Inhalt = z.infer<typeof inhalt>;

/** The cursor for a place to go on from. `epoche`: the Mandant's, as the database holds it. */
export function schreibeCursor(stand: Lesestand, leser: Leser, epoche: string, jetzt: string): string {
  const klar: Inhalt = {
    v: VERSION,
    w: kurzHash(leser.mandant, leser.sub),
    r: rechteHash(leser),
    e: kurzHash('epoche', epoche),
    i: Math.floor(inMs(jetzt) / 1000),
    s: stand.sicht === 'voll' ? 'v' : 'k',
    ...(stand.meineZuerst ? { m: 1 } : {}),
    b: stand.basis,
    t: Math.floor(inMs(stand.basisAm) / 1000),
    ...(stand.phase === 'folge' ? { n: stand.nr } : { p: alsTupel(stand.stelle) }),
  };
  const text = Buffer.from(JSON.stringify(klar)).toString('base64url');
  return `${text}.${code(text, epoche).toString('base64url')}`;
}

/**
 * Reads a cursor.
 * @throws cursor-ungueltig (400: not one of ours), neue-epoche, rechte-geaendert (also: another person's),
 *   cursor-abgelaufen (410 each).
 */
export function liesCursor(cursor: string, leser: Leser, epoche: string, jetzt: string): Lesestand {
  const [text = '', siegel = '', rest] = cursor.split('.');
  const klar = rest === undefined ? entziffere(text) : undefined;
  if (!klar) throw httpProblem('cursor-ungueltig');
  if (klar.e !== kurzHash('epoche', epoche)) throw httpProblem('neue-epoche');
  const erwartet = code(text, epoche);
  const gesehen = Buffer.from(siegel, 'base64url');
  if (gesehen.length !== erwartet.length || !timingSafeEqual(gesehen, erwartet)) throw httpProblem('cursor-ungueltig');
  if (klar.w !== kurzHash(leser.mandant, leser.sub) || klar.r !== rechteHash(leser)) {
    throw httpProblem('rechte-geaendert');
  }
  const alter = (seit: number) => inMs(jetzt) - seit * 1000;
  if (alter(klar.i) > GUELTIG_MS || alter(klar.t) > BASIS_GILT_MS) throw httpProblem('cursor-abgelaufen');
  return alsLesestand(klar);
}

function entziffere(text: string): Inhalt | undefined {
  try {
    return inhalt.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data;
  } catch {
    return undefined; // Not JSON: not ours, which is what undefined says.
  }
}

function alsLesestand(klar: Inhalt): Lesestand {
  const basisAm = plusMs('1970-01-01T00:00:00.000Z', klar.t * 1000);
  const sicht: Sicht = klar.s === 'v' ? 'voll' : 'kopf';
  const gemeinsam = { sicht, meineZuerst: klar.m === 1, basis: klar.b, basisAm };
  if (klar.p === undefined) return { ...gemeinsam, phase: 'folge', nr: klar.n ?? klar.b };
  const [teil, am, id] = klar.p;
  return { ...gemeinsam, phase: 'bestand', stelle: am === undefined || id === undefined ? { teil } : { teil, am, id } };
}

function alsTupel(s: Stelle): Inhalt['p'] {
  return 'id' in s ? [s.teil, s.am, s.id] : [s.teil];
}

function rechteHash({ rollen, oe }: Leser): string {
  return kurzHash(JSON.stringify([[...rollen].sort(), [...oe].sort()]));
}

function kurzHash(...teile: string[]): string {
  return createHash('sha256').update(JSON.stringify(teile)).digest('base64url').slice(0, 11);
}

function code(text: string, epoche: string): Buffer {
  return createHmac('sha256', epoche).update(text).digest().subarray(0, CODE_BYTES);
}
