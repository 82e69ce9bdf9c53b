/**
 * Who refers to whom: imports and module addresses of the house's files, read as text, so that what nobody reaches and what
 * nobody names can be found. It runs nothing and must never guess: a reference is a literal that leads to a file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

export interface Datei {
  /** From the project's root, with forward slashes. */
  pfad: string;
  text: string;
}

/** What one file exports: name, and whether the name stands anywhere else in the same file. */
export interface Ausfuhr {
  name: string;
  auchSelbst: boolean;
}

interface Verweis {
  ziel: string;
  namen: string[];
}

/** Files reachable from `eingaenge` by imports or by literals that name a file of the house. */
export function erreichbar(wurzel: string, eingaenge: readonly string[]): Set<string> {
  const gesehen = new Set<string>();
  const offen = [...eingaenge];
  for (let pfad = offen.pop(); pfad !== undefined; pfad = offen.pop()) {
    if (gesehen.has(pfad)) continue;
    gesehen.add(pfad);
    offen.push(...adressen(wurzel, { pfad, text: readFileSync(join(wurzel, pfad), 'utf8') }));
  }
  return gesehen;
}

/** Every file that a literal or attribute of this one names, relative to it or to the root. */
export function adressen(wurzel: string, { pfad, text }: Datei): string[] {
  const literale = [...text.matchAll(/['"`]([\w./-]+\.(?:ts|svelte))(?:\?[\w=]+)?['"`]/g)].map((m) => m[1] as string);
  const befehle = [...text.matchAll(/\bnode ([\w./-]+\.ts)\b/g)].map((m) => m[1] as string);
  return [...literale, ...befehle].flatMap((adresse) => {
    const orte = [posix.join(dirname(pfad), adresse), posix.normalize(adresse)];
    return orte.filter((ort) => !ort.startsWith('..') && existsSync(join(wurzel, ort))).slice(0, 1);
  });
}

/** Exports of `dateien` that no file of `alle` imports, by file. */
export function unbenutzt(dateien: readonly Datei[], alle: readonly Datei[]): { pfad: string; ausfuhr: Ausfuhr }[] {
  const benutzt = new Map<string, Set<string>>();
  for (const { ziel, namen } of alle.flatMap(einfuhren)) {
    const menge = benutzt.get(ziel) ?? new Set();
    for (const name of namen) menge.add(name);
    benutzt.set(ziel, menge);
  }
  return dateien
    .filter(({ pfad }) => pfad.endsWith('.ts'))
    .flatMap((datei) => {
      const namen = benutzt.get(datei.pfad) ?? new Set();
      if (namen.has('*')) return [];
      return ausfuhren(datei)
        .filter(({ name }) => !namen.has(name))
        .map((ausfuhr) => ({ pfad: datei.pfad, ausfuhr }));
    });
}

function quelle({ pfad, text }: Datei): ts.SourceFile {
  const code = pfad.endsWith('.svelte')
    ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((m) => m[1]).join('\n')
    : text;
  return ts.createSourceFile(pfad, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

function einfuhren(datei: Datei): Verweis[] {
  const verweise: Verweis[] = [];
  const merke = (adresse: string, namen: string[]): void => {
    if (adresse.startsWith('.')) verweise.push({ ziel: posix.join(dirname(datei.pfad), adresse), namen });
  };
  const besuche = (k: ts.Node): void => {
    if (ts.isImportDeclaration(k) && ts.isStringLiteral(k.moduleSpecifier)) {
      const { namedBindings, name } = k.importClause ?? {};
      const einzeln = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
      const ganz = namedBindings && ts.isNamespaceImport(namedBindings) ? ['*'] : [];
      const benannt = einzeln.map((e) => (e.propertyName ?? e.name).text);
      merke(k.moduleSpecifier.text, [...benannt, ...ganz, ...(name ? ['default'] : [])]);
    } else if (ts.isCallExpression(k) && k.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [adresse] = k.arguments;
      if (adresse && ts.isStringLiteral(adresse)) merke(adresse.text, ['*']);
    } else if (ts.isImportTypeNode(k) && ts.isLiteralTypeNode(k.argument) && ts.isStringLiteral(k.argument.literal)) {
      merke(k.argument.literal.text, ['*']);
    }
    ts.forEachChild(k, besuche);
  };
  besuche(quelle(datei));
  return verweise;
}

function ausfuhren(datei: Datei): Ausfuhr[] {
  return quelle(datei).statements.flatMap((s) => {
    if (!ts.canHaveModifiers(s) || !ts.getModifiers(s)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)) return [];
    const namen = ts.isVariableStatement(s)
      ? s.declarationList.declarations.map((d) => d.name.getText())
      : [(s as ts.DeclarationStatement).name?.getText() ?? 'default'];
    return namen.map((name) => ({
      name,
      auchSelbst: (datei.text.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0) > 1,
    }));
  });
}
