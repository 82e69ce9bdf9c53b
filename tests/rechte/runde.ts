/**
 * One round: Vorgänge with work and one without, something takes them away, the client starts anew in between or not, the
 * cloud is away or answers, the rights come back or never. At every step all of the work is there and can be seen; in the end
 * each command took effect once or is parked, and what the person has given up is gone and logged.
 */
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Abgleich } from '../../src-main/workspace/sync/abgleich.ts';
import { Nachladen } from '../../src-main/workspace/sync/nachladen.ts';
import { Pull } from '../../src-main/workspace/sync/pull.ts';
import { erneuerePerson, erneuereVerzeichnis } from '../../src-main/workspace/sync/verzeichnis.ts';
import { WEG, type Werkbank, werkbank } from '../../src-main/workspace/testing/werkbank.ts';
import { vorgang } from '../../src-shared/testing/fall.ts';
import { ENTWURF_ART } from '../../src-shared/workspace-api/tabelle.ts';
import { aus, type Wuerfel } from '../fuzz/wuerfel.ts';
import { type Arbeit, maengel, plane } from './arbeit.ts';
import type { Verlust } from './verluste.ts';
import { ALLE_RECHTE, Wolke } from './wolke.ts';

const AN = new AbortController().signal;
/** Thousands of caches are opened and written with `synchronous=FULL`: where that costs no disk, if there is such a place. */
const WO = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const GEPARKT = new Set<string>(['konflikt', 'abgelehnt', 'cloud-zu-alt']);
/** Vorgänge with work in one round. */
export const JE_RUNDE = 8;
/** Simulated time within which the queue must have emptied by itself. */
const BIS_RUHIG_MS = 30 * 60_000;

interface Buehne {
  w: Werkbank;
  wolke: Wolke;
  arbeiten: Arbeit[];
  /** A Vorgang that nothing hangs on. */
  leer: string;
  melde(was: string): void;
}

/** Lets the clock go on for as long as this takes: it sleeps between batches. */
async function mitUhr(w: Werkbank, arbeit: Promise<void>): Promise<void> {
  let fertig = false;
  const ende = arbeit.finally(() => {
    fertig = true;
  });
  while (!fertig) await w.uhr.gehe(1);
  await ende;
}

async function richteEin(nr: number, melde: (was: string) => void): Promise<Buehne> {
  const w = werkbank(WO);
  const wolke = new Wolke(w);
  wolke.gibRechte(ALLE_RECHTE);
  const plaene = Array.from({ length: JE_RUNDE }, (_, i) => plane(w, nr * JE_RUNDE + i));
  const leer = vorgang({ id: w.uhr.id(), nummer: 'FL-leer', status: 'ANGENOMMEN' });
  for (const v of [...plaene.map((p) => p.v), leer]) wolke.setze(v);
  await erneuerePerson(w.u, AN);
  await erneuereVerzeichnis(w.u, AN);
  await new Pull(w.u).ziehe(AN);
  await mitUhr(w, new Nachladen(w.u).lade(AN));
  return { w, wolke, arbeiten: plaene.map((p) => p.lege()), leer: leer.id, melde };
}

const gelistet = (w: Werkbank, ansicht: 'alle' | 'konflikte') =>
  w.bestand.leser.liste({ filter: { ansicht }, sortierung: 'eingang', limit: 100 }).vorgaenge;

/** Work that has left the lists is an item to look at, and each removal is logged with its cause. */
function pruefeWeg(b: Buehne, verlust: Verlust): void {
  const { leser } = b.w.bestand;
  const log = leser.entfernungen(200);
  const konflikte = new Map(gelistet(b.w, 'konflikte').map((v) => [v.id, v]));
  const alle = new Set(gelistet(b.w, 'alle').map((v) => v.id));
  for (const a of b.arbeiten) {
    // Retention goes by what is shown: what one's own pending order opens again, or marks for deletion, stays in the lists.
    if (verlust.ursache === 'frist' && leser.vorgang(a.vorgangId).vorgang.status !== 'ABGESCHLOSSEN') {
      if (!alle.has(a.vorgangId)) b.melde(`${a.was}: not closed as shown, and not in the list`);
      continue;
    }
    // Given to me for Mitzeichnung: I see it wherever it lies.
    if ((verlust.ursache === 'abgleich' || verlust.ursache === 'entzogen') && b.wolke.sichtbarer(a.vorgangId)) {
      if (!alle.has(a.vorgangId)) b.melde(`${a.was}: may still be seen, and is not in the list`);
      continue;
    }
    if (konflikte.get(a.vorgangId)?.marke !== 'entzogen') {
      b.melde(`${a.was}: not shown as work of a Vorgang that was withdrawn`);
    }
    if (alle.has(a.vorgangId)) b.melde(`${a.was}: still in the list of what one may see`);
    if (leser.vorgang(a.vorgangId).angebote.some((o) => o.erlaubt)) b.melde(`${a.was}: an order is still offered`);
    const zeile = log.find((e) => e.vorgangId === a.vorgangId);
    if (zeile?.ursache !== verlust.ursache || !zeile?.behalten) b.melde(`${a.was}: logged as ${JSON.stringify(zeile)}`);
  }
  const zeile = log.find((e) => e.vorgangId === b.leer);
  if (zeile?.ursache !== verlust.ursache || zeile?.behalten)
    b.melde(`without work: logged as ${JSON.stringify(zeile)}`);
  if (alle.has(b.leer) || konflikte.has(b.leer)) b.melde('without work, and still here');
}

function pruefeArbeit(b: Buehne, wann: string): void {
  for (const a of b.arbeiten) for (const m of maengel(b.w, a)) b.melde(`${wann}: ${m}`);
  const offen = b.arbeiten.reduce((n, a) => n + a.befehle.length, 0);
  const { pending, konflikte, abgelehnt } = b.w.bestand.leser.outboxZahlen();
  const genannt = b.arbeiten.filter((a) => a.zurueckgenommen !== undefined).length;
  if (pending + konflikte + abgelehnt !== offen + genannt) {
    b.melde(`${wann}: the status bar counts ${pending} + ${konflikte} + ${abgelehnt}, there are ${offen} + ${genannt}`);
  }
}

/** Lets the background work until nothing moves any more; answers whether that came in time. */
async function lassRuhigWerden(b: Buehne): Promise<void> {
  const { w } = b;
  w.cloud.stoerung = undefined;
  // What was on its way when the line broke.
  for (const e of w.bestand.leser.outbox())
    if (e.state === 'wird_gesendet') w.bestand.schreiber.wiederWartend([e.commandId], 0);
  const abgleich = new Abgleich(w.u, { nachAnmeldung: async () => undefined, fortschritt: () => undefined });
  abgleich.starte();
  for (let ms = 0; ms < BIS_RUHIG_MS; ms += 30_000) {
    await w.uhr.gehe(30_000);
    if (ms >= 120_000 && rest(b).length === 0) break;
  }
  await abgleich.halte();
  for (const e of rest(b)) b.melde(`${e.order} is ${e.state} and nothing holds it`);
}

/** Entries that should have gone: not parked, and no parked one before them in their Vorgang. */
function rest(b: Buehne) {
  const gehalten = new Set<string>();
  return b.w.bestand.leser.outbox().filter((e) => {
    if (GEPARKT.has(e.state)) gehalten.add(e.vorgangId);
    else return !gehalten.has(e.vorgangId);
    return false;
  });
}

/** Each command took effect once, or is here to be decided; nothing else is. */
function pruefeAusgang(b: Buehne): void {
  const outbox = new Map(b.w.bestand.leser.outbox().map((e) => [e.commandId, e.state]));
  for (const a of b.arbeiten) {
    for (const c of a.befehle) {
      const dort = b.wolke.gedaechtnis.get(c.commandId)?.state;
      const hier = outbox.get(c.commandId);
      const wirkte = b.wolke.wirkungen.get(c.commandId) ?? 0;
      if (wirkte > 1) b.melde(`${a.was}: took effect ${wirkte} times`);
      if (dort === 'angenommen' ? hier !== undefined && hier !== 'bestaetigt' : hier === undefined) {
        b.melde(`${a.was}: the cloud says ${dort}, here it is ${hier}`);
      }
      if ((dort === 'konflikt' || dort === 'abgelehnt') && hier !== dort)
        b.melde(`${a.was}: there ${dort}, here ${hier}`);
    }
    for (const { art, inhalt } of a.entwuerfe) {
      if (b.w.bestand.leser.entwurf(a.vorgangId, art)?.text !== inhalt.text) b.melde(`${a.was}: draft gone in the end`);
    }
    for (const u of a.uploads) {
      const genannt = a.befehle.some((c) => JSON.stringify(c.body).includes(u.id));
      const bytes = genannt ? undefined : b.w.bestand.leser.anhang(u.id)?.bytes;
      if (!genannt && Buffer.compare(bytes ?? Buffer.alloc(0), u.bytes) !== 0)
        b.melde(`${a.was}: file gone in the end`);
    }
    if (b.w.bestand.leser.akte(a.vorgangId).length < a.akte) b.melde(`${a.was}: a signed act is gone in the end`);
  }
}

/** The person gives up what is out of sight: then the Vorgang goes too, and the log says so. */
async function gibAufWasWegIst(b: Buehne): Promise<void> {
  const { leser, schreiber } = b.w.bestand;
  const verwaist = new Set(gelistet(b.w, 'konflikte').flatMap((v) => (v.marke === 'entzogen' ? [v.id] : [])));
  const weg = b.arbeiten.filter((a) => verwaist.has(a.vorgangId));
  const parkt = new Set(weg.map((a) => a.vorgangId));
  // What was held behind a parked one goes out when that is given up, and is refused and given up in its turn.
  for (let mal = 0; mal < 3; mal++) {
    for (const e of leser.outbox()) {
      if (parkt.has(e.vorgangId) && GEPARKT.has(e.state)) schreiber.loese(e.commandId, 'verwerfen');
    }
    // A signed act that was given up is still to be told.
    await lassRuhigWerden(b);
  }
  for (const a of weg) {
    for (const art of ENTWURF_ART) {
      if (leser.entwurf(a.vorgangId, art) !== null) schreiber.speichereEntwurf(a.vorgangId, art, null);
    }
    for (const u of a.uploads) schreiber.verwirfUpload(u.id);
  }
  const noch = new Set(gelistet(b.w, 'konflikte').map((v) => v.id));
  for (const a of weg) {
    const zeile = leser.entfernungen(300).find((x) => x.vorgangId === a.vorgangId);
    if (noch.has(a.vorgangId)) b.melde(`${a.was}: given up, and still here`);
    if (zeile?.behalten !== false) b.melde(`${a.was}: given up, and not logged as removed`);
    if (leser.anhang(a.uploads[0]?.id ?? '') !== undefined) b.melde(`${a.was}: given up, and its file is still here`);
  }
}

export interface Rundenbericht {
  funde: string[];
  arbeiten: Arbeit[];
  /** Commands that took effect after the rights had come back or the cloud answered. */
  wirkten: number;
}

/** Plays round `nr` with this loss. */
export async function spieleRunde(nr: number, verlust: Verlust, w: Wuerfel): Promise<Rundenbericht> {
  const funde: string[] = [];
  const b = await richteEin(nr, (was) => funde.push(`${verlust.name}: ${was}`));
  try {
    pruefeArbeit(b, 'before');
    const ids = [...b.arbeiten.map((a) => a.vorgangId), b.leer];
    await verlust.nimm(b.w, b.wolke, ids);
    pruefeArbeit(b, 'after the loss');
    if (verlust.ursache !== undefined) pruefeWeg(b, verlust);
    const wolkeWeg = w() < 0.5;
    if (w() < 0.5) {
      b.w.starteNeu();
      pruefeArbeit(b, 'after a new start');
      if (verlust.ursache !== undefined) pruefeWeg(b, verlust);
    }
    // A second loss of another kind on top of the first changes nothing.
    if (verlust.ursache !== undefined && w() < 0.3) {
      b.w.bestand.schreiber.entferne(ids, aus(w, ['entzogen', 'geloescht', 'frist'] as const));
      pruefeArbeit(b, 'after a second loss');
    }
    if (verlust.gibZurueck && wolkeWeg) {
      b.w.cloud.stoerung = WEG;
      await b.w.uhr.gehe(3_600_000);
      verlust.gibZurueck(b.wolke, ids);
      await lassRuhigWerden(b);
      const alle = new Set(gelistet(b.w, 'alle').map((v) => v.id));
      const fehlt = b.arbeiten.filter((a) => b.wolke.sichtbarer(a.vorgangId) && !alle.has(a.vorgangId));
      for (const a of fehlt) b.melde(`${a.was}: may be seen again, and is not in the list`);
    } else {
      await lassRuhigWerden(b);
    }
    pruefeAusgang(b);
    await gibAufWasWegIst(b);
  } catch (fehler) {
    b.melde(
      `exception ${fehler instanceof Error ? `${fehler.stack?.split('\n').slice(0, 4).join(' | ')} ${String(fehler.cause ?? '')}` : fehler}`,
    );
  } finally {
    b.w.raeumeAb();
  }
  return { funde, arbeiten: b.arbeiten, wirkten: b.wolke.wirkungen.size };
}
