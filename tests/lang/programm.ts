/**
 * `npm run test:long -- <part> [--seed n] [--minuten m] [--anzahl n] [--merken]`: runs one proof at length, prints its
 * figures as JSON on stdout, progress on stderr. Exit 1 when a promise was seen broken, 2 on wrong usage. `--merken`
 * adds the run to the record; `tafel` only writes the table of docs/reliability.md anew.
 */
import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { WURZEL } from '../prozesse.ts';
import { merke, schreibeTafel } from './laeufe.ts';
import { TEILE } from './teile.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    minuten: { type: 'string', default: '55' },
    anzahl: { type: 'string' },
    merken: { type: 'boolean', default: false },
  },
});
/** Small enough to be said aloud, and for parts that multiply it. */
const GROESSTER_SEED = 2_000_000;
const sage = (zeile: string): void => void process.stderr.write(`${zeile}\n`);
const [name] = positionals;
const teil = TEILE.find((t) => t.name === name);

if (name === 'tafel') {
  schreibeTafel(TEILE);
} else if (teil === undefined) {
  sage('npm run test:long -- <part> [--seed n] [--minuten m] [--anzahl n] [--merken]\n');
  for (const t of TEILE) sage(`  ${t.name.padEnd(16)} ${t.titel}`);
  process.exitCode = 2;
} else {
  const seed = values.seed === undefined ? Math.floor(Math.random() * GROESSTER_SEED) : Number(values.seed);
  const minuten = Number(values.minuten);
  sage(`${teil.name}: seed ${seed}, at most ${minuten} min`);
  const beginn = performance.now();
  const auftrag = { seed, minuten, melde: sage, ...(values.anzahl !== undefined && { anzahl: Number(values.anzahl) }) };
  const ergebnis = await teil.lauf(auftrag);
  const lauf = {
    teil: teil.name,
    am: new Date().toISOString(),
    commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: WURZEL, encoding: 'utf8' }).trim(),
    seed,
    minuten: Math.round((performance.now() - beginn) / 6000) / 10,
    ...ergebnis,
    // Where the checkout lies is nobody's business.
    funde: ergebnis.funde.map((f) => f.replaceAll(pathToFileURL(WURZEL).href, '.').replaceAll(WURZEL, '.')),
  };
  process.stdout.write(`${JSON.stringify(lauf, null, 2)}\n`);
  if (values.merken) merke(lauf, TEILE);
  // A part that left something open (a socket a fault still holds) must not keep the command.
  process.stdout.write('', () => process.exit(ergebnis.funde.length > 0 ? 1 : 0));
}
