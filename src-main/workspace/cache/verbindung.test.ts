/**
 * What every promise about the disk rests on: a commit waits for the disk, and deleted bytes are overwritten. The first
 * cannot be seen by killing a process (the system keeps what was written), so SQLite itself is asked.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { oeffneVerbindung } from './verbindung.ts';

const ordner = mkdtempSync(join(tmpdir(), 'kontor-verbindung-'));
afterAll(() => rmSync(ordner, { recursive: true, force: true }));

it('[O1] [L8] writes with synchronous=FULL into a WAL, and overwrites what it deletes', () => {
  const v = oeffneVerbindung(join(ordner, 'a.db'), new Uint8Array(32).fill(1), false);
  const einstellung = (name: string): unknown => v.db.pragma(name, { simple: true });
  expect(einstellung('journal_mode')).toBe('wal');
  expect(einstellung('synchronous')).toBe(2);
  expect(einstellung('secure_delete')).toBe(1);
  expect(einstellung('foreign_keys')).toBe(1);
  v.db.close();
});
