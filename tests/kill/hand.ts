/**
 * The person at the device: random clicks on what the workspace offers (orders, drafts, files, signatures, undo, ways out
 * of conflicts), each written into the book only when it was answered. It decides nothing about when the process dies.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Order } from '../../src-shared/domain/befehle.ts';
import { ProblemError, problemCode } from '../../src-shared/domain/problem.ts';
import type { OutboxEintrag, VorgangAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import type { AusgabeVon, Eingabe, Name } from '../../src-shared/workspace-api/tabelle.ts';
import type { Buch, Klick } from './buch.ts';
import { aus, GEWICHT, KOERPER } from './koerper.ts';
import type { Leben } from './leben.ts';

export interface Hand {
  leben: Leben;
  /** Whose device it is: the user name. */
  als: string;
  buch: Buch;
  w: () => number;
  /** Vorgänge of this round. */
  faelle: readonly string[];
  /** Leaves out the orders that wait ten seconds before they are sent. */
  eilig: boolean;
  /** For texts that are like no other. */
  name: string;
  /** Before a writing call leaves, and after its answer came. */
  ruft(): void;
  bestaetigt(was: string): void;
  /** A broken promise that shows at once. */
  fund(text: string): void;
}

/** The process died: whatever was under way is unknown. */
export class Tot extends Error {}
type Antwort<T> = { wert: T } | { problem: string };

/** Orders that wait ten seconds, so that they can be taken back. */
const GEMACH: ReadonlySet<Order> = new Set<Order>(['NACHRICHT_SENDEN', 'BESCHEID_ZEICHNEN']);

let laufend = 0;
const neuerText = (h: Hand): string => `${h.name} ${++laufend} ${Math.floor(h.w() * 1e9).toString(36)}`;
const ort = (vorgangId: string, art: string): string => `${vorgangId}/${art}`;

/** A call with its refusal as a value. @throws Tot */
export async function frage<N extends Name>(h: Hand, name: N, eingabe: Eingabe<N>): Promise<Antwort<AusgabeVon<N>>> {
  try {
    return { wert: await h.leben.api.rufe(name, eingabe) };
  } catch (fehler) {
    if (!(fehler instanceof ProblemError)) throw fehler;
    const code = problemCode(fehler.problem);
    if (code === 'arbeitsbereich-fehlt') throw new Tot();
    if (code === 'interner-fehler') h.fund(`[P1] ${name} ${JSON.stringify(eingabe).slice(0, 200)}: interner-fehler`);
    return { problem: code ?? fehler.problem.type };
  }
}

async function schreibe<N extends Name>(h: Hand, name: N, eingabe: Eingabe<N>): Promise<Antwort<AusgabeVon<N>>> {
  h.ruft();
  return frage(h, name, eingabe);
}

/** One click, whatever it be. @throws Tot */
export async function klicke(h: Hand): Promise<void> {
  const wurf = h.w();
  const offen = h.buch.offener();
  if (offen !== undefined && wurf < 0.1) return wiederhole(h, offen);
  if (wurf < 0.2) return entwurf(h);
  if (wurf < 0.27) return datei(h);
  if (wurf < 0.36) return ausDerOutbox(h);
  await order(h);
}

/** As a command line does after a broken line: the same call under the same id. */
async function wiederhole(h: Hand, k: Klick): Promise<void> {
  const { order, vorgangId, body, commandId } = k;
  const art = order === 'BESCHEID_ZEICHNEN' ? 'ZEICHNEN' : order === 'BESCHEID_MITZEICHNEN' ? 'MITZEICHNEN' : undefined;
  const antwort = art
    ? await schreibe(h, 'zeichne', { vorgangId, bescheidId: String(body.bescheidId), art, commandId })
    : await schreibe(h, 'befehl', { order, vorgangId, body, commandId });
  if ('wert' in antwort) {
    h.buch.bestaetigt(commandId);
    h.bestaetigt(`${commandId} ${order}`);
  } else h.buch.verweigert(commandId, true);
}

async function ansicht(h: Hand): Promise<VorgangAnsicht | undefined> {
  const antwort = await frage(h, 'vorgang', { id: aus(h.faelle, h.w) });
  if ('wert' in antwort) return antwort.wert;
  await new Promise((f) => setTimeout(f, 15));
  return undefined;
}

async function order(h: Hand): Promise<void> {
  const sicht = await ansicht(h);
  if (sicht === undefined) return;
  const angeboten = sicht.angebote.filter(
    ({ order, erlaubt }) =>
      erlaubt && (KOERPER[order] || /ZEICHNE|MITZEICHNUNG/.test(order)) && !(h.eilig && GEMACH.has(order)),
  );
  if (angeboten.length === 0) return;
  const gewichte = angeboten.map((a) => GEWICHT[a.order] ?? 1);
  let rest = h.w() * gewichte.reduce((a, b) => a + b, 0);
  const wahl = angeboten.find((_a, i) => {
    rest -= gewichte[i] ?? 0;
    return rest < 0;
  });
  if (wahl) await gib(h, sicht, wahl.order);
}

async function gib(h: Hand, sicht: VorgangAnsicht, order: Order): Promise<void> {
  const v = sicht.vorgang;
  const bescheidId = 'bescheide' in v ? v.bescheide.at(-1)?.id : undefined;
  if (order === 'BESCHEID_ZEICHNEN' || order === 'BESCHEID_MITZEICHNEN') {
    if (bescheidId !== undefined) await zeichne(h, v.id, bescheidId, order);
    return;
  }
  if (order === 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN') {
    if (bescheidId !== undefined) await gibZurMitzeichnung(h, v.id, bescheidId);
    return;
  }
  const body = KOERPER[order]?.(v, h.w, neuerText(h));
  if (body === undefined) return;
  const commandId = randomUUID();
  const dateien = order === 'KOMMENTAR_ANLEGEN' ? freieDateien(h, v.id) : [];
  if (dateien.length > 0) body.anhaenge = dateien;
  const art = order === 'KOMMENTAR_ANLEGEN' && h.w() < 0.3 ? ('kommentar' as const) : undefined;
  if (art) h.buch.entwurfVergeben(ort(v.id, art));
  h.buch.versucht({ commandId, vorgangId: v.id, order, body });
  for (const id of dateien) nenne(h, id);
  const entwurfsteil = art ? { entwurf: art } : {};
  const antwort = await schreibe(h, 'befehl', { order, vorgangId: v.id, body, commandId, ...entwurfsteil });
  verbuche(h, commandId, order, antwort);
}

function verbuche(h: Hand, commandId: string, order: string, antwort: Antwort<unknown>): void {
  if ('wert' in antwort) {
    h.buch.bestaetigt(commandId);
    h.bestaetigt(`${commandId} ${order}`);
  } else h.buch.verweigert(commandId, false);
}

function nenne(h: Hand, id: string): void {
  const d = h.buch.dateien.get(id);
  if (d) d.genannt = true;
}

const freieDateien = (h: Hand, vorgangId: string): string[] =>
  [...h.buch.dateien].filter(([, d]) => d.vorgangId === vorgangId && !d.genannt).map(([id]) => id);

async function zeichne(h: Hand, vorgangId: string, bescheidId: string, order: Order): Promise<void> {
  const commandId = randomUUID();
  h.buch.versucht({ commandId, vorgangId, order, body: { bescheidId } });
  const art = order === 'BESCHEID_ZEICHNEN' ? ('ZEICHNEN' as const) : ('MITZEICHNEN' as const);
  verbuche(h, commandId, order, await schreibe(h, 'zeichne', { vorgangId, bescheidId, art, commandId }));
}

async function gibZurMitzeichnung(h: Hand, vorgangId: string, bescheidId: string): Promise<void> {
  const order = 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN' as const;
  const offen = { vorgangId, order };
  h.buch.ungewiss.push(offen);
  const an = aus(['flensburg:vera.vogt', 'flensburg:sabine.sander'], h.w);
  const antwort = await schreibe(h, 'zurMitzeichnung', { vorgangId, bescheidId, an });
  h.buch.ungewiss.splice(h.buch.ungewiss.indexOf(offen), 1);
  if ('problem' in antwort) return;
  const { commandId } = antwort.wert;
  h.buch.versucht({ commandId, vorgangId, order, body: { bescheidId } });
  verbuche(h, commandId, order, antwort);
}

async function entwurf(h: Hand): Promise<void> {
  const vorgangId = aus(h.faelle, h.w);
  const art = aus(['kommentar', 'nachricht'] as const, h.w);
  const text = neuerText(h);
  if ('problem' in (await frage(h, 'vorgang', { id: vorgangId }))) return;
  h.buch.speichertEntwurf(ort(vorgangId, art), text);
  const antwort = await schreibe(h, 'entwurfSpeichern', { vorgangId, art, inhalt: { text } });
  if ('problem' in antwort) return;
  h.buch.entwurfGespeichert(ort(vorgangId, art), text);
  h.bestaetigt(`Entwurf ${vorgangId} ${art}`);
}

async function datei(h: Hand): Promise<void> {
  const vorgangId = aus(h.faelle, h.w);
  // Once in a while one of several pieces: the upload can then be killed in its middle.
  const groesse = Math.floor(h.w() < 0.15 ? h.w() * 700_000 : h.w() * 5_000);
  const bytes = Buffer.alloc(groesse, neuerText(h));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const eingabe = { vorgangId, dateiname: 'Anlage.txt', contentType: 'text/plain', base64: bytes.toString('base64') };
  const antwort = await schreibe(h, 'anhangAnfuegen', eingabe);
  if ('problem' in antwort) return;
  if (antwort.wert.sha256 !== sha256) h.fund(`[X3] anhangAnfuegen answered another digest than its bytes have`);
  h.buch.dateien.set(antwort.wert.id, { vorgangId, sha256, genannt: false });
  h.bestaetigt(`Datei ${antwort.wert.id}`);
}

/** Undo of what waits, or a way out of what is parked. */
async function ausDerOutbox(h: Hand): Promise<void> {
  const antwort = await frage(h, 'konflikte', {});
  const geparkt = 'wert' in antwort ? antwort.wert.konflikte.filter((k) => k.wege.length > 0) : [];
  if (geparkt.length > 0 && h.w() < 0.6) {
    const k = aus(geparkt, h.w);
    const weg = aus(k.wege, h.w);
    await loese(h, k.eintrag, weg);
    return;
  }
  const alle = await frage(h, 'outbox', {});
  const eintraege = 'wert' in alle ? alle.wert.eintraege.filter((e) => e.ruecknehmbar) : [];
  if (eintraege.length > 0) await nimmZurueck(h, aus(eintraege, h.w));
}

async function nimmZurueck(h: Hand, e: OutboxEintrag): Promise<void> {
  // Its text may come back as a draft, where there is none.
  const art = { KOMMENTAR_ANLEGEN: 'kommentar', NACHRICHT_SENDEN: 'nachricht' }[e.order];
  const gesichert = art !== undefined && h.buch.entwuerfe.get(ort(e.vorgangId, art))?.sicher !== undefined;
  if (art !== undefined && !gesichert) h.buch.entwurfVergeben(ort(e.vorgangId, art));
  h.buch.ende(e.commandId, 'vielleicht-zurueckgenommen');
  const antwort = await schreibe(h, 'zuruecknehmen', { commandId: e.commandId });
  const k = h.buch.klicks.get(e.commandId);
  if ('wert' in antwort) {
    h.buch.ende(e.commandId, 'zurueckgenommen');
    h.bestaetigt(`zurück ${e.commandId}`);
  } else if (k?.ende === 'vielleicht-zurueckgenommen') delete k.ende;
}

/** Ends a parked entry in one of its ways. @throws Tot */
export async function loese(
  h: Hand,
  e: OutboxEintrag,
  weg: 'erneut' | 'bearbeiten' | 'kommentar' | 'verwerfen',
): Promise<void> {
  const { commandId, vorgangId } = e;
  const order = (weg === 'kommentar' ? 'KOMMENTAR_ANLEGEN' : e.order) as Order;
  const offen = { vorgangId, order };
  if (weg !== 'verwerfen') h.buch.ungewiss.push(offen);
  h.buch.ende(commandId, 'vielleicht-geloest');
  const antwort = await schreibe(h, 'loese', { commandId, weg, ...(weg === 'bearbeiten' && { body: e.body }) });
  if (weg !== 'verwerfen') h.buch.ungewiss.splice(h.buch.ungewiss.indexOf(offen), 1);
  const k = h.buch.klicks.get(commandId);
  if ('problem' in antwort) {
    if (k?.ende === 'vielleicht-geloest') delete k.ende;
    return;
  }
  h.buch.ende(commandId, 'geloest');
  h.bestaetigt(`gelöst ${commandId} ${weg}`);
  const { neu } = antwort.wert;
  if (neu === undefined) return;
  h.buch.versucht({ commandId: neu, vorgangId, order, body: e.body });
  h.buch.bestaetigt(neu);
}
