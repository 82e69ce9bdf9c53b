// The stream on a bare HTTP server: bundling, the end of the token, the end of the cloud, and that nothing is left behind.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as warte } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { systemUhr } from '../server/system.ts';
import { plusMs } from '../server/uhr.ts';
import { stroeme } from './strom.ts';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((fertig) => server?.close(fertig));
});

async function oeffne(lebt: number, gesperrt: () => Promise<boolean> = async () => false) {
  const ende = new AbortController();
  const rufe = new Set<() => void>();
  const wecker = {
    melde: () => undefined,
    beende: async () => undefined,
    abonniere: (_mandant: string, ruf: () => void) => {
      rufe.add(ruf);
      return () => rufe.delete(ruf);
    },
  };
  server = createServer((_anfrage, antwort) =>
    stroeme(
      antwort,
      { mandant: 'flensburg', bis: plusMs(systemUhr.jetzt(), lebt), gesperrt },
      { wecker, uhr: systemUhr, ende: ende.signal },
      HERZSCHLAG_MS,
    ),
  );
  await new Promise<void>((fertig) => server?.listen(0, '127.0.0.1', fertig));
  const antwort = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return { antwort, rufe, ende };
}

/** Far more often than in earnest. */
const HERZSCHLAG_MS = 40;
const ereignisse = (text: string) => text.split('event: changed').length - 1;

test('one hint at the start, many within 50 ms as one, the end with the token', async () => {
  const { antwort, rufe } = await oeffne(300);
  await warte(20);
  for (let n = 0; n < 100; n += 1) for (const ruf of rufe) ruf();
  await warte(100);
  for (const ruf of rufe) ruf();
  expect(ereignisse(await antwort.text())).toBe(3);
  expect(rufe.size).toBe(0);
});

test('the end of the cloud ends it, and a client that goes is forgotten', async () => {
  const { antwort, rufe, ende } = await oeffne(60_000);
  ende.abort();
  expect(ereignisse(await antwort.text())).toBe(1);
  expect(rufe.size).toBe(0);
});

test('a client that goes away leaves no subscription', async () => {
  const { antwort, rufe } = await oeffne(60_000);
  expect(rufe.size).toBe(1);
  await antwort.body?.cancel();
  for (let n = 0; n < 100 && rufe.size > 0; n += 1) await warte(10);
  expect(rufe.size).toBe(0);
});

test('[F7] it beats, so that both sides notice a line that is dead', async () => {
  const { antwort } = await oeffne(230);
  expect((await antwort.text()).split(': \n\n').length - 1).toBeGreaterThanOrEqual(2);
});

test('[F7] the lock of its device ends it with the next beat; a database that is away ends nobody', async () => {
  let sperre: () => Promise<boolean> = async () => {
    throw new Error('away');
  };
  const { antwort, rufe } = await oeffne(60_000, () => sperre());
  await warte(HERZSCHLAG_MS * 3);
  expect(rufe.size).toBe(1);
  sperre = async () => true;
  expect(ereignisse(await antwort.text())).toBe(1);
  expect(rufe.size).toBe(0);
});
