/**
 * Style is a test: size of files and functions, injected clock and random, no console, no SELECT *, a head comment in
 * every file. It reads source as text; the few places where the real clock lives are named here and nowhere else.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { adressen, erreichbar, unbenutzt } from './einfuhren.ts';

const WURZEL = join(import.meta.dirname, '..');
const ORDNER = ['src-shared', 'src-main', 'src-renderer', 'src-cloud', 'start', 'tests', 'bench'];
const MAX_TS = 400;
const MAX_SVELTE = 150;
const MAX_FUNKTION = 70;

/** Entry points and the one file a side that hands out the real clock and random source. */
const ECHTE_UHR = /(^|\/)(system|main|cli)\.ts$/;
const TERMINAL = /(^|\/)(cli\.ts$|cli\/|start\/)/;

/** What tools and people start that no other file names: the tools' own files, and the demo's derivation from its sources. */
const EINGAENGE = ['vite.config.ts', 'playwright.config.ts', 'electron.config.ts', 'src-cloud/demo/ableiten.ts'];
const aus = (pfad: string): string[] => adressen(WURZEL, { pfad, text: readFileSync(join(WURZEL, pfad), 'utf8') });

function dateien(): string[] {
  const gefunden: string[] = [];
  for (const ordner of ORDNER) {
    let eintraege: string[] = [];
    try {
      eintraege = readdirSync(join(WURZEL, ordner), { recursive: true, encoding: 'utf8' });
    } catch {
      continue; // A folder of the house that is not there yet.
    }
    gefunden.push(...eintraege.map((e) => `${ordner}/${e.replaceAll('\\', '/')}`));
  }
  return gefunden.filter((d) => /\.(ts|svelte)$/.test(d) && !d.endsWith('.d.ts')).sort();
}

const alle = dateien().map((pfad) => ({ pfad, text: readFileSync(join(WURZEL, pfad), 'utf8') }));
const quellen = alle.filter((d) => !/\.test\.ts$|^tests\/|^bench\/|\/testing\//.test(d.pfad));
const verstoesse = (menge: typeof alle, gut: (d: (typeof alle)[number]) => boolean) =>
  menge.filter((d) => !gut(d)).map((d) => d.pfad);

/** Source without comments and without the content of strings, so that words about a thing are not the thing. */
function nurCode(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|(^|[^:'"`])\/\/.*$/gm, '$1');
}

describe('Hausordnung', () => {
  it('sees the house at all', () => {
    expect(quellen.length).toBeGreaterThan(30);
  });
  it('files are short', () => {
    const zeilen = (d: { text: string }) => d.text.split('\n').length - 1;
    expect(verstoesse(alle, (d) => zeilen(d) <= (d.pfad.endsWith('.svelte') ? MAX_SVELTE : MAX_TS))).toEqual([]);
  });
  it('functions are short', () => {
    const lang: string[] = [];
    for (const d of quellen.filter((q) => q.pfad.endsWith('.ts'))) {
      const quelle = ts.createSourceFile(d.pfad, d.text, ts.ScriptTarget.Latest, true);
      const besuche = (k: ts.Node): void => {
        if (ts.isFunctionLike(k) && 'body' in k && k.body) {
          const von = quelle.getLineAndCharacterOfPosition(k.getStart()).line;
          const bis = quelle.getLineAndCharacterOfPosition(k.end).line;
          if (bis - von + 1 > MAX_FUNKTION) lang.push(`${d.pfad}:${von + 1} (${bis - von + 1})`);
        }
        ts.forEachChild(k, besuche);
      };
      besuche(quelle);
    }
    expect(lang).toEqual([]);
  });
  it('every file says at its top why it exists', () => {
    const kopf = (d: { text: string }) => /^(#!.*\n)?\s*(\/\*\*?|\/\/|<!--)/.test(d.text);
    expect(verstoesse(alle, kopf)).toEqual([]);
  });
  it('clock and random are injected', () => {
    const ambient = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(/;
    expect(verstoesse(quellen, (d) => ECHTE_UHR.test(d.pfad) || !ambient.test(nurCode(d.text)))).toEqual([]);
  });
  it('nobody writes to the console', () => {
    expect(verstoesse(quellen, (d) => TERMINAL.test(d.pfad) || !/\bconsole\.\w+\(/.test(nurCode(d.text)))).toEqual([]);
  });
  it('queries name their columns and page by key', () => {
    expect(verstoesse(quellen, (d) => !/SELECT\s+\*/i.test(nurCode(d.text)))).toEqual([]);
    expect(verstoesse(quellen, (d) => !/\bOFFSET\s+(\?|\$|@|:|\d)/i.test(nurCode(d.text)))).toEqual([]);
  });
  it('text from outside is never HTML', () => {
    expect(
      verstoesse(quellen, (d) => !/\{@html|\.innerHTML\b|\.outerHTML\b|document\.write\(/.test(nurCode(d.text))),
    ).toEqual([]);
  });
  it('nothing is switched off or left for later', () => {
    const offen =
      /@ts-ignore|@ts-nocheck|biome-ignore|eslint-disable|\bTODO\b|\bFIXME\b|\b(it|test|describe)\.(skip|only|todo)\b/;
    const selbst = 'tests/hausordnung.test.ts';
    expect(verstoesse(alle, (d) => d.pfad === selbst || !offen.test(d.text))).toEqual([]);
  });
  it('no dead files: from a command, a bundle or a test one gets to every one', () => {
    const lebend = erreichbar(WURZEL, [...EINGAENGE, ...aus('package.json'), ...aus('src-renderer/index.html')]);
    expect(verstoesse(quellen, (d) => lebend.has(d.pfad))).toEqual([]);
    const probe = /\.(test|spec)\.ts$/;
    const getestet = erreichbar(WURZEL, [
      ...EINGAENGE,
      ...aus('package.json'),
      ...alle.map((d) => d.pfad).filter((p) => probe.test(p)),
    ]);
    const hilfen = alle.filter((d) => !quellen.includes(d));
    expect(verstoesse(hilfen, (d) => getestet.has(d.pfad))).toEqual([]);
  });
  it('no dead exports: what nobody imports is at least needed in its own file', () => {
    const haus = quellen.filter((d) => !d.pfad.startsWith('src-renderer/'));
    const tot = unbenutzt(haus, alle).filter(({ ausfuhr }) => !ausfuhr.auchSelbst);
    expect(tot.map(({ pfad, ausfuhr }) => `${pfad}: ${ausfuhr.name}`)).toEqual([]);
  });
  it('no drawer for everything', () => {
    expect(alle.filter((d) => /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts)/.test(d.pfad)).map((d) => d.pfad)).toEqual(
      [],
    );
  });
});
