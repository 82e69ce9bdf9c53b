/** The record of long runs and the report say the same, and every proof names rules that exist. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WURZEL } from '../prozesse.ts';
import { laeufe, mitTafel, veraltet } from './laeufe.ts';
import { gewuerfelt } from './teil.ts';
import { TEILE } from './teile.ts';

describe('long runs', () => {
  it('docs/reliability.md and docs/mutations.md say what the record says', () => {
    expect(veraltet(TEILE)).toEqual([]);
  });
  it('a report without its marks is not written over', () => {
    expect(() => mitTafel('nothing', 'table')).toThrow(/marks/);
  });
  it('every recorded run belongs to a part that exists', () => {
    const namen = TEILE.map((t) => t.name);
    expect(laeufe().filter((l) => !namen.includes(l.teil))).toEqual([]);
  });
  it('every part holds rules that docs/sync-rules.md knows', () => {
    const regeln = readFileSync(join(WURZEL, 'docs/sync-rules.md'), 'utf8');
    const fremd = TEILE.flatMap((t) => t.regeln).filter((r) => !regeln.includes(`**${r}**`));
    expect(fremd).toEqual([]);
  });
  it('the same seed gives the same run', () => {
    const a = gewuerfelt(7);
    const b = gewuerfelt(7);
    expect([a(), a(), a()]).toEqual([b(), b(), b()]);
    expect(gewuerfelt(8)()).not.toBe(gewuerfelt(7)());
  });
});
