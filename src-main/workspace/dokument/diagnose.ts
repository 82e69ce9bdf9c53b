/**
 * The diagnosis file for support: log lines and figures with no personal data. Nothing goes in because it looks harmless:
 * only fields named here, each with a form that cannot hold a name (ids, codes of closed lists, numbers, instants). What
 * is dropped is counted. As a last guard, a line that holds one of the given personal words does not go in at all.
 */
import { z } from 'zod';
import { ORDERS } from '../../../src-shared/domain/befehle.ts';
import { problemCode } from '../../../src-shared/domain/problem.ts';
import { STATUS } from '../../../src-shared/domain/vorgang.ts';
import { OUTBOX_STATE, type StatusAnsicht, VERBINDUNG } from '../../../src-shared/workspace-api/ansichten.ts';
import { TABELLE } from '../../../src-shared/workspace-api/tabelle.ts';
import { NICHT_ERREICHBAR } from '../cloud/fehler.ts';
import { type ArchivDatei, packe } from './archiv.ts';

export interface DiagnoseAuftrag {
  /** Log files, newest first: names as on disk and their JSON lines (pino). */
  protokolle: readonly { name: string; text: string }[];
  status: StatusAnsicht;
  umgebung: Umgebung;
  /** Names, user names and addresses of the person: lines that hold one are dropped whole. */
  personenbezogen: readonly string[];
  /** Now, RFC 3339. */
  jetzt: string;
}

/** Facts about the machine; versions and sizes only. */
export interface Umgebung {
  plattform: string;
  architektur: string;
  node: string;
  electron?: string;
  speicherBytes: number;
  freieBytes?: number;
  laufzeitS: number;
}

export interface DiagnoseErgebnis {
  bytes: Uint8Array;
  dateiname: string;
  zeilen: number;
  /** Lines and fields left out. */
  verworfen: { zeilen: number; felder: number };
}

/** Packs the diagnosis. */
export async function packeDiagnose(auftrag: DiagnoseAuftrag): Promise<DiagnoseErgebnis> {
  const zaehler = { zeilen: 0, felder: 0 };
  const verboten = auftrag.personenbezogen.map((w) => w.trim().toLowerCase()).filter((w) => w.length >= 3);
  let zeilen = 0;
  const protokolle: ArchivDatei[] = auftrag.protokolle.map((p, i) => {
    const rein = p.text
      .split('\n')
      .filter(Boolean)
      .flatMap((zeile) => {
        const sauber = reinigeZeile(zeile, zaehler);
        if (sauber === undefined || verboten.some((w) => sauber.toLowerCase().includes(w))) {
          zaehler.zeilen += 1;
          return [];
        }
        return [sauber];
      });
    zeilen += rein.length;
    return { name: `protokoll-${i + 1}.jsonl`, bytes: utf8(rein.map((r) => `${r}\n`).join('')) };
  });
  const zahlen = {
    erstelltAm: auftrag.jetzt,
    status: statusSchema.parse(auftrag.status),
    umgebung: umgebungSchema.parse(auftrag.umgebung),
    verworfen: zaehler,
  };
  const bytes = await packe(
    [
      { name: 'LIESMICH.txt', bytes: utf8(LIESMICH) },
      { name: 'zahlen.json', bytes: utf8(`${JSON.stringify(zahlen, null, 2)}\n`) },
      ...protokolle,
    ],
    auftrag.jetzt,
  );
  return { bytes, dateiname: `Kontor-Diagnose_${auftrag.jetzt.slice(0, 10)}.zip`, zeilen, verworfen: zaehler };
}

/** One log line with nothing but known fields in known forms, as JSON; undefined where it is no JSON object or empty. */
export function reinigeZeile(zeile: string, zaehler = { zeilen: 0, felder: 0 }): string | undefined {
  const roh = alsObjekt(zeile);
  if (!roh) return undefined;
  const rein: Record<string, unknown> = {};
  for (const [feld, wert] of Object.entries(roh)) {
    const pruefe = FELDER[feld];
    const sauber = pruefe?.(wert);
    if (sauber === undefined) zaehler.felder += 1;
    else rein[feld] = sauber;
  }
  return Object.keys(rein).length === 0 ? undefined : JSON.stringify(rein);
}

const LIESMICH = `Diagnose aus Kontor

zahlen.json        Zustand, Größen und Fassungen
protokoll-n.jsonl  Ereignisse, je Zeile eines; Kennungen, Kennziffern und Zahlen

Personenbezogene Daten sind nicht enthalten: Texte, Namen, Adressen und unbekannte Felder wurden weggelassen und gezählt
(„verworfen“). Kennungen von Vorgängen und Befehlen lassen sich nur in der Cloud der Behörde zuordnen.
`;

type Pruefer = (wert: unknown) => unknown;

const zahl: Pruefer = (w) => (typeof w === 'number' && Number.isFinite(w) ? w : undefined);
const wahr: Pruefer = (w) => (typeof w === 'boolean' ? w : undefined);
const muster =
  (regel: RegExp): Pruefer =>
  (w) =>
    typeof w === 'string' && regel.test(w) ? w : undefined;
const aus =
  (liste: Iterable<string>): Pruefer =>
  (w) =>
    typeof w === 'string' && new Set(liste).has(w) ? w : undefined;
const eine =
  (...pruefer: Pruefer[]): Pruefer =>
  (w) =>
    pruefer.map((p) => p(w)).find((x) => x !== undefined);

const uuid = muster(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
const geraet = muster(/^[A-Za-z0-9_-]{43}$/);
const zeit = muster(/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d\d:\d\d)$/);
const fassung = muster(/^v?\d+(\.\d+){0,3}(-[a-z]+(\.\d+)?)?$/);
const problem: Pruefer = (w) => (typeof w === 'string' && problemCode({ type: w }) !== undefined ? w : undefined);
/** Names of events are literals of the source (`logbuch.ts`): words with hyphens, never a value. */
const ereignis = muster(/^[a-zäöüß]+(-[a-zäöüß]+){0,5}$/);
/** Codes of Node, SQLite and sockets. */
const code = muster(/^(E[A-Z0-9]{2,20}|ERR_[A-Z0-9_]{2,50}|SQLITE_[A-Z_]{2,40}|UND_ERR_[A-Z_]{2,40}|[1-5]\d\d)$/);
const zustand = aus([
  ...VERBINDUNG,
  ...OUTBOX_STATE,
  ...STATUS,
  ...['angenommen', 'abgelehnt', 'konflikt', 'angehalten', 'vorgemerkt', 'zurueckgenommen'],
]);
/** Why something was done or failed: the closed lists of `cloud/fehler.ts` and of the window's events. */
const grund = aus([
  ...['kein_netz', 'cloud_nicht_erreichbar', 'kein_zugang', 'sitzung_abgelaufen', 'geraet_gesperrt', 'neu_beginnen'],
  ...['client_zu_alt', 'gedrosselt', 'eingabe_abgelehnt', 'dort_unbekannt', 'verweigert', 'abgebrochen'],
  ...NICHT_ERREICHBAR,
  ...['cursor-abgelaufen', 'rechte-geaendert', 'neue-epoche', 'cursor-ungueltig'],
  ...['abruf', 'klick', 'antwort', 'entzogen', 'geloescht', 'aufbewahrung', 'umfang'],
]);
const fehlerart = muster(/^([A-Z][A-Za-z]{2,30})?Error$|^(Cloud|Archiv)Fehler$/);
/** Background workers of sync. */
const ARBEITER = ['kopf', 'laden', 'senden', 'hoeren'] as const;
/** Where in Kontor's own source an error happened. */
const stellen: Pruefer = (w) => {
  const orte = typeof w === 'string' ? [...w.matchAll(STELLE)].map((m) => m[1] ?? m[2]) : [];
  return orte.length === 0 ? undefined : orte;
};

/** Every field that may go in, and in which form. */
const FELDER: Readonly<Record<string, Pruefer>> = {
  level: eine(zahl, aus(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])),
  time: eine(zahl, zeit),
  ereignis,
  msg: ereignis,
  pid: zahl,
  vorgangId: uuid,
  commandId: uuid,
  anhangId: uuid,
  bescheidId: uuid,
  requestId: eine(uuid, muster(/^[0-9a-f]{16,32}$/)),
  deviceId: eine(geraet, uuid),
  order: aus(ORDERS),
  state: zustand,
  problem,
  code,
  grund: eine(grund, zustand),
  version: fassung,
  offline: wahr,
  ...Object.fromEntries(
    [
      'anzahl',
      'entfernt',
      'versuch',
      'versuche',
      'status',
      'dauerMs',
      'warteMs',
      'bytes',
      'offset',
      'zeilen',
      'seite',
      'schema',
      'pulled',
      'pushed',
      'removed',
      'pending',
      'konflikte',
    ].map((feld) => [feld, zahl]),
  ),
  uebergeben: eine(zahl, wahr),
  name: eine(fehlerart, aus([...Object.keys(TABELLE), ...ARBEITER])),
  stack: stellen,
  leaseBis: zeit,
  err: fehler,
};

/** An error without its message: kind, code and place. */
function fehler(w: unknown): unknown {
  if (typeof w !== 'object' || w === null) return undefined;
  const { type, code: c, stack } = w as Record<string, unknown>;
  const rein = Object.entries({ type: fehlerart(type), code: code(c), stellen: stellen(stack) }).filter(
    ([, x]) => x !== undefined,
  );
  return rein.length === 0 ? undefined : Object.fromEntries(rein);
}
/** The part of a path below the installation: what stands before it may be a person's folder. */
const STELLE = /\b(src-(?:main|shared)\/[a-z/.-]+\.ts:\d+)|[\\/]([\w-]+\.[cm]?js:\d+:\d+)/g;

const anzahl = z.number();
const statusSchema = z.object({
  state: z.enum(VERBINDUNG),
  seit: z.string().regex(/^\d{4}-[\dT:.Z-]+$/),
  letzterSync: z
    .string()
    .regex(/^\d{4}-[\dT:.Z-]+$/)
    .optional(),
  naechsterAbrufS: anzahl.optional(),
  pending: anzahl,
  konflikte: anzahl,
  abgelehnt: anzahl,
  erstabgleich: z.object({ geladen: anzahl, gesamt: anzahl.optional() }).optional(),
  lease: z.object({
    bis: z
      .string()
      .regex(/^\d{4}-[\dT:.Z-]+$/)
      .optional(),
    abgelaufen: z.boolean(),
  }),
  schutz: z.enum(['os', 'passphrase', 'datei', 'keiner']),
  groessen: z.object({ datenbankBytes: anzahl, vorgaenge: anzahl, anhaengeBytes: anzahl }),
  versionen: z.object({ kontor: z.string().max(40), cacheSchema: anzahl, apiVersion: z.string().max(20).optional() }),
});
const umgebungSchema = z.object({
  plattform: z.string().regex(/^[a-z0-9]{2,20}$/),
  architektur: z.string().regex(/^[a-z0-9_]{2,20}$/),
  node: z.string().regex(/^v?[\d.]+$/),
  electron: z
    .string()
    .regex(/^v?[\d.]+$/)
    .optional(),
  speicherBytes: anzahl,
  freieBytes: anzahl.optional(),
  laufzeitS: anzahl,
});

function alsObjekt(zeile: string): Record<string, unknown> | undefined {
  try {
    const wert: unknown = JSON.parse(zeile);
    return typeof wert === 'object' && wert !== null && !Array.isArray(wert)
      ? (wert as Record<string, unknown>)
      : undefined;
  } catch {
    // Half a line at a rotation: counted as dropped by the caller.
    return undefined;
  }
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}
