/**
 * The folders of a profile: one below `personen/` for each person who signed in, named by a digest so that a folder's
 * name says nothing, and a small index of them. No name, no token, no content is in here.
 *
 *   <profil>/personen.json   <profil>/passphrase
 *   <profil>/personen/<digest>/{bestand.db, bestand.db.arbeit, bestandsschluessel[.wiederherstellung], geraeteschluessel}
 *   <profil>/sperre   <profil>/motor.sock   <profil>/logs/kontor.log
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type ProblemCode, ProblemError } from '../../../src-shared/domain/problem.ts';
import { istLoopback } from '../cloud/oidc.ts';
import type { Ablage } from '../zeichnung/schluesseldatei.ts';

const verzeichnis = z.object({
  v: z.literal(1),
  letzte: z.string().optional(),
  /** Digest of a demo user name → folder: a person can be found while the cloud is away. */
  namen: z.record(z.string(), z.string()),
});
type Verzeichnis = z.infer<typeof verzeichnis>;

const DATEIFEHLER: Record<string, ProblemCode> = {
  EACCES: 'schreiben-unmoeglich',
  EPERM: 'schreiben-unmoeglich',
  EROFS: 'schreiben-unmoeglich',
  ENOTDIR: 'schreiben-unmoeglich',
  ENOSPC: 'speicher-voll',
  EDQUOT: 'speicher-voll',
};

/** The problem of a file system error; any other error as it is. */
export function alsDateiproblem(fehler: unknown): unknown {
  const { code } = fehler as NodeJS.ErrnoException;
  const problem = code === undefined ? undefined : DATEIFEHLER[code];
  if (problem === undefined) return fehler;
  return new ProblemError(
    problem,
    { detail: 'Bitte prüfen Sie den Profilordner von Kontor (Platz und Rechte).' },
    fehler,
  );
}

const kurzeSumme = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** A demo's port differs from start to start; the profile is the same. */
function cloudKennung(cloud: string): string {
  const url = new URL(cloud);
  return istLoopback(cloud) ? 'loopback' : url.origin;
}

export class Profil {
  readonly ordner: string;
  private readonly cloud: string;
  private readonly ablage: Ablage;

  constructor(ordner: string, cloud: string, ablage: Ablage) {
    this.ordner = ordner;
    this.cloud = cloudKennung(cloud);
    this.ablage = ablage;
  }

  get sperrdatei(): string {
    return join(this.ordner, 'sperre');
  }

  get logdatei(): string {
    return join(this.ordner, 'logs', 'kontor.log');
  }

  /** Makes the folders. @throws ProblemError `schreiben-unmoeglich`, `speicher-voll` */
  bereite(): void {
    lege(this.ordner);
    lege(join(this.ordner, 'personen'));
    lege(join(this.ordner, 'logs'));
  }

  /** The person's folder; made where it is not there. */
  personenOrdner(sub: string): string {
    const ordner = join(this.ordner, 'personen', kurzeSumme(`${this.cloud}\n${sub}`));
    lege(ordner);
    return ordner;
  }

  /** The folders of all people who signed in here. */
  personenOrdnerHier(): string[] {
    const alle = join(this.ordner, 'personen');
    return readdirSync(alle, { withFileTypes: true })
      .filter((e) => e.isDirectory())
      .map((e) => join(alle, e.name));
  }

  /** Folder of a demo user name that signed in here before. */
  async ordnerVonName(als: string): Promise<string | undefined> {
    const name = (await this.lies()).namen[this.namenssumme(als)];
    return name === undefined ? undefined : join(this.ordner, 'personen', name);
  }

  /** Folder of whoever was signed in last and has not signed out. */
  async letzterOrdner(): Promise<string | undefined> {
    const { letzte } = await this.lies();
    return letzte === undefined ? undefined : join(this.ordner, 'personen', letzte);
  }

  async merkePerson(ordner: string, als: string | undefined): Promise<void> {
    const alt = await this.lies();
    const name = ordner.slice(join(this.ordner, 'personen').length + 1);
    const namen = als === undefined ? alt.namen : { ...alt.namen, [this.namenssumme(als)]: name };
    if (alt.letzte === name && (als === undefined || alt.namen[this.namenssumme(als)] === name)) return;
    await this.schreibe({ v: 1, letzte: name, namen });
  }

  async vergissLetzte(): Promise<void> {
    const { letzte: _weg, ...rest } = await this.lies();
    await this.schreibe(rest);
  }

  private namenssumme(als: string): string {
    return kurzeSumme(`${this.cloud}\nname\n${als}`);
  }

  private async lies(): Promise<Verzeichnis> {
    const bytes = await this.ablage.lies(this.datei());
    if (bytes === undefined) return { v: 1, namen: {} };
    try {
      return verzeichnis.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch {
      // Only a directory of folders: the next sign-in writes it anew.
      return { v: 1, namen: {} };
    }
  }

  private async schreibe(inhalt: Verzeichnis): Promise<void> {
    try {
      await this.ablage.schreibe(this.datei(), Buffer.from(JSON.stringify(inhalt)));
    } catch (fehler) {
      throw alsDateiproblem(fehler);
    }
  }

  private datei(): string {
    return join(this.ordner, 'personen.json');
  }
}

function lege(ordner: string): void {
  try {
    mkdirSync(ordner, { recursive: true, mode: 0o700 });
  } catch (fehler) {
    throw alsDateiproblem(fehler);
  }
}
