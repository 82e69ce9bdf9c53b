/** The proof of migrations under kill: a child migrates a filled predecessor and is killed at a random moment, again and again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migriere } from '../../src-main/workspace/cache/migrieren.ts';
import { oeffneVerbindung } from '../../src-main/workspace/cache/verbindung.ts';
import { SCHLUESSEL } from '../cache/muster.ts';
import { gewuerfelt, type Teil, takt } from '../lang/teil.ts';
import { fuelleAkten, LANGSAM, nummerVon, schemaVon, vorgaenger } from './stufen.ts';

const AKTEN = 3_000;
/** From its first word a migration of this size takes about so long; some kills come too late, which is counted. */
const SPANNE_MS = 60;

async function toete(pfad: string, nachMs: number): Promise<void> {
  const kind = spawn(process.execPath, [fileURLToPath(new URL('./kind.ts', import.meta.url)), pfad]);
  await once(kind.stdout, 'data');
  setTimeout(() => kind.kill('SIGKILL'), nachMs);
  await once(kind, 'close');
}

/** What the killed one left: its number, and what is wrong with it. */
function besehe(pfad: string): { nummer: number; fund: string | undefined } {
  const v = oeffneVerbindung(pfad, SCHLUESSEL, false);
  try {
    const nummer = nummerVon(v);
    const da = schemaVon(v).join();
    const stimmt = da.includes('TABLE inhalt') === nummer >= 2 && da.includes('akte_laenge') === nummer >= 3;
    if (!stimmt) return { nummer, fund: `between the schemas at ${nummer}` };
    migriere(v, LANGSAM);
    const zeilen = v.eins<{ n: number }>(
      'SELECT count(*) AS n FROM inhalt JOIN akte ON akte.id = inhalt.akte WHERE laenge > 0',
    );
    return { nummer, fund: zeilen?.n === AKTEN ? undefined : `rows are missing: ${zeilen?.n}` };
  } finally {
    v.db.close();
  }
}

export const migrationen: Teil = {
  name: 'migrationen',
  titel: 'a migration killed at a random moment leaves the old or the new schema, never between, and comes to its end',
  regeln: ['L6'],
  ziele: { abbrueche: 50 },
  async lauf(auftrag) {
    const ordner = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kontor-stufen-'));
    const alt = join(ordner, 'alt.db');
    vorgaenger(alt, LANGSAM, 1, (v) => fuelleAkten(v, AKTEN));
    const zufall = gewuerfelt(auftrag.seed);
    const weiter = takt(auftrag);
    const zahlen: Record<string, number> = { abbrueche: 0 };
    const funde: string[] = [];
    for (let i = 0; weiter(i); i++) {
      const pfad = join(ordner, `tod-${i}.db`);
      copyFileSync(alt, pfad);
      const nachMs = zufall() * SPANNE_MS;
      await toete(pfad, nachMs);
      const { nummer, fund } = besehe(pfad);
      zahlen.abbrueche = i + 1;
      zahlen[`bei-${nummer}`] = (zahlen[`bei-${nummer}`] ?? 0) + 1;
      if (fund !== undefined)
        funde.push(`[L6] kill ${i} --seed ${auftrag.seed} after ${nachMs.toFixed(1)} ms: ${fund}`);
      for (const endung of ['', '-wal', '-shm']) rmSync(pfad + endung, { force: true });
    }
    rmSync(ordner, { recursive: true, force: true });
    return { zahlen, funde };
  },
};
