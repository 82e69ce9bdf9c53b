/**
 * Unsent work of every kind on one Vorgang: each order in each state of the outbox, signed acts and withdrawn ones, drafts of
 * each kind, uploads not begun, half and wholly sent. It says afterwards whether all of it is still there and can be seen.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Bestand } from '../../src-main/workspace/cache/bestand.ts';
import type { EntwurfArt } from '../../src-main/workspace/cache/bestand-typen.ts';
import type { Werkbank } from '../../src-main/workspace/testing/werkbank.ts';
import { schluesselAusSaat } from '../../src-main/workspace/zeichnung/geraeteschluessel.ts';
import { signiereAkt } from '../../src-main/workspace/zeichnung/signieren.ts';
import { ORDERS, type Order, SIGNIERT } from '../../src-shared/domain/befehle.ts';
import { problem } from '../../src-shared/domain/problem.ts';
import { UEBERGAENGE } from '../../src-shared/domain/uebergaenge.ts';
import type { Anhang, Bescheid, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { BESCHEID_ID, KOERPER, vorgang, WV_ID } from '../../src-shared/testing/fall.ts';
import type { OutboxState } from '../../src-shared/workspace-api/ansichten.ts';
import { ENTWURF_ART } from '../../src-shared/workspace-api/tabelle.ts';
import { ALLE_RECHTE, RECHTSAMT, VERA } from './wolke.ts';

const ZUSTAENDE = [
  'wartet',
  'wird_gesendet',
  'angehalten',
  'konflikt',
  'abgelehnt',
  'cloud-zu-alt',
] as const satisfies readonly OutboxState[];
type Zustand = (typeof ZUSTAENDE)[number];
const UPLOADS = ['nicht begonnen', 'halb gesendet', 'ganz gesendet'] as const;

/** What hangs on one Vorgang. */
export interface Arbeit {
  vorgangId: string;
  /** For a find. */
  was: string;
  befehle: { commandId: string; order: Order; zustand: Zustand; body: unknown }[];
  /** commandId of a signed act that was taken back and still has to be told. */
  zurueckgenommen?: string;
  entwuerfe: { art: EntwurfArt; inhalt: Record<string, unknown> }[];
  uploads: { id: string; bytes: Uint8Array; stand: (typeof UPLOADS)[number] }[];
  akte: number;
}

const GERAET = schluesselAusSaat(new Uint8Array(32).fill(9));
const JETZT = '2026-11-02T08:00:00.000Z';
const ICH = { sub: ALLE_RECHTE.sub, name: ALLE_RECHTE.name };
const sha = (b: Uint8Array): string => createHash('sha256').update(b).digest('hex');
/** An id of its own for what belongs to a Vorgang. */
const abgeleitet = (id: string, vorn: string): string => vorn + id.slice(4);
const bytesVon = (text: string): Uint8Array => Buffer.from(`${text}.`);
const datei = (id: string, bytes: Uint8Array): Anhang => ({
  id,
  dateiname: 'Anlage.txt',
  contentType: 'text/plain',
  groesse: bytes.length,
  sha256: sha(bytes),
});

function bescheidFuer(order: Order, id: string): Bescheid[] {
  const stand = UEBERGAENGE[order].bescheid?.von[0];
  if (stand === undefined || stand === 'keiner') return [];
  const ich = order === 'BESCHEID_MITZEICHNEN' || order === 'BESCHEID_ZURUECKWEISEN';
  const dokument = datei(abgeleitet(id, 'd0c5'), bytesVon(`Bescheid ${id}`));
  return [
    {
      id: BESCHEID_ID,
      version: 1,
      stand,
      entscheidung: 'BEWILLIGT',
      vorlageId: 'standard',
      felder: {},
      text: 'Ihrem Antrag wird entsprochen.',
      erstelltVon: ICH,
      ...(ich && { zurMitzeichnung: { an: ICH, von: VERA, am: JETZT }, dokument }),
      ...(stand === 'GEZEICHNET' && { gezeichnetVon: ICH, gezeichnetAm: JETZT, dokument }),
    },
  ];
}

/** A Vorgang on which this order can be given. */
function vorgangFuer(order: Order, id: string, n: number): Vorgang {
  const u = UEBERGAENGE[order];
  const status = u.bescheid && u.von.includes('IN_BEARBEITUNG') ? 'IN_BEARBEITUNG' : (u.von[0] ?? 'NEU');
  const wv = order.startsWith('WIEDERVORLAGE_') && order !== 'WIEDERVORLAGE_ANLEGEN';
  return vorgang({
    id,
    nummer: `FL-${n}`,
    status,
    bescheide: bescheidFuer(order, id),
    ...(wv && {
      wiedervorlagen: [
        {
          id: WV_ID,
          version: 1,
          betreff: 'x',
          frist: '2026-11-10',
          erledigt: order.endsWith('WIEDEREROEFFNEN'),
          von: ICH,
          am: JETZT,
        },
      ],
    }),
    ...(status === 'ZU_LOESCHEN' && {
      loeschung: { von: VERA, am: JETZT, begruendung: 'alt', statusVorher: 'ABGESCHLOSSEN' },
    }),
  });
}

function body(
  order: Order,
  v: Vorgang,
  dokument: Anhang | undefined,
  anlage: Anhang | undefined,
): Record<string, unknown> {
  const b: Record<string, unknown> = { ...KOERPER[order] };
  for (const f of ['kommentarId', 'nachrichtId']) if (f in b) b[f] = abgeleitet(v.id, 'c0de');
  if (order === 'WIEDERVORLAGE_ANLEGEN' || order === 'BESCHEID_ENTWERFEN') {
    b[order === 'BESCHEID_ENTWERFEN' ? 'bescheidId' : 'wiedervorlageId'] = abgeleitet(v.id, 'c0de');
  }
  if (order === 'VORGANG_WEITERLEITEN') b.organisationseinheitId = RECHTSAMT.id;
  if (order === 'BEARBEITER_ZUWEISEN') b.bearbeiter = VERA.sub;
  if (order === 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN') b.an = VERA.sub;
  if (dokument) b.dokument = { anhangId: dokument.id, sha256: dokument.sha256 };
  if (anlage && (order === 'KOMMENTAR_ANLEGEN' || order === 'NACHRICHT_SENDEN')) b.anhaenge = [anlage.id];
  return b;
}

/** One click as the window makes it; a signature where the order asks for one. */
function klicke(w: Werkbank, v: Vorgang, order: Order, arbeit: Arbeit, zustand: Zustand, anlage?: Anhang): string {
  const bytes = bytesVon(`Bescheid ${v.id}`);
  const alt = v.bescheide[0]?.dokument;
  const braucht = 'dokument' in KOERPER[order];
  const neu = braucht && !alt ? datei(abgeleitet(v.id, 'd0c5'), bytes) : undefined;
  const b = body(order, v, braucht ? (alt ?? neu) : undefined, anlage);
  const signiert = SIGNIERT.has(order);
  const { commandId } = w.bestand.schreiber.stelleEin({
    vorgangId: v.id,
    order,
    body: b,
    ...(neu && { dokument: { anhang: neu, bytes } }),
    ...(signiert && {
      deviceId: GERAET.deviceId,
      signiere: ({ seq, prev, commandId: c, createdAt, erwartet }) =>
        signiereAkt(
          {
            commandId: c,
            vorgangId: v.id,
            order,
            bescheidId: BESCHEID_ID,
            bescheidVersion: erwartet.bescheidVersion ?? 1,
            entscheidung: 'BEWILLIGT',
            dokumentSha256: sha(bytes),
            sub: ICH.sub,
            createdAt,
          },
          { seq, prev },
          GERAET,
          (n) => new Uint8Array(n).fill(1),
        ),
    }),
  });
  if (neu) arbeit.uploads.push({ id: neu.id, bytes, stand: 'nicht begonnen' });
  if (signiert) arbeit.akte += 1;
  arbeit.befehle.push({ commandId, order, zustand, body: b });
  return commandId;
}

function bringe(bestand: Bestand, commandId: string, zustand: Zustand, v: Vorgang): void {
  const { schreiber } = bestand;
  if (zustand === 'wartet') return;
  if (zustand === 'cloud-zu-alt') {
    schreiber.parke({ commandId, state: 'cloud-zu-alt', problem: problem('cloud-zu-alt') });
    return;
  }
  schreiber.alsWirdGesendet([commandId]);
  if (zustand === 'wird_gesendet') return;
  const code = { angehalten: 'frueherer-befehl', konflikt: 'konflikt', abgelehnt: 'uebergang-unzulaessig' } as const;
  const p = problem(code[zustand]);
  schreiber.uebernimmErgebnisse(
    [{ commandId, state: zustand, problem: p, ...(zustand === 'konflikt' && { vorgang: v }) }],
    JETZT,
  );
}

/** A command in the wished state on its Vorgang; one that is held has a parked one before it. */
function befehlsArbeit(w: Werkbank, v: Vorgang, order: Order, zustand: Zustand): Arbeit {
  const arbeit: Arbeit = {
    vorgangId: v.id,
    was: `${order} ${zustand}`,
    befehle: [],
    entwuerfe: [],
    uploads: [],
    akte: 0,
  };
  const mitAnlage = order === 'KOMMENTAR_ANLEGEN' || order === 'NACHRICHT_SENDEN';
  const anlage = mitAnlage ? legeUploadAn(w, v.id, arbeit, 'nicht begonnen') : undefined;
  if (zustand === 'angehalten') {
    const erster = v.status === 'ZU_LOESCHEN' ? 'LOESCHANFORDERUNG_ZURUECKNEHMEN' : 'AKTENZEICHEN_SETZEN';
    const davor = klicke(w, v, erster, arbeit, 'konflikt');
    bringe(w.bestand, davor, 'konflikt', v);
  }
  const commandId = klicke(w, v, order, arbeit, zustand, anlage);
  bringe(w.bestand, commandId, zustand, v);
  return arbeit;
}

/** A signed act that was undone before it was sent. */
function ruecknahme(w: Werkbank, v: Vorgang): Arbeit {
  const arbeit: Arbeit = { vorgangId: v.id, was: 'withdrawn act', befehle: [], entwuerfe: [], uploads: [], akte: 0 };
  const commandId = klicke(w, v, 'BESCHEID_ZEICHNEN', arbeit, 'wartet');
  w.bestand.schreiber.nimmZurueck(commandId);
  return { ...arbeit, befehle: [], uploads: [], zurueckgenommen: commandId };
}

function entwurfsArbeit(w: Werkbank, v: Vorgang, n: number): Arbeit {
  const art = ENTWURF_ART[n % ENTWURF_ART.length] ?? 'kommentar';
  const inhalt = { text: `Angefangen ${n}` };
  w.bestand.schreiber.speichereEntwurf(v.id, art, inhalt);
  return { vorgangId: v.id, was: `draft ${art}`, befehle: [], entwuerfe: [{ art, inhalt }], uploads: [], akte: 0 };
}

function legeUploadAn(w: Werkbank, vorgangId: string, arbeit: Arbeit, stand: (typeof UPLOADS)[number]): Anhang {
  const bytes = bytesVon(`Anlage zu ${vorgangId} `.repeat(20));
  const anhang = datei(w.uhr.id(), bytes);
  w.bestand.schreiber.legeUploadAb(vorgangId, anhang, bytes);
  if (stand === 'halb gesendet') {
    w.cloud.anhaenge.set(anhang.id, bytes.subarray(0, 100));
    w.bestand.schreiber.uploadFortschritt(anhang.id, 100);
  } else if (stand === 'ganz gesendet') {
    w.cloud.anhaenge.set(anhang.id, bytes);
    w.bestand.schreiber.uploadFertig(anhang.id);
  }
  arbeit.uploads.push({ id: anhang.id, bytes, stand });
  return anhang;
}

function uploadArbeit(w: Werkbank, v: Vorgang, n: number): Arbeit {
  const stand = UPLOADS[n % UPLOADS.length] ?? 'nicht begonnen';
  const arbeit: Arbeit = { vorgangId: v.id, was: `upload ${stand}`, befehle: [], entwuerfe: [], uploads: [], akte: 0 };
  legeUploadAn(w, v.id, arbeit, stand);
  return arbeit;
}

/** What of the work is missing or other than it was; nothing is the promise. Only reads. */
export function maengel(w: Werkbank, a: Arbeit): string[] {
  const { leser } = w.bestand;
  const fehlt: string[] = [];
  const outbox = new Map(leser.outbox().map((e) => [e.commandId, e]));
  for (const b of a.befehle) {
    const e = outbox.get(b.commandId);
    if (!e) fehlt.push(`command ${b.order} (${b.zustand}) is gone`);
    else if (!isDeepStrictEqual(e.body, b.body)) fehlt.push(`command ${b.order} has another body`);
    else if (e.state !== b.zustand && !(b.zustand === 'wird_gesendet' && e.state === 'wartet')) {
      fehlt.push(`command ${b.order} was ${b.zustand} and is ${e.state}`);
    }
  }
  if (a.zurueckgenommen !== undefined && !leser.nachlass().some((c) => c.commandId === a.zurueckgenommen)) {
    fehlt.push('the withdrawal of a signed act is not told any more');
  }
  for (const { art, inhalt } of a.entwuerfe) {
    if (leser.entwurf(a.vorgangId, art)?.text !== inhalt.text) fehlt.push(`draft ${art} is gone`);
  }
  for (const u of a.uploads) {
    const da = leser.anhang(u.id);
    if (!da || Buffer.compare(da.bytes, u.bytes) !== 0) fehlt.push(`file (${u.stand}) is gone`);
  }
  if (leser.akte(a.vorgangId).length < a.akte) fehlt.push('a signed act is gone');
  return fehlt.map((f) => `${a.was}: ${f}`);
}

/** Every order in every state, in a fixed order that a run goes round. */
export const KOMBINATIONEN: readonly [Order, Zustand][] = ORDERS.flatMap((o) =>
  ZUSTAENDE.map((z) => [o, z] as [Order, Zustand]),
);

/** Work number n: the Vorgang it needs, and how it is put on it once that is here with its details. */
export function plane(w: Werkbank, n: number): { v: Vorgang; lege(): Arbeit } {
  const art = n % 8;
  const [order, zustand] = KOMBINATIONEN[(Math.floor(n / 8) * 5 + art) % KOMBINATIONEN.length] ?? [
    'KOMMENTAR_ANLEGEN',
    'wartet',
  ];
  const wofuer = art < 5 ? order : art === 5 ? 'BESCHEID_ZEICHNEN' : 'KOMMENTAR_ANLEGEN';
  const v = vorgangFuer(wofuer, w.uhr.id(), n);
  for (const b of v.bescheide) if (b.dokument) w.cloud.anhaenge.set(b.dokument.id, bytesVon(`Bescheid ${v.id}`));
  return {
    v,
    lege: () => {
      if (art < 5) return befehlsArbeit(w, v, order, zustand);
      if (art === 5) return ruecknahme(w, v);
      const wievielte = Math.floor(n / 8);
      return art === 6 ? entwurfsArbeit(w, v, wievielte) : uploadArbeit(w, v, wievielte);
    },
  };
}
