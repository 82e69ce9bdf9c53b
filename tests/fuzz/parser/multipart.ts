/**
 * The multipart body of POST /antrag, read by the product's own reader behind a real Fastify, without a socket: broken
 * boundaries, headers, lengths, encodings. A reply below 500 each time, and no file left lying about.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import multipart from '@fastify/multipart';
import fastify from 'fastify';
import { leseTeile } from '../../../src-cloud/intake/teile.ts';
import { behandleFehler } from '../../../src-cloud/server/problem.ts';
import { aus, mutiereText, TEXTE, type Wuerfel } from '../wuerfel.ts';
import { verlange, type Ziel } from '../ziel.ts';
import { ANTRAG_TEXT } from './intake.ts';

/** Where files cost no disk. */
const SPEICHER = '/dev/shm';
const GRENZE = 'grenze';
const teil = (kopf: string, inhalt: string): string => `--${GRENZE}\r\n${kopf}\r\n\r\n${inhalt}\r\n`;
const FORM = teil(`Content-Disposition: form-data; name="formData"\r\nContent-Type: application/json`, ANTRAG_TEXT);
const DATEI = teil(
  `Content-Disposition: form-data; name="attachment"; filename="Mietvertrag Größe.txt"\r\nContent-Type: text/plain`,
  'Inhalt',
);
const PDF = teil(
  `Content-Disposition: form-data; name="representation"; filename*=UTF-8''a%20b.pdf\r\nContent-Type: application/pdf`,
  '%PDF-1.7',
);
const ENDE = `--${GRENZE}--\r\n`;

export function koerper(w: Wuerfel): string {
  const stuecke = [FORM, DATEI, PDF, DATEI, ENDE];
  if (w() < 0.3) stuecke.splice(Math.floor(w() * 5), 1);
  if (w() < 0.03) stuecke.splice(1, 0, ...Array.from({ length: 60 }, () => DATEI));
  if (w() < 0.2) stuecke.splice(1, 0, teil(`Content-Disposition: form-data; name="${aus(w, TEXTE)}"`, aus(w, TEXTE)));
  const text = stuecke.join('');
  return w() < 0.8 ? mutiereText(w, w() < 0.5 ? mutiereText(w, text) : text) : text;
}

const typ = (w: Wuerfel): string => {
  const gut = `multipart/form-data; boundary=${GRENZE}`;
  // A header that no client can send is none of the parser's inputs.
  return w() < 0.85 ? gut : mutiereText(w, gut).replace(/[^\x20-\x7e]/g, '');
};

/** One app for the run; its temporary files go to a folder of its own, so that what is left is seen. */
export function multipartZiel(): Ziel {
  const ordner = mkdtempSync(join(existsSync(SPEICHER) ? SPEICHER : tmpdir(), 'kontor-fuzz-'));
  const vorher = process.env.TMPDIR;
  const app = fastify();
  const bereit = (async () => {
    await app.register(multipart, {
      limits: { fileSize: 2_000, files: 50, fields: 50, fieldSize: 1_000_000, parts: 100, headerPairs: 100 },
      throwFileSizeLimit: true,
    });
    app.setErrorHandler(behandleFehler);
    app.post('/antrag', async (request) => {
      if (!request.isMultipart()) return { keins: true };
      const { raeumeAuf, ...teile } = await leseTeile(request);
      await raeumeAuf();
      return { dateien: teile.anhaenge.length + teile.repraesentationen.length };
    });
    await app.ready();
  })();
  return {
    name: 'multipart',
    regel: 'C9',
    anteil: 0.02,
    async probe(w) {
      await bereit;
      process.env.TMPDIR = ordner;
      const r = await app.inject({
        method: 'POST',
        url: '/antrag',
        headers: { 'content-type': typ(w) },
        payload: koerper(w),
      });
      verlange(r.statusCode < 500, `status ${r.statusCode}`, r.body);
      if (r.statusCode >= 400) verlange(/problem\+json/.test(String(r.headers['content-type'])), 'no problem', r.body);
      verlange(readdirSync(ordner).length === 0, 'files are left behind', readdirSync(ordner));
    },
    async beende() {
      if (vorher === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = vorher;
      await app.close();
      rmSync(ordner, { recursive: true, force: true });
    },
  };
}
