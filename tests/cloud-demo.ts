/**
 * What tests ask of a demo cloud from outside, as a form engine, a colleague's browser or the applicant would: post an
 * Antrag, read a Vorgang with a demo token, look into the demo Postfach.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AntragAntwort } from '../src-shared/cloud-api/intake.ts';
import type { Vorgang } from '../src-shared/domain/vorgang.ts';
import { laufe, type Prozess, starte } from './prozesse.ts';

export const ANTRAG = JSON.parse(readFileSync(join(import.meta.dirname, 'daten/gewerbeanmeldung.json'), 'utf8'));
export const POSTFACH: string = ANTRAG.control.serviceKonto.postfachAddress.identifier;

/** Smallest PDF a viewer opens; content does not matter to the intake. */
export const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

/** The cloud as a process; `port` 0 takes a free one. */
export function starteCloud(daten: string, port = 0): Promise<Prozess> {
  return starte(['src-cloud/cli.ts', 'start', '--demo', '--port', String(port), '--data', daten]);
}

/** What of the stored request is another: who applies, and fields of `control` (Stelle, Dienst). */
export interface Abweichung {
  nachname?: string;
  control?: Record<string, unknown>;
}

/** Posts the request with a representation and an attachment, as form engines do. */
export async function stelleAntrag(
  url: string,
  transactionId: string,
  { nachname = 'Übelacker-Groß', control = {} }: Abweichung = {},
): Promise<AntragAntwort> {
  const form = new FormData();
  const antrag = { ...ANTRAG, control: { ...ANTRAG.control, ...control, transactionId } };
  const text = JSON.stringify(antrag).replaceAll('Übelacker-Groß', nachname);
  form.append('formData', new Blob([text], { type: 'application/json' }), 'formData.json');
  form.append('representation', new Blob([PDF], { type: 'application/pdf' }), 'Gewerbeanmeldung.pdf');
  form.append(
    'attachment',
    new Blob(['Mietvertrag über die Rösterei'], { type: 'text/plain' }),
    'Mietvertrag Größe.txt',
  );
  const r = await fetch(`${url}/antrag`, { method: 'POST', body: form });
  if (r.status !== 200) throw new Error(`POST /antrag: ${r.status} ${await r.text()}`);
  return (await r.json()) as AntragAntwort;
}

/** A demo access token (no device). */
export async function token(url: string, person: string): Promise<string> {
  const r = await laufe(['src-cloud/cli.ts', 'token', person, '--url', url]);
  if (r.code !== 0) throw new Error(r.stderr);
  return r.stdout.trim();
}

/** The Vorgang as the cloud has it. */
export async function inDerCloud(url: string, zugang: string, id: string): Promise<Vorgang> {
  const r = await fetch(`${url}/api/v1/vorgaenge/${id}`, { headers: { authorization: `Bearer ${zugang}` } });
  if (r.status !== 200) throw new Error(`GET vorgang: ${r.status}`);
  return (await r.json()) as Vorgang;
}

/** Messages in the applicant's demo Postfach. */
export async function postfach(
  url: string,
): Promise<{ betreff: string; text: string; anhaenge: { dateiname: string }[] }[]> {
  const r = await fetch(`${url}/demo/postfach/${POSTFACH}`);
  if (r.status !== 200) throw new Error(`GET postfach: ${r.status}`);
  return ((await r.json()) as { nachrichten: [] }).nachrichten;
}
