// ZIP archives: what goes in comes out, in every time zone the same bytes, and hostile archives are refused.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { ArchivFehler, entpacke, packe, sichererDateiname } from './archiv.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const zwei = [
  { name: 'LIESMICH.txt', bytes: bytes('Grüße') },
  { name: 'dokumente/Bescheid.pdf', bytes: bytes('%PDF') },
];

describe('archiv', () => {
  it('gives back what was put in, in order', async () => {
    const zurueck = await entpacke(await packe(zwei, '2026-03-01T10:00:00.000Z'));
    expect(zurueck.map((d) => [d.name, new TextDecoder().decode(d.bytes)])).toEqual([
      ['LIESMICH.txt', 'Grüße'],
      ['dokumente/Bescheid.pdf', '%PDF'],
    ]);
  });

  it('makes the same bytes in every time zone', async () => {
    const hier = Buffer.from(await packe(zwei, '2026-03-29T01:30:00.000Z')).toString('base64');
    const skript = `import { packe } from ${JSON.stringify(new URL('./archiv.ts', import.meta.url).href)};
      const b = (t) => new TextEncoder().encode(t);
      const z = await packe([{ name: 'LIESMICH.txt', bytes: b('Grüße') }, { name: 'dokumente/Bescheid.pdf', bytes: b('%PDF') }], '2026-03-29T01:30:00.000Z');
      process.stdout.write(Buffer.from(z).toString('base64'));`;
    for (const TZ of ['Europe/Berlin', 'America/Los_Angeles', 'Pacific/Kiritimati']) {
      const dort = execFileSync(process.execPath, ['--input-type=module', '-e', skript], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      });
      expect(dort, TZ).toBe(hier);
    }
  });

  it('refuses what is no archive, what is cut, what is too large, what leaves the folder', async () => {
    const ganz = await packe(zwei, '2026-03-01T10:00:00.000Z');
    await expect(entpacke(bytes('kein Zip'))).rejects.toThrow(ArchivFehler);
    await expect(entpacke(ganz.subarray(0, ganz.length - 30))).rejects.toThrow(ArchivFehler);
    await expect(entpacke(ganz, { dateien: 1, bytes: 1000 })).rejects.toThrow('zu viele');
    await expect(entpacke(ganz, { dateien: 10, bytes: 5 })).rejects.toThrow('zu groß');
    const boese = Buffer.from(ganz).toString('latin1').replaceAll('dokumente/Bescheid.pdf', '../../okumente/Bes.pdf');
    await expect(entpacke(Buffer.from(boese, 'latin1'))).rejects.toThrow(ArchivFehler);
  });

  it('makes names that every system takes', () => {
    expect(sichererDateiname('../a/b:c?.pdf', 'x')).toBe('_a_b_c_.pdf');
    expect(sichererDateiname('CON.txt', 'x')).toBe('_CON.txt');
    expect(sichererDateiname(' .. ', 'ersatz')).toBe('ersatz');
    expect(sichererDateiname('Übersicht Straße.pdf', 'x')).toBe('Übersicht Straße.pdf');
  });
});
