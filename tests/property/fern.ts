/**
 * A colleague who works elsewhere: gives an order straight to the cloud, on what is there at that moment. So conflicts,
 * forwardings and deletions come to the clients from outside too.
 */
import type { Command, Result } from '../../src-shared/cloud-api/commands.ts';
import { orderHindernis } from '../../src-shared/domain/apply.ts';
import { type Befehl, ORDERS, SIGNIERT } from '../../src-shared/domain/befehle.ts';
import { erwartetVon } from '../../src-shared/domain/erwartung.ts';
import { type Mitspieler, PERSONEN } from './buehne.ts';
import { wunsch } from './koerper.ts';
import { BEGINN_MS } from './platz.ts';
import type { Schritt } from './schritte.ts';
import type { Spielraum } from './spielraum.ts';

/** Those who may be elsewhere: Vera decides and deletes, Lars deletes, Petra forwards, Jan works along. */
const FERNE = [3, 4, 2, 1];

export async function befehlVonFern(spiel: Spielraum, s: Extract<Schritt, { art: 'fremd' }>): Promise<void> {
  const { cloud, buch } = spiel;
  const wer = PERSONEN[FERNE[s.person % FERNE.length] ?? 3] as Mitspieler;
  // Newest first, as in the clients' lists: they get at the same cases.
  const sichtbare = [...(await cloud.sichtbare(wer.sub))].sort(
    (a, b) => b.eingangAm.localeCompare(a.eingangAm) || a.id.localeCompare(b.id),
  );
  const v = sichtbare[s.vorgang % Math.max(sichtbare.length, 1)];
  if (v === undefined) return;
  const am = new Date(BEGINN_MS + spiel.zeit.jetzt()).toISOString();
  const kontext = {
    person: wer,
    am,
    mitzeichnungNoetig: () => false,
    personName: () => undefined,
    darfMitzeichnen: () => undefined,
    oe: () => undefined,
    anhang: () => undefined,
  };
  const moegliche = ORDERS.filter((o) => !SIGNIERT.has(o) && orderHindernis(v, o, kontext) === undefined);
  const order = s.order ?? moegliche[s.wahl % Math.max(moegliche.length, 1)];
  const w = order && wunsch(v, order, s.x, { neueId: () => spiel.neueId(), dateien: [] });
  if (!order || !w || w.dokument) return;
  const befehl = { commandId: spiel.neueId(), vorgangId: v.id, order, body: w.body, createdAt: am } as Befehl;
  const command: Command = { ...befehl, body: w.body, erwartet: erwartetVon(v, befehl) };
  const antwort = (await cloud.rufe(wer.sub, 'commands', [[command]])) as { results: Result[] };
  buch.sage(`Anderswo: ${wer.name} ${order} an ${v.id.slice(-3)} → ${antwort.results[0]?.state}`);
}
