/**
 * What `apply` must know besides Vorgang and command, from what the cache was last told: the person, Dienste, colleagues,
 * OEs, attachments. What is not known here answers undefined; nothing is invented.
 */
import type { Dienst, Kollege, Organisationseinheit } from '../../../src-shared/cloud-api/root.ts';
import type { Kontext } from '../../../src-shared/domain/kontext.ts';
import type { Anhang, Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { istKopf } from './ganz.ts';
import { jetztInstant, type Kern, liesMeta } from './kern.ts';
import { liesJson } from './packen.ts';

export const dienste = (kern: Kern): Dienst[] =>
  kern.memo('dienste', () => liesMeta<Dienst[]>(kern.v, 'dienste') ?? []);

export const personen = (kern: Kern): Kollege[] =>
  kern.memo('personen', () => liesMeta<Kollege[]>(kern.v, 'personen') ?? []);

export const organisationseinheiten = (kern: Kern): Organisationseinheit[] =>
  kern.memo('oes', () => liesMeta<Organisationseinheit[]>(kern.v, 'oes') ?? []);

const nach = <T, K>(liste: readonly T[], key: (t: T) => K): Map<K, T> => new Map(liste.map((t) => [key(t), t]));

/** Every attachment a Vorgang names. */
export function* anhaengeIn(v: Vorgang | VorgangKopf): Generator<Anhang> {
  yield* v.eingang.anhaenge;
  yield* v.eingang.repraesentationen;
  if (istKopf(v)) return;
  for (const k of v.kommentare) yield* k.anhaenge;
  for (const n of v.nachrichten) yield* n.anhaenge;
  for (const b of v.bescheide) if (b.dokument) yield b.dokument;
}

/** Undefined before the first `/ich`. `am` is now, by the device's clock. */
export function kontextFuer(kern: Kern, vorgang: Vorgang | VorgangKopf): Kontext | undefined {
  const ich = kern.ich();
  if (!ich) return undefined;
  const dienstNach = () => kern.memo('dienstNach', () => nach(dienste(kern), (d) => d.id));
  const personNach = () => kern.memo('personNach', () => nach(personen(kern), (p) => p.sub));
  const oeNach = () => kern.memo('oeNach', () => nach(organisationseinheiten(kern), (o) => o.id));
  return {
    person: ich,
    am: jetztInstant(kern),
    mitzeichnungNoetig: (id) => dienstNach().get(id)?.mitzeichnung === true,
    personName: (sub) => (sub === ich.sub ? ich.name : personNach().get(sub)?.name),
    darfMitzeichnen: (sub) => personNach().get(sub)?.darfMitzeichnen,
    oe: (id) => oeNach().get(id),
    anhang: (id) => {
      const eigen = kern.v.eins<{ b: string }>('SELECT beschreibung AS b FROM anhang WHERE anhang_id = ?', id);
      if (eigen) return liesJson<Anhang>(eigen.b);
      for (const a of anhaengeIn(vorgang)) if (a.id === id) return a;
      return undefined;
    },
  };
}
