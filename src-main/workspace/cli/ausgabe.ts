/**
 * What a command prints: with --json one document on stdout and nothing else there, else readable German; problems as
 * `{type, title, detail}`. Notices go to stderr. Nothing here decides anything.
 */
import type { Problem } from '../../../src-shared/domain/problem.ts';
import { VERBINDUNG_TITEL } from './worte.ts';

/** Where it goes; tests put their own in. */
export interface Terminal {
  aus(text: string): void;
  fehler(text: string): void;
  /** Whether stderr is a terminal: progress is shown only there. */
  interaktiv: boolean;
  breite: number;
  /** Asks for a secret without echo; missing where nobody sits at a terminal. */
  frageGeheim?: ((frage: string) => Promise<string>) | undefined;
}

/** Ends a command with exit code 1; `mehr` goes into the JSON beside the problem. */
export class Gescheitert extends Error {
  readonly problem: Problem;
  readonly mehr: Record<string, unknown>;
  constructor(problem: Problem, mehr: Record<string, unknown> = {}) {
    super(problem.type);
    this.problem = problem;
    this.mehr = mehr;
  }
}

/** Prints a result. */
export function zeigeErgebnis(t: Terminal, json: boolean, wert: unknown, alsText: () => string): void {
  t.aus(json ? `${JSON.stringify(wert)}\n` : `${alsText()}\n`);
}

/** Prints why it did not work. */
export function zeigeProblem(t: Terminal, json: boolean, p: Problem, mehr: Record<string, unknown> = {}): void {
  if (json) {
    const { type, title, detail, ...rest } = p;
    t.aus(`${JSON.stringify({ type, title, ...(detail === undefined ? {} : { detail }), ...rest, ...mehr })}\n`);
  } else {
    t.fehler(`${p.title}${p.detail ? `\n${p.detail}` : ''}\n`);
    for (const e of p.errors ?? []) t.fehler(`  ${e.pointer}: ${e.message}\n`);
  }
}

/** A table whose last column is cut to the terminal's width. */
export function tabelle(kopf: readonly string[], zeilen: readonly (readonly string[])[], breite: number): string {
  if (zeilen.length === 0) return '(nichts)';
  const breiten = kopf.map((k, i) => Math.max(k.length, ...zeilen.map((z) => (z[i] ?? '').length)));
  const zeile = (z: readonly string[]): string => {
    const text = z.map((wert, i) => (i === z.length - 1 ? wert : wert.padEnd(breiten[i] ?? 0))).join('  ');
    return text.length > breite ? `${text.slice(0, breite - 1)}…` : text.trimEnd();
  };
  return [zeile(kopf), zeile(breiten.map((b) => '─'.repeat(b))), ...zeilen.map(zeile)].join('\n');
}

/** `name: value` lines without what is not there. */
export function angaben(paare: readonly (readonly [string, unknown])[]): string {
  const da = paare.filter(([, wert]) => wert !== undefined && wert !== '');
  const breite = Math.max(0, ...da.map(([name]) => name.length));
  return da.map(([name, wert]) => `${`${name}:`.padEnd(breite + 2)}${String(wert)}`).join('\n');
}

/** A connection state in words. */
export function verbindungInWorten(state: string): string {
  return VERBINDUNG_TITEL[state as keyof typeof VERBINDUNG_TITEL] ?? state;
}
