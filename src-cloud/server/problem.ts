// Turns whatever went wrong into a problem document (RFC 9457). A request that is at fault gets 4xx, a database that is
// away or busy 503 with Retry-After; 500 is left for our own mistakes, and says nothing about them but the request's id.
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { $ZodIssue } from 'zod/v4/core';
import { type Problem, type ProblemCode, ProblemError, problem, problemCode } from '../../src-shared/domain/problem.ts';
import { istVerbindungVerloren } from '../db/verbindung.ts';

const STATUS: Partial<Record<ProblemCode, number>> = {
  'sitzung-abgelaufen': 401,
  'kein-zugang': 403,
  'nicht-berechtigt': 403,
  'geraet-gesperrt': 403,
  'client-zu-alt': 426,
  'eingabe-ungueltig': 422,
  'json-ungueltig': 400,
  'zu-gross': 413,
  'zu-tief': 422,
  'medientyp-unbekannt': 415,
  'nicht-gefunden': 404,
  'methode-unzulaessig': 405,
  'zu-viele-anfragen': 429,
  'nicht-verfuegbar': 503,
  'cursor-abgelaufen': 410,
  'rechte-geaendert': 410,
  'neue-epoche': 410,
  'cursor-ungueltig': 400,
  'anhang-abweichend': 409,
  'pruefsumme-falsch': 422,
  'bereich-ungueltig': 416,
  'kette-gegabelt': 403,
};

/** A problem with its HTTP status, ready to be thrown from a route. `extra.status` overrides the code's usual one. */
export function httpProblem(code: ProblemCode, extra: Partial<Problem> = {}): ProblemError {
  return new ProblemError(code, { status: STATUS[code] ?? 422, ...extra });
}

/** Sends a problem as application/problem+json. */
export async function sendeProblem(reply: FastifyReply, p: Problem): Promise<void> {
  const code = problemCode(p);
  const status = p.status ?? (code && STATUS[code]) ?? 500;
  if ((status === 429 || status === 503) && !reply.hasHeader('retry-after')) reply.header('retry-after', '1');
  // Where a broken upload goes on (bereich-ungueltig).
  if (typeof p.uploadOffset === 'number') reply.header('upload-offset', p.uploadOffset);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  await reply
    .code(status)
    .type('application/problem+json')
    .send(JSON.stringify({ ...p, status }));
}

/** Fastify's error handler for the whole cloud. */
export async function behandleFehler(fehler: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const p = alsProblem(fehler);
  const status = p.status ?? 500;
  if (status >= 500) request.log.error({ err: ohneInhalt(fehler), problem: p.type }, 'request failed');
  await sendeProblem(reply, status === 500 ? { ...p, instance: request.id } : p);
}

/** Bytes that are no HTTP request: no route, no reply object, only a socket. */
export function beantworteUnlesbares(fehler: { code?: string }, socket: Socket): void {
  const zuGross = fehler.code === 'HPE_HEADER_OVERFLOW';
  const p = problem(zuGross ? 'zu-gross' : 'json-ungueltig', {
    status: zuGross ? 431 : fehler.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400,
    detail: 'Die Anfrage ist kein lesbares HTTP.',
  });
  if (!socket.writable || fehler.code === 'ECONNRESET') return void socket.destroy();
  const text = JSON.stringify(p);
  const kopf = `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close`;
  socket.end(`HTTP/1.1 ${p.status} ${STATUS_CODES[p.status ?? 400]}\r\n${kopf}\r\n\r\n${text}`);
}

/** An `Expect` that Node does not know: it would answer with an empty 417 of its own. */
export function beantworteErwartung(_anfrage: IncomingMessage, antwort: ServerResponse): void {
  const p = problem('json-ungueltig', { status: 417, detail: 'Diese Erwartung (Expect) erfüllt die Cloud nicht.' });
  antwort.writeHead(417, { 'content-type': 'application/problem+json', connection: 'close' }).end(JSON.stringify(p));
}

/** The problem of any error. */
export function alsProblem(fehler: unknown): Problem {
  if (fehler instanceof ProblemError) return mitStatus(fehler.problem);
  if (hasZodFastifySchemaValidationErrors(fehler)) {
    const errors = fehler.validation.map((v) => {
      const issue = (v.params as { issue?: $ZodIssue }).issue;
      return { pointer: v.instancePath || '/', message: issue?.message ?? v.message ?? 'ungültig' };
    });
    return mitStatus(problem('eingabe-ungueltig', { errors }));
  }
  if (istVerbindungVerloren(fehler)) return mitStatus(problem('nicht-verfuegbar'));
  const { code, statusCode } = fehler as Partial<FastifyError>;
  return mitStatus(ausFastify(code, statusCode) ?? ausPostgres(code) ?? problem('interner-fehler', { status: 500 }));
}

function mitStatus(p: Problem): Problem {
  const code = problemCode(p);
  return { ...p, status: p.status ?? (code && STATUS[code]) ?? 500 };
}

function ausFastify(code = '', statusCode = 500): Problem | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE' || code === 'FST_REQ_FILE_TOO_LARGE' || statusCode === 413) {
    return problem('zu-gross');
  }
  if (code === 'FST_INVALID_JSON_FIELD_ERROR') return problem('json-ungueltig');
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE' || statusCode === 415 || statusCode === 406) {
    return problem('medientyp-unbekannt');
  }
  if (statusCode === 429) return problem('zu-viele-anfragen');
  if (statusCode === 404) return problem('nicht-gefunden');
  // What is left of Fastify's 4xx are unreadable bodies and headers.
  if (statusCode >= 400 && statusCode < 500) return problem('json-ungueltig', { status: 400 });
  return undefined;
}

// Busy (lock or statement timeout, deadlock, too many connections), shutting down, in recovery, or away: the client may come
// again.
const VORUEBERGEHEND =
  /^(25006|55P03|57014|40P01|40001|57P0\d|53\d{3}|08\w{3}|25P0[34]|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOSPC|EDQUOT|EMFILE|ENFILE)$/;

function ausPostgres(code = ''): Problem | undefined {
  if (VORUEBERGEHEND.test(code)) return problem('nicht-verfuegbar');
  // Class 22, data exception: text PostgreSQL cannot hold (U+0000, a lone surrogate), a number out of range.
  if (/^22\w{3}$/.test(code))
    return problem('eingabe-ungueltig', {
      detail: 'Ein Text enthält ein unzulässiges Zeichen oder eine Zahl ist zu groß.',
    });
  return undefined;
}

/** Code and place, not the message: PostgreSQL's messages may quote values. */
function ohneInhalt(fehler: unknown): { code: string; stack: string } {
  const { code, name, stack } = fehler as { code?: string; name?: string; stack?: string };
  const orte = (stack ?? '').split('\n').filter((zeile) => zeile.trimStart().startsWith('at '));
  return { code: code ?? name ?? 'unknown', stack: orte.slice(0, 8).join('\n') };
}
