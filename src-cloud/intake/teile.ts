// Reads the parts of a multipart request: the form's JSON and the files, which are streamed into a folder of their own and
// never held in memory. Whatever happens, the folder is removed by `raeumeAuf`.

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../../src-shared/domain/problem.ts';
import { istTieferAls } from '../server/json.ts';
import { httpProblem } from '../server/problem.ts';
import { gekuerzt, saubererText } from './form-daten.ts';

/** A file as it came: where it lies for now, and what it is. */
export type Datei = { ort: string; dateiname: string; contentType: string; groesse: number; sha256: string };

export type Teile = {
  /** The parsed JSON of the part `formData`. */
  formData: unknown;
  anhaenge: Datei[];
  repraesentationen: Datei[];
  raeumeAuf(): Promise<void>;
};

/** JSON nesting of the part formData: groups nest by two (array, object). */
const JSON_TIEFE = 80;
const JSON_BYTES = 5_000_000;

/** Reads all parts. @throws json-ungueltig, zu-tief, zu-gross, eingabe-ungueltig (no formData); nothing is left behind then */
export async function leseTeile(request: FastifyRequest): Promise<Teile> {
  const ordner = await mkdtemp(path.join(tmpdir(), 'kontor-antrag-'));
  const raeumeAuf = () => rm(ordner, { recursive: true, force: true });
  try {
    return { ...(await lese(request, ordner)), raeumeAuf };
  } catch (fehler) {
    await raeumeAuf();
    throw istAbgebrochen(fehler) ? unlesbar() : fehler;
  }
}

/** Busboy's complaints about the multipart itself are plain errors without a code; a line that broke has a stream's code. */
function istAbgebrochen(fehler: unknown): boolean {
  if (!(fehler instanceof Error) || fehler instanceof ProblemError) return false;
  const { code } = fehler as { code?: string };
  return code === undefined || code.startsWith('ERR_STREAM') || code === 'ECONNRESET';
}

function unlesbar(): ProblemError {
  return httpProblem('json-ungueltig', {
    detail: 'Die Anfrage ist unvollständig oder kein lesbares multipart/form-data.',
  });
}

async function lese(request: FastifyRequest, ordner: string): Promise<Omit<Teile, 'raeumeAuf'>> {
  let formData: unknown;
  const anhaenge: Datei[] = [];
  const repraesentationen: Datei[] = [];
  for await (const teil of request.parts()) {
    if (teil.type === 'field') {
      if (teil.valueTruncated) throw httpProblem('zu-gross');
      if (teil.fieldname === 'formData') formData = typeof teil.value === 'string' ? parse(teil.value) : teil.value;
    } else if (teil.fieldname === 'formData') {
      formData = parse(await alsTextTeil(teil));
    } else {
      const n = anhaenge.length + repraesentationen.length;
      const datei = await lege(teil, path.join(ordner, String(n)));
      // Whatever a sender calls its files: none is lost.
      (/^repr/i.test(teil.fieldname) ? repraesentationen : anhaenge).push(datei);
    }
  }
  if (formData === undefined) {
    throw httpProblem('eingabe-ungueltig', {
      errors: [{ pointer: '/formData', message: 'Der Teil „formData“ fehlt.' }],
    });
  }
  return { formData, anhaenge, repraesentationen };
}

function parse(text: string): unknown {
  if (istTieferAls(text, JSON_TIEFE)) throw httpProblem('zu-tief');
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw httpProblem('json-ungueltig', { detail: 'Der Teil „formData“ ist kein lesbares JSON.' });
  }
}

async function alsTextTeil(teil: MultipartFile): Promise<string> {
  const stuecke: Buffer[] = [];
  let laenge = 0;
  for await (const stueck of teil.file as AsyncIterable<Buffer>) {
    laenge += stueck.length;
    if (laenge > JSON_BYTES) throw httpProblem('zu-gross');
    stuecke.push(stueck);
  }
  return Buffer.concat(stuecke).toString('utf8');
}

async function lege(teil: MultipartFile, ort: string): Promise<Datei> {
  const hash = createHash('sha256');
  let groesse = 0;
  const messe = new Transform({
    transform(stueck: Buffer, _kodierung, fertig) {
      hash.update(stueck);
      groesse += stueck.length;
      fertig(null, stueck);
    },
  });
  await pipeline(teil.file, messe, createWriteStream(ort, { mode: 0o600 }));
  if (teil.file.truncated) throw httpProblem('zu-gross', { detail: 'Eine Datei ist zu groß.' });
  return {
    ort,
    dateiname: dateinameVon(teil.filename),
    contentType: /^[\w.+-]+\/[\w.+-]+$/.test(teil.mimetype) ? teil.mimetype : 'application/octet-stream',
    groesse,
    sha256: hash.digest('hex'),
  };
}

/** The last part of a path, without control characters; at most 200 characters, its ending kept. */
export function dateinameVon(roh: string | undefined): string {
  const name =
    saubererText(roh ?? '')
      .split(/[/\\]/)
      .at(-1) ?? '';
  const sauber = name.replace(/\p{Cc}/gu, '').trim() || 'Datei';
  if (sauber.length <= 200) return sauber;
  const endung = /\.[^.]{1,10}$/u.exec(sauber)?.[0] ?? '';
  return gekuerzt(sauber, 200 - endung.length).trimEnd() + endung;
}
