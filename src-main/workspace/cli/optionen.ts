/**
 * The options every verb takes, and the default folder of the profile: non-roaming application data on Windows, XDG data
 * elsewhere. Environment variables say the same as `--profil` and `--cloud`.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '../../../src-shared/domain/problem.ts';

export interface Allgemein {
  json: boolean;
  profil: string;
  cloud: string;
  als?: string | undefined;
  offline: boolean;
  /** File with the passphrase, for scripts. */
  passphraseDatei?: string | undefined;
  /** File with the authority's public recovery key. */
  wiederherstellung?: string | undefined;
}

/** As commander hands them over. */
export interface RoheOptionen {
  json?: boolean;
  profil?: string;
  cloud?: string;
  /** All of them: `export` uses the same name for its format. */
  als?: string[];
  offline?: boolean;
  passphraseDatei?: string;
}

type Umgebung = Readonly<Record<string, string | undefined>>;

/** Where the profile lies unless told otherwise. */
export function standardProfil(umgebung: Umgebung, plattform: NodeJS.Platform = process.platform): string {
  if (plattform === 'win32') return join(umgebung.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Kontor');
  if (plattform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Kontor');
  return join(umgebung.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'kontor');
}

/** Options with defaults. @throws ProblemError `verwendung-falsch` without a cloud's address */
export function liesOptionen(roh: RoheOptionen, umgebung: Umgebung): Allgemein {
  const cloud = roh.cloud ?? umgebung.KONTOR_CLOUD ?? 'http://127.0.0.1:8700';
  const url = URL.parse(cloud);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ProblemError('verwendung-falsch', {
      detail: `„${cloud}“ ist keine Adresse einer Cloud (http oder https).`,
    });
  }
  return {
    json: roh.json ?? false,
    profil: roh.profil ?? umgebung.KONTOR_PROFIL ?? standardProfil(umgebung),
    cloud: cloud.replace(/\/+$/, ''),
    als: roh.als?.filter((a) => !istFormat(a)).at(-1),
    offline: roh.offline ?? false,
    passphraseDatei: (roh.passphraseDatei ?? umgebung.KONTOR_PASSPHRASE_DATEI) || undefined,
    wiederherstellung: umgebung.KONTOR_WIEDERHERSTELLUNG || undefined,
  };
}

const FORMATE = ['zip', 'xdomea'] as const;
type Format = (typeof FORMATE)[number];
const istFormat = (wert: string): wert is Format => (FORMATE as readonly string[]).includes(wert);

/** The format among the values of `--als`; a person is never called like one. @throws ProblemError `verwendung-falsch` */
export function exportFormat(als: readonly string[] = []): Format {
  const format = als.find(istFormat);
  if (format === undefined)
    throw new ProblemError('verwendung-falsch', { detail: 'export braucht --als zip oder --als xdomea.' });
  return format;
}
