/**
 * The proof of traces: the engine works on marked data, and no mark stands in clear in any file it leaves, nor in the
 * diagnosis; and what is deleted, by whatever way, is gone from every page of database, second copy and their WALs five
 * seconds later, proved with the key in hand. Before each deletion the mark must be seen there, or nothing was proved.
 */
import { createHash } from 'node:crypto';
import { entpacke } from '../../src-main/workspace/dokument/archiv.ts';
import type { Command } from '../../src-shared/cloud-api/commands.ts';
import type { IchAntwort } from '../../src-shared/cloud-api/root.ts';
import { problem } from '../../src-shared/domain/problem.ts';
import type { Anhang, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { FLEISSIGE } from '../cache/arbeit.ts';
import { id, vorgang } from '../cache/muster.ts';
import { gewuerfelt, type Teil, takt } from '../lang/teil.ts';
import { gelesen, type Lauf, starte } from './lauf.ts';
import { alleDateien, bruchstuecke, klartext } from './suche.ts';

const FRIST_MS = 5_000;
const ANZAHL = 12;
type Marken = Map<string, string | Buffer>;

const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';
/** Words that stand nowhere else; letters only, so that search forms keep them whole. */
const wort = (zufall: () => number): string =>
  `Qx${Array.from({ length: 14 }, () => ALPHABET[Math.floor(zufall() * ALPHABET.length)]).join('')}`;

const dateiMit = (marke: string, n: number): { anhang: Anhang; bytes: Buffer } => {
  const bytes = Buffer.from(`${marke} `.repeat(400));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const anhang = {
    id: id(n, 9),
    dateiname: `${marke}.pdf`,
    contentType: 'application/pdf',
    groesse: bytes.length,
    sha256,
  };
  return { anhang, bytes };
};

/** A Vorgang that carries its own marks everywhere. */
function markiert(n: number, m: string, status: string): Vorgang {
  const v = vorgang(n, { status, aktenzeichen: `A${m}`, organisationseinheit: { id: '197008', name: 'Bauaufsicht' } });
  const { anhang } = dateiMit(`D${m}`, n);
  return {
    ...v,
    geaendertAm: status === 'ABGESCHLOSSEN' ? '2020-01-01T00:00:00.000Z' : v.geaendertAm,
    bearbeiter: { sub: FLEISSIGE.sub, name: FLEISSIGE.name },
    antragsteller: { ...v.antragsteller, nachname: `N${m}` },
    ...(status === 'ZU_LOESCHEN' && {
      loeschung: {
        von: { sub: 'jan', name: 'Jan' },
        am: v.eingangAm,
        begruendung: `L${m}`,
        statusVorher: 'ABGESCHLOSSEN',
      },
    }),
    kommentare: [{ id: id(n, 5), text: `K${m}`, von: { sub: 'jan', name: 'Jan' }, am: v.eingangAm, anhaenge: [] }],
    eingang: {
      ...v.eingang,
      formData: [{ name: 'f', label: 'Feld', formItems: [{ name: 'z', label: 'Zweck', stringValue: `F${m}` }] }],
      anhaenge: [anhang],
    },
  };
}

/** One way of deletion: what is done before, and what deletes. `marke` is the word that must be gone. */
interface Weg {
  name: string;
  n: number;
  vorher(l: Lauf, marke: string): Promise<void> | void;
  loesche(l: Lauf): Promise<void> | void;
}

const nichts = (): void => undefined;
const zieh = (l: Lauf) => l.api.sync({ bisRuhig: false });
const komm = (l: Lauf, n: number, text: string) =>
  l.api.befehl({ vorgangId: id(n), order: 'KOMMENTAR_ANLEGEN', body: { kommentarId: l.uhr.id(), text } });

const WEGE: readonly Weg[] = [
  {
    name: 'geloescht',
    n: 0,
    vorher: nichts,
    loesche: async (l) => {
      l.cloud.melde({ art: 'geloescht', id: id(0), version: 9 });
      await zieh(l);
    },
  },
  {
    name: 'entzogen',
    n: 1,
    vorher: nichts,
    loesche: async (l) => {
      l.cloud.melde({ art: 'entzogen', id: id(1), version: 9 });
      await zieh(l);
    },
  },
  {
    name: 'frist',
    n: 2,
    vorher: nichts,
    loesche: (l) => void l.motor.platz().bestand.schreiber.entferneAbgeschlossene(30),
  },
  {
    name: 'entwurf-verworfen',
    n: 3,
    vorher: async (l, m) =>
      void (await l.api.entwurfSpeichern({ vorgangId: id(3), art: 'bescheid', inhalt: { text: m.repeat(50) } })),
    loesche: async (l) => void (await l.api.entwurfSpeichern({ vorgangId: id(3), art: 'bescheid', inhalt: null })),
  },
  {
    name: 'datei-verworfen',
    n: 4,
    vorher: (l, m) => {
      const { anhang, bytes } = dateiMit(m, 400);
      l.motor.platz().bestand.schreiber.legeUploadAb(id(4), anhang, bytes);
    },
    loesche: (l) => l.motor.platz().bestand.schreiber.verwirfUpload(id(400, 9)),
  },
  {
    name: 'aenderung-verworfen',
    n: 5,
    vorher: async (l, m) => {
      l.cloud.antworte = (c: Command) => ({
        commandId: c.commandId,
        state: 'abgelehnt',
        problem: problem('nicht-berechtigt'),
      });
      await komm(l, 5, m.repeat(30));
      await l.uhr.gehe(1_000);
      l.cloud.antworte = undefined;
    },
    loesche: async (l) => {
      const [e] = (await l.api.outbox({})).eintraege.filter((x) => x.vorgangId === id(5));
      await l.api.loese({ commandId: e?.commandId ?? '', weg: 'verwerfen' });
    },
  },
  {
    name: 'VORGANG_LOESCHEN',
    n: 6,
    vorher: nichts,
    loesche: async (l) => {
      await l.api.befehl({ vorgangId: id(6), order: 'VORGANG_LOESCHEN', body: {} });
      await l.uhr.gehe(500);
      l.cloud.melde({ art: 'geloescht', id: id(6), version: 9 });
      await zieh(l);
    },
  },
  {
    name: 'entzogen-mit-arbeit',
    n: 7,
    vorher: async (l, m) => {
      l.cloud.weg = true;
      await komm(l, 7, m);
      l.cloud.weg = false;
      l.cloud.melde({ art: 'entzogen', id: id(7), version: 9 });
      l.cloud.antworte = (c: Command) => ({
        commandId: c.commandId,
        state: 'abgelehnt',
        problem: problem('nicht-sichtbar'),
      });
      await zieh(l);
    },
    loesche: async (l) => {
      l.cloud.antworte = undefined;
      const [e] = (await l.api.outbox({})).eintraege.filter((x) => x.vorgangId === id(7));
      await l.api.loese({ commandId: e?.commandId ?? '', weg: 'verwerfen' });
    },
  },
];
const STATUS = ['NEU', 'NEU', 'ABGESCHLOSSEN', 'IN_BEARBEITUNG', 'NEU', 'NEU', 'ZU_LOESCHEN'];
/** Ways that remove the whole Vorgang, so that nothing at all of it may be left. */
const GANZ = new Set(['geloescht', 'entzogen', 'frist', 'VORGANG_LOESCHEN', 'entzogen-mit-arbeit']);

interface Stand {
  marken: number;
  dateien: number;
  loeschungen: number;
  funde: string[];
}

/** The mark itself, and pieces of the compressed record that no other record has. */
function gesucht(l: Lauf, weg: Weg, marke: string): Marken {
  const alle: Marken = new Map([[`mark of ${weg.name}`, marke]]);
  if (!GANZ.has(weg.name)) return alle;
  const saetze = l.saetze();
  const andere = [...saetze].filter(([vorgangId]) => vorgangId !== id(weg.n)).map(([, satz]) => satz);
  const eigene = bruchstuecke(saetze.get(id(weg.n)) ?? Buffer.alloc(0));
  for (const [i, b] of eigene.entries())
    if (!andere.some((satz) => satz.includes(b))) alle.set(`record ${i} of ${weg.name}`, b);
  return alle;
}

async function loesche(l: Lauf, weg: Weg, marke: string, s: Stand, seed: number): Promise<void> {
  await weg.vorher(l, marke);
  const marken = gesucht(l, weg, marke);
  const da = klartext(l.seiten(), marken).join();
  const stumm = [...marken.keys()].filter((m) => !da.includes(m));
  // A record may lie across two pages; of the word and of most pieces something must have been seen.
  if (stumm.length > marken.size / 4) s.funde.push(`[L8] ${weg.name} --seed ${seed}: was not there before: ${stumm}`);
  await weg.loesche(l);
  await l.uhr.gehe(FRIST_MS);
  for (const f of klartext(l.seiten(), marken)) s.funde.push(`[L8] ${weg.name} --seed ${seed}: still in ${f}`);
  s.loeschungen += 1;
}

async function einmal(seed: number, s: Stand): Promise<void> {
  const zufall = gewuerfelt(seed);
  const worte = Array.from({ length: ANZAHL }, () => wort(zufall));
  const [geheim, entwurf, datei] = [wort(zufall), wort(zufall), wort(zufall)];
  const ich: IchAntwort = { ...FLEISSIGE, name: `${wort(zufall)} Sander` };
  const marken: Marken = new Map();
  const l = await starte(ich, geheim, (w) => {
    for (const [n, m] of worte.entries()) {
      const v = markiert(n, m, STATUS[n] ?? 'IN_BEARBEITUNG');
      w.vorgaenge.set(v.id, v);
      w.dateien.set(id(n, 9), dateiMit(`D${m}`, n).bytes);
    }
  });
  try {
    await l.uhr.gehe(10_000);
    l.motor.platz().bestand.schreiber.indexiereSuche(100);
    await l.motor.platz().geraet();
    await l.api.entwurfSpeichern({ vorgangId: id(9), art: 'kommentar', inhalt: { text: entwurf } });
    await l.api.anhangAnfuegen({
      vorgangId: id(10),
      dateiname: `${datei}.pdf`,
      contentType: 'application/pdf',
      base64: Buffer.from(datei.repeat(100)).toString('base64'),
    });
    const neue: [string, string | Buffer][] = [
      ...worte.map((m, n): [string, string] => [`Vorgang ${n}`, m]),
      ['Token', geheim],
      ['Entwurf', entwurf],
      ['Datei', datei],
      ['Name', ich.name.split(' ')[0] ?? ''],
      ...l.schluessel.map((k, i): [string, Buffer] => [`Schlüssel ${i}`, k]),
    ];
    for (const [name, wert] of neue) marken.set(name, wert);
    await sucheUeberall(l, marken, s, seed);
    for (const weg of WEGE) {
      await loesche(l, weg, GANZ.has(weg.name) ? (worte[weg.n] ?? '') : wort(zufall), s, seed);
    }
  } catch (fehler) {
    s.funde.push(`[L8] --seed ${seed}: ${(fehler as Error).stack?.slice(0, 400)}`);
  } finally {
    await l.beende(() => sucheInDateien(gelesen(alleDateien(l.ordner)), marken, s, seed));
  }
}

async function sucheUeberall(l: Lauf, marken: Marken, s: Stand, seed: number): Promise<void> {
  const dateien = gelesen(alleDateien(l.ordner));
  const zip = Buffer.from((await l.api.diagnose({})).base64, 'base64');
  dateien.set('diagnose.zip', zip);
  for (const eintrag of await entpacke(zip)) dateien.set(`diagnose.zip/${eintrag.name}`, Buffer.from(eintrag.bytes));
  const da = klartext(l.seiten(), marken).map((f) => f.replace(/^[^:]*: | as .*$/g, ''));
  // Marks that never came into the cache would prove nothing; the keys must not be in it.
  for (const m of marken.keys()) {
    const schluessel = m.startsWith('Schlüssel');
    if (da.includes(m) === schluessel)
      s.funde.push(`[L1] --seed ${seed}: ${m} ${schluessel ? 'is' : 'never came'} in the cache`);
  }
  sucheInDateien(dateien, marken, s, seed);
}

function sucheInDateien(dateien: ReadonlyMap<string, Buffer>, marken: Marken, s: Stand, seed: number): void {
  for (const f of klartext(dateien, marken)) s.funde.push(`[L1] --seed ${seed}: in clear in ${f}`);
  s.marken += marken.size;
  s.dateien += dateien.size;
}

export const spuren: Teil = {
  name: 'spuren',
  titel: 'no marked word in clear in any file; what is deleted is gone from every decrypted page within 5 s',
  regeln: ['L1', 'L8', 'L11'],
  ziele: { marken: 5_000, dateien: 2_000, loeschungen: 1_000 },
  async lauf(auftrag) {
    const weiter = takt(auftrag);
    const s: Stand = { marken: 0, dateien: 0, loeschungen: 0, funde: [] };
    for (let n = 0; weiter(n); n++) await einmal(auftrag.seed + n, s);
    const { funde, ...zahlen } = s;
    return { zahlen, funde };
  },
};
