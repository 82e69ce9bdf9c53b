// `cloud seed`: deterministic demo data, also beside a running cloud. Only into a database that is a demo (an empty one is
// made one); real Mandanten are never touched.
import path from 'node:path';
import { tagInBerlin } from '../../src-shared/domain/fristen.ts';
import { verzeichnisBlobs } from '../anhaenge/blobs.ts';
import { erzeugeVorgaenge } from '../demo/generator.ts';
import { mandantVon } from '../demo/mandanten.ts';
import { spieleEin } from '../einspielen/einspielen.ts';
import { pruefeDemoDatenbank } from '../server/demoschutz.ts';
import { systemUhr } from '../server/system.ts';
import { inMs } from '../server/uhr.ts';
import { richteDemoEin } from '../verzeichnis/demo-anlegen.ts';
import { type DatenOptionen, mitDatenbank } from './datenbank.ts';

type SeedOptionen = DatenOptionen & {
  mandant: string;
  vorgaenge: number;
  seed: number;
  von?: string;
  bis?: string;
  json?: boolean;
};

/** Seeds and says how many cases were made. */
export async function seedBefehl(o: SeedOptionen): Promise<void> {
  const mandant = mandantVon(o.mandant).id;
  const jetzt = systemUhr.jetzt();
  const bis = o.bis ?? tagInBerlin(jetzt);
  const auftrag = {
    mandant,
    anzahl: o.vorgaenge,
    seed: o.seed,
    bis: begrenzt(bis, jetzt),
    ...(o.von ? { von: o.von } : {}),
  };
  await mitDatenbank(o, async (pool, { datenordner }) => {
    await pruefeDemoDatenbank(pool);
    await richteDemoEin(pool, jetzt);
    const blobs = verzeichnisBlobs(path.join(datenordner, 'anhaenge'));
    const ergebnis = await spieleEin(
      { pool, blobs },
      mandant,
      erzeugeVorgaenge(auftrag),
      balken(o.vorgaenge, inMs(jetzt)),
    );
    if (process.stderr.isTTY) process.stderr.write('\n');
    const dauerMs = inMs(systemUhr.jetzt()) - inMs(jetzt);
    const satz = `${ergebnis.angelegt} Vorgänge angelegt, ${ergebnis.uebersprungen} waren schon da (${(dauerMs / 1000).toFixed(1)} s).`;
    process.stdout.write(`${o.json ? JSON.stringify({ mandant, ...ergebnis, dauerMs }) : satz}\n`);
  });
}

/** Today means until now: nothing comes in tomorrow evening. */
function begrenzt(bis: string, jetzt: string): string {
  return bis === tagInBerlin(jetzt) ? jetzt : bis;
}

/** On a terminal: bar, rate and estimate on one line. In a pipe: nothing. */
function balken(gesamt: number, beginnMs: number): (erledigt: number) => void {
  if (!process.stderr.isTTY) return () => undefined;
  return (erledigt) => {
    const sekunden = Math.max(0.001, (inMs(systemUhr.jetzt()) - beginnMs) / 1000);
    const rate = erledigt / sekunden;
    const voll = Math.round((erledigt / Math.max(1, gesamt)) * 30);
    const rest = Math.ceil((gesamt - erledigt) / rate);
    process.stderr.write(
      `\r${'█'.repeat(voll)}${'░'.repeat(30 - voll)} ${erledigt}/${gesamt}  ${Math.round(rate)}/s  noch ${rest} s `,
    );
  };
}
