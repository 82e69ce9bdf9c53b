/** What a history gives to those who act and judge in it: the world as it stands, and ways to do something in it. */
import type { Buch } from './buch.ts';
import type { Gegenstelle } from './gegenstelle.ts';
import type { Platz } from './platz.ts';
import type { Weltzeit } from './weltzeit.ts';

export interface Spielraum {
  readonly zeit: Weltzeit;
  readonly buch: Buch;
  readonly zufall: () => number;
  readonly cloud: Gegenstelle;
  readonly plaetze: readonly Platz[];
  neueId(): string;
  /** Lets time go by; processes that ended in it leave their files. */
  laufe(ms: number): Promise<void>;
  /** Does something at a client; a crash in the middle of it is part of the story. Answers false then. */
  am(platz: Platz, tat: () => void): boolean;
  /** The id of a Vorgang that the client shows. */
  gezeigter(p: Platz, vorgang: number): string | undefined;
  /** All faults end: processes run, lines are good, people sign in again, the cloud is up to date. */
  heile(): Promise<void>;
}
