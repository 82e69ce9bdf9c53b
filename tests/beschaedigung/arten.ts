/**
 * The kinds of damage, each a change of the cache's files by chance from a seed: what bad disks, broken copies, over-eager
 * tools and careless restores make. A kind says which files it touches, so that it can be told what must survive.
 */
import { SCHLUESSEL } from '../cache/muster.ts';
import { entschluessle, SEITE, verschluessle } from '../cache/seitenchiffre.ts';
import { type Dateien, NAME, type Vorlage } from './vorlage.ts';

export interface Art {
  name: string;
  /** `ganz`: one of the two places of work is untouched, so all work must be there. */
  arbeit: 'ganz' | 'soweit-lesbar';
  /** The change is authentic: a wrong content cannot be seen, only crashes, hangs and untyped errors count. */
  echt?: true;
  tu(dateien: Dateien, wuerfel: Wuerfel, vorlagen: readonly Vorlage[]): void;
}

/** Chance from a seed. */
export interface Wuerfel {
  /** Whole number in [0, n). */
  bis(n: number): number;
  bytes(n: number): Buffer;
}

export function wuerfelAus(zufall: () => number): Wuerfel {
  const bis = (n: number): number => Math.floor(zufall() * n);
  return { bis, bytes: (n) => Buffer.from(Array.from({ length: n }, () => bis(256))) };
}

const DB = NAME;
const WAL = `${NAME}-wal`;
const ZWEIT = `${NAME}.arbeit`;
const KENNUNG = `${NAME}.kennung`;

const mit = (dateien: Dateien, name: string, tu: (bytes: Buffer) => Buffer | undefined): void => {
  const alt = dateien.get(name);
  if (alt === undefined || alt.length === 0) return;
  const kopie = Buffer.from(alt);
  dateien.set(name, tu(kopie) ?? kopie);
};

function kippe(bytes: Buffer, w: Wuerfel, wieOft: number): void {
  for (let i = 0; i < wieOft; i++) {
    const ort = w.bis(bytes.length);
    bytes[ort] = (bytes[ort] ?? 0) ^ (1 << w.bis(8));
  }
}

const seiteVon = (bytes: Buffer, n: number): Buffer => bytes.subarray(n * SEITE, (n + 1) * SEITE);
const seiten = (bytes: Buffer): number => Math.floor(bytes.length / SEITE);

const bits = (name: string, hoechstens: number) => (d: Dateien, w: Wuerfel) =>
  mit(d, name, (b) => void kippe(b, w, 1 + w.bis(hoechstens)));
const kuerze = (name: string) => (d: Dateien, w: Wuerfel) => mit(d, name, (b) => b.subarray(0, w.bis(b.length)));
const nulle = (name: string, hoechstens: number) => (d: Dateien, w: Wuerfel) =>
  mit(d, name, (b) => {
    for (let i = 1 + w.bis(hoechstens); i > 0; i--) seiteVon(b, w.bis(seiten(b))).fill(0);
  });
const ersetze =
  (name: string, inhalt: (w: Wuerfel, v: readonly Vorlage[], alt: Buffer) => Buffer) =>
  (d: Dateien, w: Wuerfel, v: readonly Vorlage[]): void =>
    void d.set(name, inhalt(w, v, d.get(name) ?? Buffer.alloc(0)));
const entferne =
  (name: string) =>
  (d: Dateien): void =>
    void d.delete(name);

function tausche(d: Dateien, w: Wuerfel): void {
  mit(d, DB, (b) => {
    const [x, y] = [w.bis(seiten(b)), w.bis(seiten(b))];
    const alt = Buffer.from(seiteVon(b, x));
    seiteVon(b, y).copy(seiteVon(b, x));
    alt.copy(seiteVon(b, y));
  });
}

/** A random stretch overwritten: what a program does that takes the wrong file. */
const ueberschreibe = (name: string) => (d: Dateien, w: Wuerfel) =>
  mit(d, name, (b) => {
    const laenge = 1 + w.bis(Math.min(65_536, b.length));
    w.bytes(laenge).copy(b, w.bis(b.length - laenge + 1));
  });

const FREMDE: readonly ((w: Wuerfel, v: readonly Vorlage[], alt: Buffer) => Buffer)[] = [
  (w) => Buffer.from('Rechnung Nr. 4711, nicht von Kontor.\n'.repeat(1 + w.bis(3000))),
  (w) => w.bytes(1 + w.bis(50_000)),
  () => Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8176)]),
  // The second copy in the cache's place: right program, right person, other file.
  (_w, v) => v[0]?.dateien.get(ZWEIT) ?? Buffer.alloc(0),
];
const fremd = (w: Wuerfel, v: readonly Vorlage[], alt: Buffer): Buffer =>
  FREMDE[w.bis(FREMDE.length)]?.(w, v, alt) ?? Buffer.alloc(0);
const fremdesWal = (w: Wuerfel, v: readonly Vorlage[], alt: Buffer): Buffer =>
  w.bis(3) === 0
    ? fremd(w, v, alt)
    : (v[1]?.dateien.get(w.bis(2) === 0 ? `${ZWEIT}-wal` : WAL) ?? alt).subarray(w.bis(2) * 32);

/** The files are whole, the key is another one: refused, and not a byte of them changed. */
export const FALSCHER_SCHLUESSEL = 'schluessel-falsch';

export const ARTEN: readonly Art[] = [
  { name: 'db-bit', arbeit: 'ganz', tu: bits(DB, 1) },
  { name: 'db-bits', arbeit: 'ganz', tu: bits(DB, 60) },
  { name: 'db-nullseiten', arbeit: 'ganz', tu: nulle(DB, 20) },
  { name: 'db-vertauscht', arbeit: 'ganz', tu: tausche },
  { name: 'db-ueberschrieben', arbeit: 'ganz', tu: ueberschreibe(DB) },
  { name: 'db-gekuerzt', arbeit: 'ganz', tu: kuerze(DB) },
  { name: 'db-leer', arbeit: 'ganz', tu: ersetze(DB, () => Buffer.alloc(0)) },
  { name: 'db-nur-kopf', arbeit: 'ganz', tu: ersetze(DB, (w, _v, alt) => alt.subarray(0, [16, 100, SEITE][w.bis(3)])) },
  { name: 'db-fremd', arbeit: 'ganz', tu: ersetze(DB, fremd) },
  {
    name: 'db-anhang',
    arbeit: 'ganz',
    tu: ersetze(DB, (w, _v, alt) => Buffer.concat([alt, w.bytes(1 + w.bis(20_000))])),
  },
  { name: 'db-weg', arbeit: 'ganz', tu: entferne(DB) },
  { name: 'wal-bit', arbeit: 'ganz', tu: bits(WAL, 4) },
  { name: 'wal-gekuerzt', arbeit: 'ganz', tu: kuerze(WAL) },
  { name: 'wal-ueberschrieben', arbeit: 'ganz', tu: ueberschreibe(WAL) },
  { name: 'wal-weg', arbeit: 'ganz', tu: entferne(WAL) },
  { name: 'wal-fremd', arbeit: 'ganz', tu: ersetze(WAL, fremdesWal) },
  { name: 'shm-muell', arbeit: 'ganz', tu: ersetze(`${NAME}-shm`, (w) => w.bytes(1 + w.bis(40_000))) },
  { name: 'kennung-weg', arbeit: 'ganz', tu: entferne(KENNUNG) },
  {
    name: 'kennung-falsch',
    arbeit: 'ganz',
    tu: ersetze(KENNUNG, (w) => Buffer.from(w.bytes(16 - w.bis(3)).toString('hex'))),
  },
  { name: FALSCHER_SCHLUESSEL, arbeit: 'ganz', tu: () => undefined },
  { name: 'zweit-bits', arbeit: 'ganz', tu: bits(ZWEIT, 30) },
  { name: 'zweit-gekuerzt', arbeit: 'ganz', tu: kuerze(ZWEIT) },
  { name: 'zweit-weg', arbeit: 'ganz', tu: entferne(ZWEIT) },
  { name: 'zweit-wal-bit', arbeit: 'ganz', tu: bits(`${ZWEIT}-wal`, 4) },
  { name: 'zweit-fremd', arbeit: 'ganz', tu: ersetze(ZWEIT, fremd) },
  {
    name: 'beide-bits',
    arbeit: 'soweit-lesbar',
    tu: (d, w) => {
      bits(DB, 8)(d, w);
      bits(ZWEIT, 8)(d, w);
    },
  },
  ...(['bits', 'nullseiten', 'gekuerzt', 'ueberschrieben'] as const).map(
    (wie): Art => ({
      name: `allein-${wie}`,
      arbeit: 'soweit-lesbar',
      tu: (d, w) => {
        for (const endung of ['', '-wal']) d.delete(ZWEIT + endung);
        ({ bits: bits(DB, 8), nullseiten: nulle(DB, 4), gekuerzt: kuerze(DB), ueberschrieben: ueberschreibe(DB) })[wie](
          d,
          w,
        );
      },
    }),
  ),
];

/** Anything at all, in any of the files, several times over. */
const verwuestet: Art = {
  name: 'verwuestet',
  arbeit: 'soweit-lesbar',
  tu: (d, w, v) => {
    for (let i = 1 + w.bis(6); i > 0; i--) ARTEN[w.bis(ARTEN.length)]?.tu(d, w, v);
  },
};

/** Content changed beneath the cipher, so that SQLite and Kontor get to see it: cells, pointers, headers, JSON, zstd. */
const innen: Art = {
  name: 'innen',
  arbeit: 'soweit-lesbar',
  echt: true,
  tu: (d, w) =>
    mit(d, w.bis(4) === 0 ? ZWEIT : DB, (b) => {
      for (let i = 1 + w.bis(12); i > 0; i--) {
        const n = w.bis(seiten(b));
        const klar = entschluessle(SCHLUESSEL, seiteVon(b, n), n + 1);
        // Headers and cell pointers, where a b-tree breaks, as often as the rest.
        const ort = w.bis(2) === 0 ? w.bis(120) : w.bis(klar.length);
        klar[ort] = w.bis(2) === 0 ? w.bis(256) : (klar[ort] ?? 0) ^ (1 << w.bis(8));
        verschluessle(SCHLUESSEL, seiteVon(b, n), n + 1, klar);
      }
    }),
};

export const FUZZ_ARTEN: readonly Art[] = [verwuestet, innen];

export const artNamens = (name: string): Art | undefined => [...ARTEN, ...FUZZ_ARTEN].find((a) => a.name === name);
