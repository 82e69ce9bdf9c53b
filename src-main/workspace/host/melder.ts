/**
 * Tells windows of changes: rows in one event each twentieth of a second, the status when it really is another one. What a
 * person has just done is told before the call that did it is answered: nobody may read "alles übertragen" beside a click
 * that is confirmed. It carries ids and figures, never content.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Sitzung, StatusAnsicht } from '../../../src-shared/workspace-api/ansichten.ts';
import type { Ereignisse } from '../../../src-shared/workspace-api/tabelle.ts';
import type { Aenderungen } from '../cache/bestand-typen.ts';
import type { Grund } from '../sync/umgebung.ts';
import type { Uhr } from '../uhr.ts';

type Name = keyof Ereignisse;
export type Empfaenger = <N extends Name>(name: N, daten: Ereignisse[N]) => void;

const ZEILEN_MS = 50;
const STATUS_MS = 100;
/** Beyond that a window had better ask for all it shows. */
const VIELE = 200;

export class Melder {
  private readonly uhr: Uhr;
  private readonly status: () => StatusAnsicht;
  private readonly empfaenger = new Set<Empfaenger>();
  private readonly offen = new Map<Grund, Set<string>>();
  private keineZeilen: (() => void) | null = null;
  private keinStatus: (() => void) | null = null;
  private letzter: StatusAnsicht | undefined;

  constructor(uhr: Uhr, status: () => StatusAnsicht) {
    this.uhr = uhr;
    this.status = status;
  }

  /** Answers a function that stops listening. */
  bei(cb: Empfaenger): () => void {
    this.empfaenger.add(cb);
    return () => this.empfaenger.delete(cb);
  }

  geaendert(a: Aenderungen, grund: Grund): void {
    const ids = [...a.geaendert, ...a.entfernt, ...a.behalten];
    if (ids.length === 0) return;
    const menge = this.offen.get(grund) ?? new Set();
    for (const id of ids) menge.add(id);
    this.offen.set(grund, menge);
    this.keineZeilen ??= this.uhr.nach(ZEILEN_MS, () => {
      this.keineZeilen = null;
      const alle = [...this.offen];
      this.offen.clear();
      for (const [g, m] of alle) this.sage('geaendert', { ids: m.size > VIELE ? null : [...m], grund: g });
    });
    if (grund === 'klick') this.sageStatus();
    else this.statusVielleicht();
  }

  statusVielleicht(): void {
    if (this.empfaenger.size === 0) return;
    this.keinStatus ??= this.uhr.nach(STATUS_MS, () => this.sageStatus());
  }

  private sageStatus(): void {
    this.keinStatus?.();
    this.keinStatus = null;
    if (this.empfaenger.size === 0) return;
    const neu = this.status();
    if (isDeepStrictEqual(neu, this.letzter)) return;
    this.letzter = neu;
    this.sage('status', neu);
  }

  sitzung(sitzung: Sitzung | null): void {
    this.sage('sitzung', sitzung);
    this.statusVielleicht();
  }

  halte(): void {
    this.keineZeilen?.();
    this.keinStatus?.();
    this.empfaenger.clear();
  }

  private sage<N extends Name>(name: N, daten: Ereignisse[N]): void {
    for (const cb of this.empfaenger) cb(name, daten);
  }
}
