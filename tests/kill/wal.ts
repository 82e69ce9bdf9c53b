/**
 * `npm run test:long -- wal`: the WAL of one commit cut at every byte, and bytes of its last frame flipped; the copy of the
 * person's work beside the cache likewise. Opened on the product's own way, the cache must show the state before or the
 * state after, never half of it, and what was there before is always there. Where the commit of the copy was reached, the
 * work of the click is there whatever became of the cache's WAL.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bestand } from '../../src-main/workspace/cache/bestand.ts';
import { oeffneMitRettung } from '../../src-main/workspace/cache/rettung.ts';
import { id, JETZT, OVERLAY, platz, SCHLUESSEL } from '../cache/muster.ts';
import { type Teil, takt } from '../lang/teil.ts';
import { COMMITS, type CommitArt } from './commits.ts';

const DATEIEN = ['', '-wal', '.arbeit', '.arbeit-wal', '.kennung'] as const;
type Satz = Record<(typeof DATEIEN)[number], Buffer | undefined>;
type Zustand = { arbeit: string; alles: string };

/** What of one commit is looked at. */
interface Fall {
  art: CommitArt;
  vorher: Satz;
  nachher: Satz;
  soll: { vorher: Zustand; nachher: Zustand };
}

const FRAME = 4_096 + 24;
const ENTWURF_ARTEN = ['kommentar', 'bescheid', 'wiedervorlage', 'nachricht'] as const;

function liesSatz(pfad: string): Satz {
  const paare = DATEIEN.map((e) => [e, existsSync(pfad + e) ? readFileSync(pfad + e) : undefined]);
  return Object.fromEntries(paare) as Satz;
}

/** Everything that the cache can be asked, as text: work, and all with the base. */
function zustandVon({ leser }: Bestand): Zustand {
  const ids = [0, 1, 2, 3, 4, 5].map((n) => id(n));
  const arbeit = {
    outbox: leser.outbox().map(({ ruecknehmbar: _r, vorgangNummer: _n, ...e }) => e),
    zahlen: leser.outboxZahlen(),
    entwuerfe: ids.map((v) => ENTWURF_ARTEN.map((a) => leser.entwurf(v, a))),
    dateien: leser.uploads().map((u) => [u, Buffer.from(leser.anhang(u.anhang.id)?.bytes ?? []).toString('latin1')]),
    akte: leser.akte(),
  };
  const basis = {
    liste: leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 50 }),
    zaehler: leser.zaehler(),
    vorgaenge: ids.map((v) => (leser.versionen([v]).size > 0 ? leser.vorgang(v) : null)),
    konflikte: leser.konflikte(),
    lesestand: leser.lesestand(),
    entfernungen: leser.entfernungen(50),
  };
  const text = JSON.stringify(arbeit);
  return { arbeit: text, alles: text + JSON.stringify(basis) };
}

/** Opens these files as after a crash. @throws what opening throws */
function oeffne(ordner: string, satz: Satz): { zustand: Zustand; gerettet: boolean } {
  rmSync(ordner, { recursive: true, force: true });
  mkdirSync(ordner);
  const pfad = join(ordner, 'bestand.db');
  for (const e of DATEIEN) if (satz[e] !== undefined) writeFileSync(pfad + e, satz[e]);
  let n = 0;
  const { bestand, rettung } = oeffneMitRettung({
    pfad,
    schluessel: SCHLUESSEL,
    uhr: { jetzt: () => JETZT },
    neueId: () => id(n++, 0xfe),
    overlay: OVERLAY,
  });
  try {
    return { zustand: zustandVon(bestand), gerettet: rettung !== undefined };
  } finally {
    bestand.schliesse();
  }
}

/** Makes the commit; `leer` begins it with an empty WAL, so that its first bytes are cut too. */
function macheFall(art: CommitArt, ordner: string, leer: boolean): Fall {
  const p = platz();
  try {
    const commit = art.bereite(p);
    if (leer) p.bestand.schreiber.leereWal();
    const vorher = liesSatz(p.pfad);
    commit();
    const nachher = liesSatz(p.pfad);
    const soll = { vorher: oeffne(ordner, vorher).zustand, nachher: oeffne(ordner, nachher).zustand };
    return { art, vorher, nachher, soll };
  } finally {
    p.raeume();
  }
}

/** One trial: which files, and what they may show. */
interface Probe {
  name: string;
  satz: Satz;
  /** Exact states that are right; without it only the work is looked at, which must be that of after. */
  recht: readonly ('vorher' | 'nachher')[] | 'arbeit';
}

const kappe = (b: Buffer | undefined, n: number): Buffer => (b ?? Buffer.alloc(0)).subarray(0, n);
function kippe(b: Buffer, stelle: number): Buffer {
  const kopie = Buffer.from(b);
  kopie[stelle] = (kopie[stelle] ?? 0) ^ 0x40;
  return kopie;
}

/** Which bytes of a WAL are looked at. */
interface Auswahl {
  von: number;
  schritt: number;
  /** Also every byte around the edges of a frame and of its header. */
  kanten: boolean;
}
const KOPF = 32;
const KANTEN = [-1, 0, 1, 23, 24, 25];

/** The chosen places in `ab … bis`, without `bis`. */
function stellen(ab: number, bis: number, { von, schritt, kanten }: Auswahl): number[] {
  const gewaehlt = new Set<number>();
  for (let n = ab + von; n < bis; n += schritt) gewaehlt.add(n);
  for (let frame = KOPF; kanten && frame < bis; frame += FRAME) {
    for (const k of KANTEN) if (frame + k >= ab && frame + k < bis) gewaehlt.add(frame + k);
  }
  return [...gewaehlt].sort((a, b) => a - b);
}

/** Every trial of a commit. */
function* proben({ vorher, nachher }: Fall, auswahl: Auswahl): Generator<Probe> {
  const wal = nachher['-wal'] ?? Buffer.alloc(0);
  const kopie = nachher['.arbeit-wal'] ?? Buffer.alloc(0);
  const alteKopie = { '.arbeit': vorher['.arbeit'], '.arbeit-wal': vorher['.arbeit-wal'] };
  const arbeitet = !(vorher['.arbeit-wal'] ?? Buffer.alloc(0)).equals(kopie);
  const orte = stellen(vorher['-wal']?.length ?? 0, wal.length, auswahl);
  for (const n of [...orte, wal.length]) {
    const gekappt = kappe(wal, n);
    const recht = n === wal.length ? (['nachher'] as const) : (['vorher', 'nachher'] as const);
    yield { name: `WAL cut at ${n}`, satz: { ...nachher, ...alteKopie, '-wal': gekappt }, recht };
    if (arbeitet) yield { name: `WAL cut at ${n}, copy whole`, satz: { ...nachher, '-wal': gekappt }, recht: 'arbeit' };
  }
  for (const n of arbeitet ? stellen(vorher['.arbeit-wal']?.length ?? 0, kopie.length, auswahl) : []) {
    yield { name: `copy cut at ${n}`, satz: { ...nachher, '.arbeit-wal': kappe(kopie, n) }, recht: ['nachher'] };
  }
  for (const n of stellen(Math.max(0, wal.length - FRAME), wal.length, auswahl)) {
    const gekippt = kippe(wal, n);
    const recht = ['vorher', 'nachher'] as const;
    yield { name: `byte ${n} flipped`, satz: { ...nachher, ...alteKopie, '-wal': gekippt }, recht };
    if (arbeitet)
      yield { name: `byte ${n} flipped, copy whole`, satz: { ...nachher, '-wal': gekippt }, recht: 'arbeit' };
  }
}

function urteile(fall: Fall, probe: Probe, ordner: string): string | undefined {
  const { vorher, nachher } = fall.soll;
  try {
    const { zustand } = oeffne(ordner, probe.satz);
    if (probe.recht === 'arbeit') {
      return zustand.arbeit === nachher.arbeit
        ? undefined
        : `work is not that of after: ${zustand.arbeit.slice(0, 300)}`;
    }
    if (probe.recht.some((r) => fall.soll[r].alles === zustand.alles)) return undefined;
    const halb =
      zustand.arbeit === vorher.arbeit ? 'work before' : zustand.arbeit === nachher.arbeit ? 'work after' : 'half';
    return `neither the state before nor after (${halb})`;
  } catch (fehler) {
    return `does not open: ${(fehler as Error).message}`;
  }
}

export interface WalBericht {
  schnitte: number;
  /** Kinds of commit that were cut. */
  arten: number;
  funde: string[];
}

/** Cuts the WAL of each kind of commit at every `schritt`-th byte (which, the seed says) as long as `weiter` says. */
export function schneide(wunsch: {
  seed: number;
  schritt: number;
  kanten: boolean;
  /** Begins with an empty WAL, so that its header is cut too. */
  leer: boolean;
  weiter(gemacht: number): boolean;
  melde(zeile: string): void;
}): WalBericht {
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-wal-'));
  const bericht: WalBericht = { schnitte: 0, arten: 0, funde: [] };
  try {
    const faelle = COMMITS.map((art) => macheFall(art, join(ordner, 'probe'), wunsch.leer));
    for (const f of faelle) {
      if (f.soll.vorher.alles === f.soll.nachher.alles) bericht.funde.push(`${f.art.name} changes nothing`);
    }
    for (const fall of faelle) {
      const { seed, schritt, kanten } = wunsch;
      let hier = 0;
      for (const probe of proben(fall, { von: seed % schritt, schritt, kanten })) {
        if (!wunsch.weiter(bericht.schnitte)) break;
        const fund = urteile(fall, probe, join(ordner, 'probe'));
        bericht.schnitte += 1;
        hier += 1;
        if (fund) bericht.funde.push(`[O1] ${fall.art.name}, ${probe.name}: ${fund} (seed ${wunsch.seed})`);
      }
      if (hier > 0) bericht.arten += 1;
      wunsch.melde(`${fall.art.name}: ${hier} cuts, ${bericht.funde.length} finds`);
    }
  } finally {
    rmSync(ordner, { recursive: true, force: true });
  }
  return bericht;
}

/** Distance of two cuts in one run; as many runs with seeds that follow each other cut every byte. */
const SCHRITT = 61;

export const WAL: Teil = {
  name: 'wal',
  titel: 'WAL of a commit cut and flipped at its bytes: the state before or after, never half',
  regeln: ['P1', 'B1', 'B8', 'O1', 'O2', 'L3'],
  ziele: { schnitte: 100_000 },
  async lauf(auftrag) {
    const weiter = takt({
      minuten: auftrag.minuten - 0.3,
      ...(auftrag.anzahl !== undefined && { anzahl: auftrag.anzahl }),
    });
    const { seed, melde } = auftrag;
    const teile = [false, true].map((leer) => schneide({ seed, schritt: SCHRITT, kanten: true, leer, weiter, melde }));
    const summe = (f: (b: WalBericht) => number): number => teile.reduce((n, b) => n + f(b), 0);
    return {
      zahlen: { schnitte: summe((b) => b.schnitte), commits: summe((b) => b.arten) },
      funde: teile.flatMap((b) => b.funde),
    };
  },
};
