/**
 * Every promise has a test: each rule of docs/sync-rules.md is named, by its id in brackets, in the title of at least one
 * test, and no title names a rule that is not there. Titles are read from the source, those of `describe` and the rows of
 * `each` included. What a title promises it cannot check: that a test goes red with its rule is seen by breaking it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const WURZEL = join(import.meta.dirname, '..');
const ORDNER = ['src-shared', 'src-main', 'src-renderer', 'src-cloud', 'start', 'tests'];
const TEST = new Set(['it', 'test', 'describe']);

interface Regel {
  id: string;
  text: string;
}
interface Titel {
  datei: string;
  text: string;
}

/** The rules, in the order of the document: `- **O4** what it promises`. */
function regelnIn(markdown: string): Regel[] {
  return [...markdown.matchAll(/^- \*\*([A-Z]+\d+)\*\* (.+)$/gm)].map(([, id = '', text = '']) => ({ id, text }));
}

const idsIn = (text: string): string[] => [...text.matchAll(/\[([A-Z]+\d+)\]/g)].map(([, id = '']) => id);

/** The name that a call begins with: `it` of `it.each(rows)(…)`. */
function wurzelname(e: ts.Expression): string {
  if (ts.isIdentifier(e)) return e.text;
  if (ts.isPropertyAccessExpression(e) || ts.isCallExpression(e)) return wurzelname(e.expression);
  return ts.isTaggedTemplateExpression(e) ? wurzelname(e.tag) : '';
}

/** All texts beneath a node; a name stands for what this file has put under it. */
function texteIn(knoten: ts.Node, namen: ReadonlyMap<string, ts.Node>): string[] {
  if (ts.isStringLiteralLike(knoten)) return [knoten.text];
  if (ts.isTemplateHead(knoten) || ts.isTemplateMiddleOrTemplateTail(knoten)) return [knoten.text];
  if (ts.isIdentifier(knoten)) {
    const wert = namen.get(knoten.text);
    return wert ? texteIn(wert, new Map([...namen].filter(([name]) => name !== knoten.text))) : [];
  }
  const texte: string[] = [];
  knoten.forEachChild((k) => void texte.push(...texteIn(k, namen)));
  return texte;
}

/** Titles of tests and groups in a test file, and the texts of the rows they are repeated for. */
function titelIn(datei: string, quelltext: string): Titel[] {
  const quelle = ts.createSourceFile(datei, quelltext, ts.ScriptTarget.Latest, true);
  const namen = new Map<string, ts.Node>();
  const titel: Titel[] = [];
  const besuche = (k: ts.Node): void => {
    if (ts.isVariableDeclaration(k) && ts.isIdentifier(k.name) && k.initializer) namen.set(k.name.text, k.initializer);
    if (ts.isCallExpression(k) && TEST.has(wurzelname(k.expression))) {
      const [erstes] = k.arguments;
      const reihen = ts.isPropertyAccessExpression(k.expression) && k.expression.name.text === 'each';
      if (erstes && (reihen || k.arguments.length > 1)) {
        titel.push(...texteIn(erstes, reihen ? namen : new Map()).map((text) => ({ datei, text })));
      }
    }
    k.forEachChild(besuche);
  };
  besuche(quelle);
  return titel;
}

/** What is wrong: rules that no title names, and titles that name a rule that is not there. */
function befund(regeln: readonly Regel[], titel: readonly Titel[]): { ohneTest: string[]; fremd: string[] } {
  const bekannt = new Set(regeln.map((r) => r.id));
  const genannt = new Set(titel.flatMap((t) => idsIn(t.text)));
  return {
    ohneTest: regeln.filter((r) => !genannt.has(r.id)).map((r) => `${r.id} ${r.text}`),
    fremd: titel.flatMap((t) => idsIn(t.text).flatMap((id) => (bekannt.has(id) ? [] : [`${id} in ${t.datei}`]))),
  };
}

const dateien = ORDNER.flatMap((ordner) =>
  readdirSync(join(WURZEL, ordner), { recursive: true, encoding: 'utf8' })
    .map((d) => `${ordner}/${d.replaceAll('\\', '/')}`)
    .filter((d) => /\.(test|spec)\.ts$/.test(d)),
);
const alleTitel = dateien.flatMap((d) => titelIn(d, readFileSync(join(WURZEL, d), 'utf8')));
const alleRegeln = regelnIn(readFileSync(join(WURZEL, 'docs/sync-rules.md'), 'utf8'));

describe('rules and tests', () => {
  it('are both found', () => {
    expect(alleRegeln.length).toBeGreaterThan(90);
    expect(alleTitel.length).toBeGreaterThan(500);
  });

  it('every rule has a test, every title names rules that are there', () => {
    expect(befund(alleRegeln, alleTitel)).toEqual({ ohneTest: [], fremd: [] });
  });

  it('an id is given once', () => {
    const ids = alleRegeln.map((r) => r.id);
    expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([]);
  });

  it('a missing test and an unknown rule would be seen, also in templates, groups and rows', () => {
    const quelle = `
      const teil = { a: '[A3] row' };
      const reihen = Object.values(teil).map((was) => [was]);
      describe('[A1] group', () => { it(\`\${x} [A2]\`, () => {}); });
      it.each(reihen)('%s', () => {});
      test.each([{ was: '[Z9]' }])('$was', () => {});
      expect('[A4] is no title').toBe('[A4]');`;
    const regeln = regelnIn('- **A1** a\n- **A2** b\n- **A3** c\n- **A4** d\n');
    expect(befund(regeln, titelIn('x.test.ts', quelle))).toEqual({ ohneTest: ['A4 d'], fremd: ['Z9 in x.test.ts'] });
  });
});
