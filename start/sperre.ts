// One `npm start` per data folder, by something the operating system takes back when the process dies: a listening socket
// in Linux' abstract namespace, a named pipe on Windows, elsewhere a socket file that is tested before it is replaced.
// Whoever connects is told who is running. It must never leave anything behind that could lock out a later start.

import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a running start says of itself: process ids, for people and for diagnosis. */
export interface Laufender {
  readonly pid: number;
  readonly prozesse: Readonly<Record<string, number | undefined>>;
}

export type Sperre =
  | { readonly art: 'gehalten'; gibFrei(): Promise<void> }
  /** Somebody else holds it; `null` when he did not say who he is. */
  | { readonly art: 'belegt'; readonly von: Laufender | null };

/** @param ordner an existing folder @param auskunft asked anew for each connection */
export async function sperre(ordner: string, auskunft: () => Laufender, plattform = process.platform): Promise<Sperre> {
  const ort = sperrort(ordner, plattform);
  for (let versuch = 0; versuch < 3; versuch++) {
    const server = await lausche(ort, auskunft);
    if (server !== null)
      return { art: 'gehalten', gibFrei: () => new Promise((fertig) => server.close(() => fertig())) };
    const von = await frage(ort);
    if (von !== 'niemand') return { art: 'belegt', von };
    // A socket file nobody listens at: its process died. Abstract names and pipes do not get here twice.
    if (plattform !== 'win32' && !ort.startsWith('\0')) rmSync(ort, { force: true });
  }
  return { art: 'belegt', von: null };
}

function sperrort(ordner: string, plattform: NodeJS.Platform): string {
  const name = `kontor-start-${createHash('sha256').update(realpathSync(ordner)).digest('hex').slice(0, 32)}`;
  if (plattform === 'linux') return `\0${name}`;
  return plattform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

/** null: the place is taken. */
function lausche(ort: string, auskunft: () => Laufender): Promise<Server | null> {
  const server = createServer((leitung) => {
    leitung.on('error', () => leitung.destroy());
    leitung.end(`${JSON.stringify(auskunft())}\n`);
  });
  return new Promise((ok, schlecht) => {
    server.once('error', (e: NodeJS.ErrnoException) => (e.code === 'EADDRINUSE' ? ok(null) : schlecht(e)));
    server.listen(ort, () => ok(server.unref()));
  });
}

function frage(ort: string): Promise<Laufender | null | 'niemand'> {
  return new Promise((ok) => {
    let text = '';
    const leitung = connect(ort);
    leitung.setTimeout(2_000, () => leitung.destroy());
    leitung.setEncoding('utf8');
    leitung.on('data', (stueck: string) => {
      text += stueck;
    });
    leitung.on('error', (e: NodeJS.ErrnoException) => {
      if (e.code === 'ECONNREFUSED' || e.code === 'ENOENT') ok('niemand');
    });
    leitung.on('close', () => ok(liesAuskunft(text)));
  });
}

function liesAuskunft(text: string): Laufender | null {
  try {
    const gelesen = JSON.parse(text) as Laufender;
    return typeof gelesen.pid === 'number' ? gelesen : null;
  } catch {
    return null;
  }
}
