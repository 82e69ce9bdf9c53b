/**
 * What a person does at a client: give an order that is offered, take one back, solve what is parked. Each is written into
 * the book only as far as it was confirmed: what a crash interrupts is uncertain to the person, as in life.
 */

import type { EntwurfArt, Klick } from '../../src-main/workspace/cache/bestand-typen.ts';
import { geraeteAnbieter } from '../../src-main/workspace/zeichnung/anbieter.ts';
import { signiereAkt } from '../../src-main/workspace/zeichnung/signieren.ts';
import { type Order, SIGNIERT } from '../../src-shared/domain/befehle.ts';
import { ProblemError } from '../../src-shared/domain/problem.ts';
import { entwurfSchluessel } from './buch.ts';
import { datei, wunsch } from './koerper.ts';
import { Absturz, type Platz } from './platz.ts';
import type { Schritt, WEGE } from './schritte.ts';
import type { Spielraum } from './spielraum.ts';

type Nach<A extends Schritt['art']> = Extract<Schritt, { art: A }>;

const ENTWURF_ZU: Partial<Record<Order, EntwurfArt>> = {
  KOMMENTAR_ANLEGEN: 'kommentar',
  NACHRICHT_SENDEN: 'nachricht',
  WIEDERVORLAGE_ANLEGEN: 'wiedervorlage',
  BESCHEID_ENTWERFEN: 'bescheid',
};

/** Orders that lead further are wanted more often than those that end a case or take it away. */
function auswahl(angebote: readonly { order: Order; erlaubt: boolean }[]): Order[] {
  const erlaubt = angebote.filter((a) => a.erlaubt).map((a) => a.order);
  const weiter = erlaubt.filter(
    (o) => o.startsWith('BESCHEID_') || o === 'VORGANG_BEARBEITEN' || o === 'BEARBEITER_ZUWEISEN',
  );
  const ende = new Set<Order>(['VORGANG_WEITERLEITEN', 'VORGANG_VERWERFEN', 'VORGANG_ABSCHLIESSEN']);
  return [...erlaubt, ...erlaubt.filter((o) => !ende.has(o)), ...weiter, ...weiter];
}

export function klicke(spiel: Spielraum, p: Platz, s: Nach<'klick'>): void {
  const { buch } = spiel;
  const wer = spiel.plaetze.indexOf(p);
  spiel.am(p, () => {
    const id = spiel.gezeigter(p, s.vorgang);
    if (id === undefined) return;
    const { vorgang, angebote } = p.leser.vorgang(id);
    const orders = auswahl(angebote);
    const order =
      s.order === undefined ? orders[s.wahl % Math.max(orders.length, 1)] : orders.find((o) => o === s.order);
    if (order === undefined) return;
    const freie = p.leser
      .uploads()
      .filter((u) => u.vorgangId === id && buch.dateien.get(u.anhang.id)?.genannt === undefined)
      .map((u) => u.anhang);
    const w = wunsch(vorgang, order, s.x, { neueId: () => spiel.neueId(), dateien: freie });
    if (w === undefined) return;
    const commandId = spiel.neueId();
    const art = s.x % 3 === 0 ? ENTWURF_ZU[order] : undefined;
    const klick: Klick = {
      vorgangId: id,
      order,
      body: w.body,
      commandId,
      ...(art === undefined ? {} : { entwurf: art }),
      ...(w.dokument === undefined ? {} : { dokument: w.dokument }),
      ...(SIGNIERT.has(order) ? zeichnung(spiel, p, klickbezug(id, order, w.body, vorgang)) : {}),
    };
    buch.sage(
      `${p.person.name}: ${order} an ${id.slice(-3)} (v${vorgang.version}, ${vorgang.status}) ${kurz(w.body)} [${commandId.slice(-3)}]`,
    );
    buch.klicks.set(commandId, { wer, commandId, vorgangId: id, order, stand: 'unsicher' });
    stelleEin(spiel, p, klick, wer);
  });
}

function stelleEin(spiel: Spielraum, p: Platz, klick: Klick, wer: number): void {
  const { buch } = spiel;
  const commandId = klick.commandId as string;
  const schluessel = klick.entwurf && entwurfSchluessel(wer, klick.vorgangId, klick.entwurf);
  try {
    p.schreiber.stelleEin(klick);
  } catch (fehler) {
    // Refused: nothing of it is stored. Crashed: the person does not know.
    if (fehler instanceof ProblemError) buch.klicks.delete(commandId);
    else if (schluessel) buch.entwuerfe.delete(schluessel);
    throw fehler;
  }
  buch.setze(commandId, 'gilt');
  if (schluessel) buch.entwuerfe.delete(schluessel);
  const ids = (klick.body as { anhaenge?: string[] }).anhaenge ?? [];
  for (const id of ids) {
    const d = buch.dateien.get(id);
    if (d) d.genannt = commandId;
  }
  p.abgleich.klick();
}

const kurz = (body: Record<string, unknown>): string => {
  const { kommentarId: _k, wiedervorlageId: _w, nachrichtId: _n, bescheidId: _b, ...rest } = body;
  return Object.keys(rest).length === 0 ? '' : JSON.stringify(rest).slice(0, 90);
};

function klickbezug(vorgangId: string, order: Order, body: Record<string, unknown>, v: object) {
  const { bescheidId, dokument } = body as { bescheidId: string; dokument: { sha256: string } };
  const bescheide = 'bescheide' in v ? (v.bescheide as { id: string; version: number; entscheidung: string }[]) : [];
  const b = bescheide.find((x) => x.id === bescheidId);
  return {
    vorgangId,
    order,
    bescheidId,
    bescheidVersion: b?.version ?? 0,
    entscheidung: b?.entscheidung ?? '',
    dokumentSha256: dokument.sha256,
  };
}

function zeichnung(
  spiel: Spielraum,
  p: Platz,
  felder: ReturnType<typeof klickbezug>,
): Pick<Klick, 'signiere' | 'deviceId'> {
  const anbieter = geraeteAnbieter(p.geraet);
  return {
    deviceId: p.geraet.deviceId,
    signiere: ({ seq, prev, commandId, createdAt }) =>
      signiereAkt({ ...felder, sub: p.person.sub, commandId, createdAt }, { seq, prev }, anbieter, (n) =>
        Uint8Array.from({ length: n }, () => Math.floor(spiel.zufall() * 256)),
      ),
  };
}

export function nimmZurueck(spiel: Spielraum, p: Platz, x: number): void {
  spiel.am(p, () => {
    const kandidaten = p.leser.outbox().filter((e) => e.ruecknehmbar);
    const e = kandidaten[x % Math.max(kandidaten.length, 1)];
    if (e === undefined) return;
    spiel.buch.sage(`${p.person.name} nimmt ${e.order} [${e.commandId.slice(-3)}] zurück.`);
    spiel.buch.setze(e.commandId, 'unsicher');
    p.schreiber.nimmZurueck(e.commandId);
    spiel.buch.setze(e.commandId, 'zurueckgenommen');
    p.abgleich.klick();
  });
}

export function loese(spiel: Spielraum, p: Platz, s: Nach<'loese'>): void {
  const { buch } = spiel;
  spiel.am(p, () => {
    const alle = p.leser.konflikte();
    const k = alle[s.x % Math.max(alle.length, 1)];
    if (k === undefined) return;
    const weg: (typeof WEGE)[number] = k.wege.includes(s.weg) ? s.weg : 'verwerfen';
    const { commandId, vorgangId, order, body } = k.eintrag;
    const alt = buch.klicks.get(commandId)?.stand;
    buch.sage(`${p.person.name} löst ${order} [${commandId.slice(-3)}] (${k.eintrag.state}): ${weg}.`);
    buch.setze(commandId, 'unsicher');
    try {
      const { neu } = p.schreiber.loese(commandId, weg, weg === 'bearbeiten' ? bearbeitet(body) : undefined);
      buch.setze(commandId, 'erledigt');
      if (neu === undefined) return;
      buch.sage(`  … als [${neu.slice(-3)}]`);
      const wer = spiel.plaetze.indexOf(p);
      const neueOrder = weg === 'kommentar' ? 'KOMMENTAR_ANLEGEN' : order;
      buch.klicks.set(neu, { wer, commandId: neu, vorgangId, order: neueOrder, stand: 'gilt' });
      if (weg !== 'kommentar') {
        for (const d of buch.dateien.values()) if (d.genannt === commandId) d.genannt = neu;
      }
    } catch (fehler) {
      if (!(fehler instanceof Absturz) && alt) buch.setze(commandId, alt);
      throw fehler;
    } finally {
      if (p.lebt) p.abgleich.klick();
    }
  });
}

/** What a person changes in it: the words. */
function bearbeitet(body: Record<string, unknown>): Record<string, unknown> {
  for (const feld of ['text', 'begruendung', 'betreff', 'aktenzeichen']) {
    if (typeof body[feld] === 'string') return { ...body, [feld]: `${body[feld]} (überarbeitet)` };
  }
  return body;
}

const ARTEN: readonly EntwurfArt[] = ['kommentar', 'bescheid', 'wiedervorlage', 'nachricht'];

export function entwirf(spiel: Spielraum, p: Platz, { vorgang, x }: Nach<'entwurf'>): void {
  const { buch } = spiel;
  spiel.am(p, () => {
    const id = spiel.gezeigter(p, vorgang);
    if (id === undefined) return;
    const art = ARTEN[x % ARTEN.length] as EntwurfArt;
    const inhalt = x % 5 === 0 ? null : { text: `angefangen ${x}` };
    const schluessel = entwurfSchluessel(spiel.plaetze.indexOf(p), id, art);
    buch.entwuerfe.delete(schluessel);
    buch.sage(`${p.person.name} ${inhalt ? 'schreibt an einem' : 'leert den'} Entwurf (${art}) zu ${id.slice(-3)}.`);
    p.schreiber.speichereEntwurf(id, art, inhalt);
    if (inhalt) buch.entwuerfe.set(schluessel, JSON.stringify(inhalt));
  });
}

export function fuegeAn(spiel: Spielraum, p: Platz, { vorgang, x }: Nach<'datei'>): void {
  spiel.am(p, () => {
    const id = spiel.gezeigter(p, vorgang);
    if (id === undefined) return;
    const { anhang, bytes } = datei(spiel.neueId(), x);
    spiel.buch.sage(`${p.person.name} fügt zu ${id.slice(-3)} eine Datei an (${anhang.groesse} Bytes).`);
    p.schreiber.legeUploadAb(id, anhang, bytes);
    spiel.buch.dateien.set(anhang.id, { wer: spiel.plaetze.indexOf(p), vorgangId: id, groesse: anhang.groesse });
  });
}
