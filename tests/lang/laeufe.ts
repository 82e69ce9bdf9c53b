/**
 * The record of long runs: one line of JSON each in docs/reliability-runs.jsonl, written by `npm run test:long -- <part>
 * --merken`. docs/reliability.md shows their sums; a test holds the two together, so that no figure is written by hand.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WURZEL } from '../prozesse.ts';
import type { Teil } from './teil.ts';

export interface Lauf {
  teil: string;
  /** Instant of the end, RFC 3339. */
  am: string;
  commit: string;
  seed: number;
  minuten: number;
  zahlen: Record<string, number>;
  werte?: Record<string, string>;
  einzeln?: Record<string, string>;
  funde: string[];
}

const DATEI = join(WURZEL, 'docs/reliability-runs.jsonl');
const BERICHT = join(WURZEL, 'docs/reliability.md');
const ANFANG = '<!-- runs: made by `npm run test:long -- tafel` -->';
const ENDE = '<!-- /runs -->';

export function laeufe(): Lauf[] {
  if (!existsSync(DATEI)) return [];
  return readFileSync(DATEI, 'utf8')
    .split('\n')
    .filter((z) => z !== '')
    .map((z) => JSON.parse(z) as Lauf);
}

export function merke(lauf: Lauf, teile: readonly Teil[]): void {
  appendFileSync(DATEI, `${JSON.stringify(lauf)}\n`);
  schreibeTafel(teile);
}

const zahl = (n: number): string => n.toLocaleString('en-US', { maximumFractionDigits: 0 });

/** The table of docs/reliability.md: per part what was reached against its goals, minutes, runs, finds. */
export function tafelText(teile: readonly Teil[]): string {
  const alle = laeufe();
  const zeilen = teile.map((teil) => {
    const eigene = alle.filter((l) => l.teil === teil.name);
    const summe: Record<string, number> = {};
    for (const l of eigene) for (const [n, w] of Object.entries(l.zahlen)) summe[n] = (summe[n] ?? 0) + w;
    const erreicht = Object.entries(summe).map(([n, w]) => {
      const ziel = teil.ziele[n];
      return ziel === undefined ? `${n} ${zahl(w)}` : `**${n} ${zahl(w)}** of ${zahl(ziel)}`;
    });
    const offen = Object.entries(teil.ziele).filter(([n]) => summe[n] === undefined);
    const text = [...erreicht, ...offen.map(([n, z]) => `**${n} 0** of ${zahl(z)}`)].join(' · ');
    const minuten = eigene.reduce((m, l) => m + l.minuten, 0);
    const funde = eigene.reduce((m, l) => m + l.funde.length, 0);
    const letzte = Object.entries(eigene.at(-1)?.werte ?? {}).map(([n, w]) => `${n} ${w}`);
    return `| \`${teil.name}\` | ${teil.titel} | ${text} | ${letzte.join(' · ') || '–'} | ${eigene.length} / ${zahl(minuten)} | ${funde} |`;
  });
  return [
    '| part | what it proves | reached, all runs together | last run | runs / minutes | finds |',
    '|---|---|---|---|---|---|',
    ...zeilen,
  ].join('\n');
}

/** The report with its table replaced. @throws where the marks are missing */
export function mitTafel(bericht: string, tafel: string): string {
  const von = bericht.indexOf(ANFANG);
  const bis = bericht.indexOf(ENDE);
  if (von < 0 || bis < von) throw new Error('docs/reliability.md has lost the marks of its table.');
  return `${bericht.slice(0, von + ANFANG.length)}\n${tafel}\n${bericht.slice(bis)}`;
}

/** Every page that is made from the record, as it should be now. */
function seiten(teile: readonly Teil[]): { datei: string; text: string }[] {
  const eigene = teile.flatMap((teil) => {
    if (teil.bericht === undefined) return [];
    const letzter = laeufe().findLast((l) => l.teil === teil.name);
    return [{ datei: join(WURZEL, teil.bericht.datei), text: teil.bericht.text(letzter?.einzeln ?? {}) }];
  });
  return [{ datei: BERICHT, text: mitTafel(readFileSync(BERICHT, 'utf8'), tafelText(teile)) }, ...eigene];
}

/** Pages that do not say what the record says; for the test that holds them together. */
export function veraltet(teile: readonly Teil[]): string[] {
  return seiten(teile)
    .filter((s) => !existsSync(s.datei) || readFileSync(s.datei, 'utf8') !== s.text)
    .map((s) => s.datei);
}

export function schreibeTafel(teile: readonly Teil[]): void {
  for (const { datei, text } of seiten(teile)) writeFileSync(datei, text);
}
