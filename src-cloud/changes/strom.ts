// Server-Sent Events: the hint that something of the Mandant has changed, without saying what. It comes after the commit,
// at most once in 50 ms, once at the start (what happened before the connection), and whenever a hint could have been
// lost. A stream ends with its token, with the lock of its device, with the cloud, or with the client, and then holds nothing any
// more.
import type { ServerResponse } from 'node:http';
import { STREAM_EREIGNIS, STREAM_HERZSCHLAG_MS } from '../../src-shared/cloud-api/changes.ts';
import type { Dienste } from '../server/dienste.ts';
import { inMs } from '../server/uhr.ts';

const BUENDEL_MS = 50;
const EREIGNIS = `event: ${STREAM_EREIGNIS}\ndata:\n\n`;
const HERZSCHLAG = ': \n\n';

/** Whom a stream is for: `bis` says when the token ends; `gesperrt` is asked with every heartbeat. */
export type Hoerer = { mandant: string; bis: string; gesperrt(): Promise<boolean> };

/** Serves the stream on a response whose head has been sent. */
export function stroeme(
  antwort: ServerResponse,
  { mandant, bis, gesperrt }: Hoerer,
  { wecker, uhr, ende }: Pick<Dienste, 'wecker' | 'uhr' | 'ende'>,
  herzschlagMs = STREAM_HERZSCHLAG_MS,
): void {
  let offen = false;
  let buendel: NodeJS.Timeout | undefined;
  const sende = () => {
    // A client that does not read keeps one hint waiting, not a heap of them.
    offen = antwort.writableNeedDrain;
    if (!offen) antwort.write(EREIGNIS);
  };
  const wecke = () => {
    buendel ??= setTimeout(() => {
      buendel = undefined;
      sende();
    }, BUENDEL_MS);
  };
  const schliesse = () => antwort.end();
  const abbestellen = wecker.abonniere(mandant, wecke);
  const lebe = async () => {
    // A database that is away locks nobody out.
    if (await gesperrt().catch(() => false)) schliesse();
    else if (!antwort.writableNeedDrain && !antwort.writableEnded) antwort.write(HERZSCHLAG);
  };
  const herzschlag = setInterval(() => void lebe(), herzschlagMs);
  const ablauf = setTimeout(schliesse, Math.max(0, inMs(bis) - inMs(uhr.jetzt())));
  ende.addEventListener('abort', schliesse, { once: true });
  antwort.on('drain', () => offen && sende());
  antwort.once('close', () => {
    abbestellen();
    clearInterval(herzschlag);
    clearTimeout(ablauf);
    clearTimeout(buendel);
    ende.removeEventListener('abort', schliesse);
  });
  if (ende.aborted) schliesse();
  else sende();
}
