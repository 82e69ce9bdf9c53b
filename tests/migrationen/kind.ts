/** Migrates the file of its argument with the tests' list, and says when it begins; its parent kills it. */
import { migriere } from '../../src-main/workspace/cache/migrieren.ts';
import { oeffneVerbindung } from '../../src-main/workspace/cache/verbindung.ts';
import { SCHLUESSEL } from '../cache/muster.ts';
import { LANGSAM } from './stufen.ts';

const v = oeffneVerbindung(process.argv[2] ?? '', SCHLUESSEL, false);
process.stdout.write('los\n');
migriere(v, LANGSAM);
v.db.close();
process.stdout.write('fertig\n');
