/**
 * The client's readers of what the cloud (or a box before it) answers: pages, results, details, persons, refusals,
 * Retry-After, events. Only a typed fault leaves them; unknown fields are dropped; a row that cannot be read costs no other
 * row; nothing that is no word of the cloud's is taken for one.
 */
import type { z } from 'zod';
import { CloudFehler } from '../../../src-main/workspace/cloud/fehler.ts';
import { antwortFehler, warteMs } from '../../../src-main/workspace/cloud/klassifizieren.ts';
import { liesAbfrage, liesErgebnisse, liesJson, liesSeite } from '../../../src-main/workspace/cloud/lesen.ts';
import { EreignisLeser } from '../../../src-main/workspace/cloud/strom.ts';
import { change } from '../../../src-shared/cloud-api/changes.ts';
import {
  diensteAntwort,
  ichAntwort,
  oeAntwort,
  personenAntwort,
  rootAntwort,
} from '../../../src-shared/cloud-api/root.ts';
import { PROBLEME } from '../../../src-shared/domain/problem.ts';
import { kopfVon, vorgang as vorgangSchema } from '../../../src-shared/domain/vorgang.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { aus, beliebig, ganz, mutiere, mutiereText, TEXTE, type Wuerfel } from '../wuerfel.ts';
import { verlange, type Ziel } from '../ziel.ts';

const ICH = {
  sub: 's',
  name: 'S',
  rollen: ['VERWALTUNG_USER'],
  oe: ['197008'],
  mandant: 'm',
  land: 'SH',
  zeichnung: [{ dienstId: null }],
  richtlinie: { leaseHours: 120, scopeDays: 90, attachmentBytes: 1 },
};
const EINFACHE = [
  [ichAntwort, ICH],
  [rootAntwort, { _links: { self: { href: '/' } }, apiVersion: '1.0', minClientVersion: '0.1.0', serverTime: '' }],
  [personenAntwort, { personen: [{ sub: 's', name: 'S', oe: [], rollen: [], darfMitzeichnen: true }] }],
  [
    oeAntwort,
    { organisationseinheiten: [{ id: 'o', name: 'O', mandant: 'm', mandantName: 'M', eigenerMandant: true }] },
  ],
  [diensteAntwort, { dienste: [] }],
] as const;
const ARTEN = [
  'application/json',
  'application/json; charset=utf-8',
  'application/problem+json',
  'text/html',
  '',
  undefined,
];

const kopfzeilen = (felder: Record<string, string | undefined>) => (name: string) => felder[name.toLowerCase()];
const alsAntwort = (text: string, typ: string | undefined = 'application/json') => ({
  status: 200,
  kopf: kopfzeilen({ 'content-type': typ }),
  text,
});

/** A thing that must end in a value or in the one typed fault. */
function lies<T>(tu: () => T): T | undefined {
  try {
    return tu();
  } catch (fehler) {
    if (fehler instanceof CloudFehler) {
      verlange(
        fehler.fehler.art === 'cloud_nicht_erreichbar',
        'an unreadable reply was taken for a word',
        fehler.fehler,
      );
      return undefined;
    }
    throw fehler;
  }
}

const V = vorgang();
const KOPF = kopfVon(V);
const ZEILEN = [
  { art: 'vorgang', vorgang: V },
  { art: 'vorgang', vorgang: KOPF },
  { art: 'entzogen', id: V.id, version: 2 },
  { art: 'geloescht', id: V.id, version: 2 },
];

function zeile(w: Wuerfel): unknown {
  const gut = aus(w, ZEILEN);
  const wie = w();
  if (wie < 0.4) return gut;
  if (wie < 0.5) return { ...gut, spaeterDazugekommen: beliebig(w), __proto__: { boese: 1 } };
  return wie < 0.95 ? mutiere(w, gut) : beliebig(w);
}

function seite(w: Wuerfel): void {
  const changes = Array.from({ length: ganz(w, 4) }, () => zeile(w));
  const text = JSON.stringify({ changes, cursor: 'c', hasMore: w() < 0.5, phase: 'folge', serverTime: '', mehr: 1 });
  const gelesen = liesSeite(alsAntwort(text));
  const zurueck = (JSON.parse(text) as { changes: unknown[] }).changes;
  const lesbar = zurueck.filter((z) => change.safeParse(z).success).length;
  verlange(gelesen.changes.length === lesbar, 'a readable row is missing beside one that is not', zurueck);
  verlange(gelesen.unlesbar === changes.length - lesbar, 'unreadable rows are not counted', gelesen.unlesbar);
  verlange(!('mehr' in gelesen), 'an unknown field came through');
}

function ergebnisse(w: Wuerfel): void {
  const commands = Array.from({ length: 1 + ganz(w, 3) }, (_, i) => ({ commandId: `c${i}` }));
  const gut = commands.map((c) => ({
    ...c,
    state: 'angenommen',
    version: 2,
    vorgang: V,
    problem: { type: 'x', title: 'y' },
  }));
  const krumm = w() < 0.5;
  const results = krumm
    ? gut.map((r) => ({ ...r, vorgang: mutiere(w, V), problem: beliebig(w), version: beliebig(w, 0) }))
    : mutiere(w, gut);
  const gelesen = lies(() => liesErgebnisse(alsAntwort(JSON.stringify({ results, serverTime: '' })), commands));
  if (krumm) verlange(gelesen !== undefined, 'a word of the cloud was not taken', results);
  if (gelesen) {
    const ids = gelesen.results.map((r) => r.commandId);
    verlange(ids.join() === commands.map((c) => c.commandId).join(), 'results of other commands', ids);
  }
}

export const ANTWORTEN: Ziel = {
  name: 'antworten',
  regel: 'P3',
  anteil: 1,
  probe(w) {
    const wie = w();
    if (wie < 0.3) return seite(w);
    if (wie < 0.5) return ergebnisse(w);
    if (wie < 0.6) {
      const vorgaenge = Array.from({ length: ganz(w, 4) }, () => (w() < 0.5 ? V : mutiere(w, V)));
      const text = JSON.stringify({ vorgaenge, serverTime: '' });
      const da = (JSON.parse(text) as { vorgaenge: unknown[] }).vorgaenge;
      const lesbar = da.flatMap((v) => vorgangSchema.safeParse(v).data ?? []);
      const ids = lesbar.map((v) => v.id);
      const gelesen = liesAbfrage(alsAntwort(text), ids);
      verlange(gelesen.length === lesbar.length, 'details missing beside ones that cannot be read');
      return;
    }
    const [schema, gut] = aus(w, EINFACHE);
    const text = JSON.stringify(w() < 0.7 ? mutiere(w, gut) : beliebig(w, 6)) ?? '';
    const roh = alsAntwort(w() < 0.4 ? mutiereText(w, text) : text, aus(w, ARTEN));
    lies(() => liesJson(roh, schema as z.ZodType<unknown>));
    lies(() => liesSeite(roh));
  },
};

const CODES = Object.keys(PROBLEME);
const STATUS = [
  400, 401, 403, 404, 405, 407, 408, 409, 410, 413, 416, 422, 426, 429, 500, 501, 502, 503, 504, 302, 418, 599,
];
const WARTEN = [
  '0',
  '1',
  '7',
  '-5',
  '1.5',
  '1e3',
  '9'.repeat(50),
  'Mon, 02 Nov 2026 08:01:00 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
];
const JETZT = Date.parse('2026-11-02T08:00:00.000Z');

export const ABLEHNUNGEN: Ziel = {
  name: 'ablehnungen',
  regel: 'O9',
  anteil: 1,
  probe(w) {
    const status = aus(w, STATUS);
    const wartetext = w() < 0.4 ? undefined : w() < 0.5 ? aus(w, WARTEN) : mutiereText(w, aus(w, WARTEN));
    const problem = {
      type: `urn:kontor:problem:${aus(w, CODES)}`,
      title: 't',
      status,
      errors: [{ pointer: '/a', message: 'b' }],
    };
    const json = JSON.stringify(w() < 0.5 ? problem : mutiere(w, problem)) ?? '';
    const text = w() < 0.8 ? json : mutiereText(w, json);
    const typ = aus(w, ARTEN);
    const kopf = kopfzeilen({
      'content-type': typ,
      'retry-after': wartetext,
      date: w() < 0.5 ? 'Mon, 02 Nov 2026 08:00:00 GMT' : aus(w, TEXTE),
      ...(w() < 0.1 && { 'www-authenticate': aus(w, ['Bearer', 'bearer realm="x"', 'Basic', '']) }),
    });
    const warten = warteMs({ status, kopf }, JETZT);
    verlange(warten === undefined || (warten >= 1_000 && warten <= 3_600_000), 'Retry-After', { wartetext, warten });
    const { fehler } = antwortFehler({ status, kopf }, text, JETZT);
    const wort = 'problem' in fehler && (fehler.art !== 'eingabe_abgelehnt' || fehler.vomDienst);
    if (wort)
      verlange(
        /json/.test(typ ?? '') && text.includes('urn:kontor:problem:'),
        'no word of the cloud, and taken for one',
        text,
      );
    if (status >= 500 && status !== 501) {
      verlange(['cloud_nicht_erreichbar', 'gedrosselt'].includes(fehler.art), 'a 5xx ended a retry', fehler);
    }
  },
};

const STUECKE = [
  'event: changed\n',
  'data:\n',
  'data: x\n',
  '\n',
  '\r\n',
  '\r',
  ': \n',
  'event:x',
  'id: 1\n',
  'retry: 5\n',
  '\uFEFF',
  ':',
];

/** Events by the letter of the standard, as far as we use it: the whole text at once. */
function vonVorn(text: string): string[] {
  const gehoert: string[] = [];
  let [name, daten] = ['', false];
  for (const z of text.split(/\r\n|\n|\r/).slice(0, -1)) {
    if (z === '') {
      if (name !== '' || daten) gehoert.push(name || 'message');
      [name, daten] = ['', false];
    } else if (/^event(:|$)/.test(z)) name = z === 'event' ? 'event' : z.slice(6).replace(/^ /, '');
    else if (/^data(:|$)/.test(z)) daten = true;
  }
  return gehoert;
}

export const EREIGNISSE: Ziel = {
  name: 'ereignisse',
  regel: 'S5',
  anteil: 1,
  probe(w) {
    let text = Array.from({ length: ganz(w, 14) }, () => aus(w, STUECKE)).join('');
    if (w() < 0.3) text = mutiereText(w, text);
    // A CR at the very end may be half of a line's end; what comes next decides.
    if (text.endsWith('\r')) text += 'x';
    const gehoert: string[] = [];
    const leser = new EreignisLeser((name) => gehoert.push(name));
    for (let i = 0; i < text.length; ) {
      const n = 1 + ganz(w, 9);
      leser.nimm(text.slice(i, i + n));
      i += n;
    }
    const erwartet = vonVorn(text);
    verlange(gehoert.join('|') === erwartet.join('|'), 'cut in pieces it says something else', {
      text,
      gehoert,
      erwartet,
    });
  },
};
