/**
 * The closed vocabulary, both ways: every code is given by somebody, every code that is written anywhere is in it, and the
 * page for people who read logs names the same ones.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROBLEME, ProblemError, problem, problemCode } from './problem.ts';

const WURZEL = join(import.meta.dirname, '../..');
const CODES = Object.keys(PROBLEME);
const quellen = ['src-shared', 'src-main', 'src-renderer', 'src-cloud', 'start'].flatMap((ordner) =>
  readdirSync(join(WURZEL, ordner), { recursive: true, encoding: 'utf8' })
    .map((d) => `${ordner}/${d.replaceAll('\\', '/')}`)
    .filter((d) => /\.(ts|svelte)$/.test(d) && !/\.test\.ts$|\/testing\/|domain\/problem\.ts$/.test(d)),
);
const text = (d: string): string => readFileSync(join(WURZEL, d), 'utf8');
const produkt = quellen.map(text).join('\n');

describe('the vocabulary of problems', () => {
  it('has no code that nobody gives', () => {
    expect(CODES.filter((c) => !new RegExp(`['":]${c}\\b(?!-)`).test(produkt))).toEqual([]);
  });

  it('has every code that is written out as a urn', () => {
    const genannt = [...produkt.matchAll(/urn:kontor:problem:([a-z][a-z-]*)/g)].map(([, code = '']) => code);
    expect(genannt.length).toBeGreaterThan(0);
    expect(genannt.filter((c) => !CODES.includes(c))).toEqual([]);
  });

  it('is the one that docs/problems.md explains', () => {
    const seite = text('docs/problems.md');
    const erklaert = [...seite.matchAll(/^\| `([a-z0-9-]+)` \| (.+) \|$/gm)].map(([, code, titel]) => [code, titel]);
    expect(Object.fromEntries(erklaert)).toEqual(PROBLEME);
    expect(erklaert).toHaveLength(CODES.length);
  });

  it('is told by its own codes only: another version’s, a foreign one and an inherited name are unknown', () => {
    expect(problemCode(problem('zu-gross'))).toBe('zu-gross');
    for (const type of [
      'urn:kontor:problem:aus-der-zukunft',
      'about:blank',
      'zu-gross',
      'urn:kontor:problem:toString',
    ]) {
      expect(problemCode({ type })).toBeUndefined();
    }
  });

  it('is carried by one error, whose message names the code and nothing else', () => {
    const fehler = new ProblemError('zu-gross', { detail: 'geheim' }, new Error('Ursache'));
    expect([fehler.message, fehler.problem.detail]).toEqual(['urn:kontor:problem:zu-gross', 'geheim']);
    expect((fehler.cause as Error).message).toBe('Ursache');
    expect(new ProblemError(problem('zu-tief')).cause).toBeUndefined();
  });
});
