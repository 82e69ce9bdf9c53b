/**
 * A Verbindung over a local socket: one JSON message a line. What is no JSON or longer than any message may be ends the
 * line. It never looks into a message.
 */
import type { Socket } from 'node:net';
import type { Verbindung } from '../../../src-shared/workspace-api/verbindung.ts';

/** An attachment of 50 MB in base64, and a little. */
const LAENGSTE_ZEILE = 80_000_000;

/** Messages that come before somebody listens wait for that. */
export function zeilenVerbindung(socket: Socket): Verbindung {
  const wartend: unknown[] = [];
  const ende: (() => void)[] = [];
  let cb: ((nachricht: unknown) => void) | undefined;
  let teile: string[] = [];
  let laenge = 0;
  let zu = false;
  socket.setEncoding('utf8');
  const nimm = (zeile: string): void => {
    let nachricht: unknown;
    try {
      nachricht = JSON.parse(zeile);
    } catch {
      socket.destroy();
      return;
    }
    if (cb) cb(nachricht);
    else wartend.push(nachricht);
  };
  socket.on('data', (text) => {
    const stuecke = String(text).split('\n');
    const letztes = stuecke.pop() ?? '';
    for (const stueck of stuecke) {
      nimm(teile.join('') + stueck);
      teile = [];
      laenge = 0;
    }
    teile.push(letztes);
    laenge += letztes.length;
    if (laenge > LAENGSTE_ZEILE) socket.destroy();
  });
  // Its close event follows and says the same.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    zu = true;
    for (const f of ende) f();
  });
  return {
    sende: (nachricht) => {
      if (!socket.destroyed) socket.write(`${JSON.stringify(nachricht)}\n`);
    },
    empfange: (f) => {
      cb = f;
      for (const n of wartend.splice(0)) f(n);
    },
    beendet: (f) => {
      if (zu) f();
      else ende.push(f);
    },
    schliesse: () => void socket.end(),
  };
}
