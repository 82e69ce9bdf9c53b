/**
 * Command that reduces the public sources to the files in daten/: `node src-cloud/demo/ableiten.ts QUELLORDNER`.
 * QUELLORDNER holds leika/, ars/ and permits/ as named in daten/QUELLEN.md. The only file of the demo data that touches
 * the disk; what it writes is committed, so that a clone needs none of the sources.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Auswahl, diensteAus, gemeindenAus, wartezeitenAus } from './ableitung.ts';
import { MANDANTEN } from './mandanten.ts';

const quellen = process.argv[2];
if (quellen === undefined || process.argv.length > 3) {
  process.stderr.write('Aufruf: node src-cloud/demo/ableiten.ts QUELLORDNER\n');
  process.exit(2);
}

const lies = (datei: string): string => {
  const bytes = readFileSync(join(quellen, datei));
  return (datei.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
};
const daten = join(import.meta.dirname, 'daten');

/** One row a line, so that a change of one service is a change of one line. */
const schreibe = (datei: string, zeilen: readonly unknown[]): void =>
  writeFileSync(join(daten, datei), `[\n${zeilen.map((z) => `  ${JSON.stringify(z)}`).join(',\n')}\n]\n`);

const auswahl = JSON.parse(readFileSync(join(daten, 'auswahl.json'), 'utf8')) as Auswahl[];
const dienste = diensteAus(auswahl, lies('leika/leika_services_2019-12.csv'));
const ars = Object.fromEntries(MANDANTEN.map((m) => [m.id, m.ars]));
const gemeinden = gemeindenAus(lies('ars/sh_gemeinden_ars_2026-06-30.csv'), dienste, ars);
const wartezeiten = wartezeitenAus(lies('permits/wabo_receipt.csv.gz'));

schreibe('dienste.json', dienste);
schreibe('gemeinden.json', gemeinden);
writeFileSync(join(daten, 'wartezeiten.json'), `${JSON.stringify(wartezeiten, null, 2)}\n`);
process.stdout.write(
  `${dienste.length} Dienste, ${gemeinden.length} Gemeinden, ${wartezeiten.faelle} Fälle im Protokoll\n`,
);
