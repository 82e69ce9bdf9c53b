/**
 * The local socket by which a second process joins the engine that holds the lock: a Unix socket in the profile (in a
 * folder of one's own below the temporary one where the path is too long), a named pipe on Windows. First line: who it is
 * for; then the window's protocol, a message a line.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { type Problem, ProblemError, problem, problemSchema } from '../../../src-shared/domain/problem.ts';
import { bedieneLeitung } from './leitungen.ts';
import type { Motor } from './motor.ts';
import { zeilenVerbindung } from './zeilen.ts';

/** First message of a joining process. */
export const hallo = z.object({
  art: z.literal('hallo'),
  v: z.literal(1),
  cloud: z.string(),
  als: z.string().optional(),
  offline: z.boolean(),
});
export type Hallo = z.infer<typeof hallo>;

/** First answer. */
export const willkommen = z.discriminatedUnion('art', [
  z.object({ art: z.literal('willkommen') }),
  z.object({ art: z.literal('fehler'), problem: problemSchema }),
]);

/** sun_path holds 104 bytes on macOS, 108 on Linux. */
const LAENGSTER_PFAD = 100;

/** Where the engine of a profile listens. */
export function anschlussPfad(profil: string): string {
  const voll = resolve(profil);
  const summe = createHash('sha256').update(voll).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\kontor-${summe}`;
  const imProfil = join(voll, 'motor.sock');
  if (Buffer.byteLength(imProfil) <= LAENGSTER_PFAD) return imProfil;
  return join(tmpdir(), `kontor-${userInfo().uid}-${summe}`, 'm.sock');
}

/** The folder must be ours alone: whoever can write to it could listen in our place. */
function bereiteOrdner(pfad: string, profil: string): void {
  const ordner = dirname(pfad);
  if (ordner === resolve(profil)) return;
  mkdirSync(ordner, { recursive: true, mode: 0o700 });
  const { uid, mode } = lstatSync(ordner);
  if (uid !== userInfo().uid || (mode & 0o077) !== 0) {
    throw new ProblemError('schreiben-unmoeglich', {
      detail: 'Der Ordner für den lokalen Anschluss gehört jemand anderem.',
    });
  }
}

export interface Anschluss {
  schliesse(): Promise<void>;
}

/** Listens for joining processes. Only for the holder of the profile's lock: a socket left behind is removed. */
export async function horche(motor: Motor): Promise<Anschluss> {
  const { profil, log } = motor.dienste;
  const pfad = anschlussPfad(profil);
  const offen = new Set<Socket>();
  const server = createServer((socket) => {
    offen.add(socket);
    socket.on('close', () => offen.delete(socket));
    begruesse(motor, socket);
  });
  if (process.platform !== 'win32') {
    bereiteOrdner(pfad, profil);
    rmSync(pfad, { force: true });
  }
  await lausche(server, pfad);
  server.on('error', (fehler) => log.fehler('anschluss-defekt', fehler));
  return {
    schliesse: () =>
      new Promise((fertig) => {
        server.close(() => fertig());
        for (const socket of offen) socket.destroy();
      }),
  };
}

/** The socket is ours alone from its first moment: it is bound within this call, before anybody could connect to it. */
function lausche(server: Server, pfad: string): Promise<void> {
  const maske = process.umask(0o177);
  try {
    return new Promise((gut, schlecht) => {
      server.once('error', schlecht);
      server.listen(pfad, () => {
        server.off('error', schlecht);
        gut();
      });
    });
  } finally {
    process.umask(maske);
  }
}

function begruesse(motor: Motor, socket: Socket): void {
  const verbindung = zeilenVerbindung(socket);
  verbindung.empfange((erste) => {
    const gelesen = hallo.safeParse(erste);
    const p = gelesen.success ? einwand(motor, gelesen.data) : problem('eingabe-ungueltig');
    if (p !== undefined || !gelesen.success) {
      verbindung.sende({ art: 'fehler', problem: p });
      verbindung.schliesse();
      return;
    }
    motor.dienste.log.info('beigetreten', { offline: gelesen.data.offline });
    verbindung.sende({ art: 'willkommen' });
    bedieneLeitung(motor, verbindung, { offline: gelesen.data.offline, ereignisse: false });
  });
}

/** Why this call cannot be served by this engine. */
function einwand(motor: Motor, h: Hallo): Problem | undefined {
  if (h.cloud !== motor.dienste.cloud) {
    return problem('profil-belegt', { detail: 'Kontor läuft mit diesem Profil gerade für eine andere Cloud.' });
  }
  if (h.als !== undefined && !motor.istFuer(h.als)) {
    return problem('profil-belegt', { detail: 'Kontor läuft mit diesem Profil gerade für eine andere Person.' });
  }
  return undefined;
}
