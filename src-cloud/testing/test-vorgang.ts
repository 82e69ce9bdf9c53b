// Vorgänge and commands for the cloud's own tests: made through the one writer and sent as a client would, so that no test
// rests on rows that the cloud itself could not have written.
import { uuidv7 } from 'uuidv7';
import type { Command, Result } from '../../src-shared/cloud-api/commands.ts';
import type { Anhang, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { inMandant } from '../db/mandant.ts';
import { schreibe } from '../vorgaenge/schreiben.ts';
import type { Antwort, TestCloud } from './test-cloud.ts';

export const API = '/api/v1';
export const OE = { gewerbe: '197008', verkehr: '197011', rechtsamt: '197003' } as const;

/** A Vorgang as it could have come in: NEU, Hundesteuer-like, without applicant. */
export function neuerVorgang(teil: Partial<Vorgang> = {}): Vorgang {
  const am = teil.eingangAm ?? '2026-03-02T08:00:00.000Z';
  return {
    id: uuidv7(),
    version: 1,
    nummer: '',
    name: 'Gewerbeanmeldung',
    status: 'NEU',
    eingangAm: am,
    geaendertAm: am,
    dienst: { id: 'gewerbeanmeldung', name: 'Gewerbeanmeldung' },
    organisationseinheit: { id: OE.gewerbe, name: 'Gewerbe und Gaststätten' },
    wiedervorlagen: [],
    eingang: {
      header: { requestId: 'r-1', formId: 'gewerbe', formName: 'Gewerbeanmeldung', createdAt: am },
      formData: [{ name: 'betrieb', label: 'Betrieb', stringValue: 'Fischbude am Hafen' }],
      anhaenge: [],
      repraesentationen: [],
    },
    kommentare: [],
    nachrichten: [],
    bescheide: [],
    historie: [],
    ...teil,
  };
}

/** Writes Vorgänge in one transaction and says that they are there; answers them with their numbers. */
export async function legeAn(t: TestCloud, vorgaenge: readonly Vorgang[], mandantId = 'flensburg'): Promise<Vorgang[]> {
  const { pool, wecker, uhr } = t.cloud.dienste;
  const geschrieben = await inMandant(pool, mandantId, (tx) =>
    schreibe(
      tx,
      vorgaenge.map((v) => ({ mandantId, id: v.id, vorher: undefined, nachher: v })),
      uhr.jetzt(),
    ),
  );
  wecker.melde(mandantId);
  return geschrieben.map((g) => g.vorgang as Vorgang);
}

/** A complete upload of the person for this Vorgang, as PUT /anhaenge leaves it. */
export async function ladeHoch(t: TestCloud, sub: string, vorgangId: string, sha256 = 'a'.repeat(64)): Promise<Anhang> {
  const anhang = { id: uuidv7(), dateiname: 'Bescheid.pdf', contentType: 'application/pdf', groesse: 3, sha256 };
  await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
    tx.query(
      `INSERT INTO anhang (mandant_id, id, vorgang_id, uploader_sub, dateiname, content_type, groesse, sha256, empfangen,
                           komplett, am)
       VALUES ('flensburg', $1, $2, $3, $4, $5, 3, $6, 3, true, $7)`,
      [anhang.id, vorgangId, sub, anhang.dateiname, anhang.contentType, sha256, t.uhr.jetzt()],
    ),
  );
  return anhang;
}

/** A command as a client makes it. */
export function befehl(
  order: string,
  vorgangId: string,
  erwartet?: Command['erwartet'],
  body: Record<string, unknown> = {},
  rest: Partial<Command> = {},
): Command {
  return {
    commandId: uuidv7(),
    vorgangId,
    order,
    body,
    createdAt: '2026-03-02T09:00:00.000Z',
    ...(erwartet === undefined ? {} : { erwartet }),
    ...rest,
  };
}

/** Sends commands with a token and answers the results; throws when the batch is refused. */
export async function sende(t: TestCloud, token: string, ...commands: Command[]): Promise<Result[]> {
  const antwort = await mitToken(t, token, `${API}/commands`, { commands });
  if (antwort.status !== 200) throw new Error(`${antwort.status} ${JSON.stringify(antwort.body)}`);
  return antwort.body.results;
}

/** A request with a given token. */
export async function mitToken(t: TestCloud, token: string, pfad: string, body?: unknown): Promise<Antwort> {
  return t.frage('', pfad, { headers: { authorization: `Bearer ${token}` }, ...(body === undefined ? {} : { body }) });
}

/** The code within a result's or reply's problem. */
export function code(p: { type?: string } | undefined): string | undefined {
  return p?.type?.replace('urn:kontor:problem:', '');
}
