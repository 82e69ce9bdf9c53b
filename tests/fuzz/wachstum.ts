/**
 * Growing inputs: patterns that make a careless regular expression or loop slow, doubled up to the longest that can come in.
 * Every reader of text must take each of them in less than 100 ms of CPU.
 */
import { alsDisposition, leseContentRange, leseDateiname, leseRange } from '../../src-cloud/anhaenge/kopfzeilen.ts';
import { liesCursor } from '../../src-cloud/changes/cursor.ts';
import { antragstellerAus } from '../../src-cloud/intake/antragsteller.ts';
import { saubereFormData } from '../../src-cloud/intake/form-daten.ts';
import { dateinameVon } from '../../src-cloud/intake/teile.ts';
import { istAelter } from '../../src-cloud/server/fassung.ts';
import { istTieferAls } from '../../src-cloud/server/json.ts';
import { antwortFehler } from '../../src-main/workspace/cloud/klassifizieren.ts';
import { EreignisLeser } from '../../src-main/workspace/cloud/strom.ts';
import { sha256AusDigest } from '../../src-shared/cloud-api/anhaenge.ts';
import { BODY } from '../../src-shared/domain/befehle.ts';
import { KOERPER } from '../../src-shared/testing/fall.ts';
import { HOECHSTENS_MS } from './ziel.ts';

const MUSTER = [
  'a',
  ' ',
  '1',
  '-',
  '.',
  '\\',
  '"',
  '%',
  '[',
  '{"a":',
  '\u0000',
  '\ud800',
  'ä',
  '👩',
  '\r',
  '\n',
  '\r\n',
  ';',
  ',',
  '=',
  '1 ',
  'a 1',
  ' 1a-',
  '1.',
  '.a',
  'filename=',
  'filename="',
  'filename*=',
  "filename*=UTF-8''%",
  'bytes ',
  'sha-256=:',
  'event: a\n',
  'data\n',
  '1.000',
  '-1',
  'T',
  '/',
  '/a',
  'a/',
  '__proto__',
  ' \t',
  'A'.repeat(43),
] as const;
/** Longest text of a form's field; headers, versions and names are bounded by the server at 16 kB. */
const FELD = 1_000_000;
const KOPF = 16_000;
const LESER = { mandant: 'm', sub: 's', rollen: [], oe: [] };

const still = (tu: () => unknown): void => {
  try {
    tu();
  } catch {
    // Typed or not is the other proof's matter; here only time counts.
  }
};
const felder = (text: string): unknown[] =>
  ['stringValue', 'numberValue', 'dateValue', 'booleanValue', 'value'].map((f) => ({
    name: 'straße und hausnummer',
    label: text.slice(0, 2_000),
    type: 'number',
    [f]: text,
  }));

/** Each reader with the longest text it can be handed. */
const LESER_VON_TEXT: Record<string, [number, (text: string) => unknown]> = {
  formular: [
    FELD,
    (t) => antragstellerAus(saubereFormData(felder(t)), { type: t, postfachAddress: { identifier: t } }),
  ],
  tiefe: [FELD, (t) => istTieferAls(t, 64)],
  dateiname: [KOPF, (t) => alsDisposition(dateinameVon(t))],
  disposition: [KOPF, (t) => leseDateiname(t)],
  contentRange: [KOPF, (t) => leseContentRange(t)],
  range: [KOPF, (t) => leseRange(t, 100)],
  digest: [KOPF, (t) => sha256AusDigest(t)],
  fassung: [KOPF, (t) => istAelter(t, '0.1.0')],
  cursor: [2_000, (t) => liesCursor(t, LESER, 'e', '2026-11-02T08:00:00.000Z')],
  ablehnung: [KOPF, (t) => antwortFehler({ status: 503, kopf: () => t }, t, 0)],
  ereignisse: [FELD, (t) => new EreignisLeser(() => undefined).nimm(t)],
  kommentar: [100_000, (t) => BODY.KOMMENTAR_ANLEGEN.safeParse({ ...KOERPER.KOMMENTAR_ANLEGEN, text: t })],
  datum: [FELD, (t) => BODY.WIEDERVORLAGE_ANLEGEN.safeParse({ ...KOERPER.WIEDERVORLAGE_ANLEGEN, frist: t })],
  id: [FELD, (t) => BODY.BESCHEID_VERWERFEN.safeParse({ bescheidId: t })],
};

const EINFASSUNGEN: readonly [string, string][] = [
  ['', ''],
  ['a', '!'],
  ['"', ''],
  ['bytes=', 'x'],
  ['Große Straße', '!'],
];

function cpuMs(tu: () => void): number {
  const vorher = process.cpuUsage();
  tu();
  const { user, system } = process.cpuUsage(vorher);
  return (user + system) / 1000;
}

/** Tries all of them; counts into `zahlen.gewachsen`, answers the finds. */
export function wachse(zahlen: Record<string, number>): string[] {
  const funde: string[] = [];
  for (const [name, [hoechstens, lies]] of Object.entries(LESER_VON_TEXT)) {
    for (const muster of MUSTER) {
      for (const [vor, nach] of EINFASSUNGEN) {
        // Doubling stops at the first that is slow: the next one might not end.
        for (let laenge = 1_000; laenge <= hoechstens; laenge *= laenge < 16_000 ? 2 : 8) {
          const text = vor + muster.repeat(Math.ceil(laenge / muster.length)).slice(0, laenge) + nach;
          const tu = (): void => still(() => lies(text));
          zahlen.gewachsen = (zahlen.gewachsen ?? 0) + 1;
          if (cpuMs(tu) <= HOECHSTENS_MS || Math.min(cpuMs(tu), cpuMs(tu)) <= HOECHSTENS_MS) continue;
          funde.push(`[C9] ${name}: ${JSON.stringify(muster)} × ${laenge} takes more than ${HOECHSTENS_MS} ms of CPU`);
          break;
        }
      }
    }
  }
  return funde;
}
