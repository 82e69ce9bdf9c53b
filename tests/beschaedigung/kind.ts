/**
 * The child process in which damaged caches are opened: a crash of native code ends it and nothing else, and the parent
 * sees it. Takes `{ art, seed }` over its channel, answers with the finding. Run by `aufseher.ts` only.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gewuerfelt } from '../lang/teil.ts';
import { artNamens, wuerfelAus } from './arten.ts';
import { pruefe } from './pruefling.ts';
import { vorlagen } from './vorlage.ts';

export interface Fall {
  art: string;
  seed: number;
}

const alle = vorlagen();
const ordner = mkdtempSync(join(tmpdir(), 'kontor-schaden-'));
process.on('disconnect', () => {
  rmSync(ordner, { recursive: true, force: true });
  process.exit(0);
});
process.on('message', ({ art: name, seed }: Fall) => {
  const art = artNamens(name);
  const wuerfel = wuerfelAus(gewuerfelt(seed));
  const vorlage = alle[name.includes('wal') ? 1 : wuerfel.bis(alle.length)];
  if (art === undefined || vorlage === undefined) throw new Error(`no such kind: ${name}`);
  const dateien = new Map(vorlage.dateien);
  art.tu(dateien, wuerfel, alle);
  process.send?.(pruefe(join(ordner, String(seed)), vorlage, art, dateien));
});
process.send?.('bereit');
