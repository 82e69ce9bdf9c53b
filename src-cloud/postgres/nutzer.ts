// Under which account PostgreSQL runs. It refuses root, so as root an account of its own is found or made. Elsewhere it is
// the person who starts it. Nothing is ever run as root on behalf of PostgreSQL.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { ClusterFehler } from './fehler.ts';

export type Konto = { name: string; uid: number; gid: number };

const EIGENES_KONTO = 'kontor-postgres';
// Where no account can be made (no useradd, read-only /etc): accounts that own nothing of value.
const ERSATZ = ['postgres', 'nobody'];

/** The accounts in /etc/passwd. */
export function deuteKonten(passwd: string): Konto[] {
  return passwd.split('\n').flatMap((zeile) => {
    const [name, , uid, gid] = zeile.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/**
 * The account to run PostgreSQL as, or undefined for one's own (not root, or Windows).
 * @param besitzer uid that owns an existing cluster: it stays with that one.
 */
export async function kontoFuerPostgres(besitzer?: number): Promise<Konto | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const konten = await liesKonten();
  const bisher = besitzer ? konten.find((konto) => konto.uid === besitzer) : undefined;
  if (bisher) return bisher;
  return finde(konten, [EIGENES_KONTO]) ?? (await legeAn()) ?? finde(konten, ERSATZ) ?? keinKonto();
}

async function legeAn(): Promise<Konto | undefined> {
  try {
    await promisify(execFile)('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      EIGENES_KONTO,
    ]);
  } catch {
    // No useradd, or somebody else makes the account right now: the list below decides.
  }
  return finde(await liesKonten(), [EIGENES_KONTO]);
}

async function liesKonten(): Promise<Konto[]> {
  return deuteKonten(await readFile('/etc/passwd', 'utf8'));
}

function finde(konten: Konto[], namen: string[]): Konto | undefined {
  return namen.map((name) => konten.find((konto) => konto.name === name)).find((konto) => konto && konto.uid !== 0);
}

function keinKonto(): never {
  throw new ClusterFehler(
    'postgres-rechte',
    'PostgreSQL darf nicht als root laufen, und es ließ sich kein eigenes Benutzerkonto anlegen. Bitte starten Sie Kontor unter einem anderen Benutzer oder legen Sie das Konto „kontor-postgres“ an.',
  );
}
