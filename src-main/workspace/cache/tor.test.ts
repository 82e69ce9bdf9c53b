/**
 * The gate, crosswise: every way by which data leaves the cache against every kind of unsent work. What hangs on a Vorgang
 * keeps it as a visible item until it is settled, and each removal is logged with its cause.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, type Platz, platz, SABINE, seite, vorgang } from '../../../tests/cache/muster.ts';
import type { Aenderungen, Ursache } from './bestand-typen.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const { laden, kommentar, antworte, sicht } = handgriffe(() => p);
const TAG_MS = 86_400_000;

/** Each way out, as whoever removes would go it. */
const WEGE: Record<Exclude<Ursache, 'sperre'>, () => Aenderungen> = {
  entzogen: () => p.bestand.schreiber.uebernimmSeite(weg('entzogen')),
  geloescht: () => p.bestand.schreiber.uebernimmSeite(weg('geloescht')),
  abgleich: () => {
    p.bestand.schreiber.beginneBestand();
    return p.bestand.schreiber.uebernimmSeite(seite([vorgang(1)], { phase: 'folge', hasMore: false }));
  },
  frist: () => p.bestand.schreiber.entferneAbgeschlossene(90),
  zustaendigkeit: () => p.bestand.schreiber.entferne([id(0)], 'zustaendigkeit'),
  abmeldung: () => p.bestand.schreiber.entferneAlle('abmeldung'),
};
const weg = (art: 'entzogen' | 'geloescht') => seite([], { changes: [{ art, id: id(0), version: 2 }] } as never);

const bytes = Buffer.from('Anlage');
const anhang = {
  id: id(1, 8),
  dateiname: 'a.txt',
  contentType: 'text/plain',
  groesse: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
};
/** Each kind of work: how it comes to be, whether it is still there, how it is settled. */
const ARBEIT = {
  command: {
    mache: () => void kommentar(0, 1),
    da: () => p.bestand.leser.outbox().length === 1,
    erledige: () => {
      const [e] = p.bestand.leser.outbox();
      antworte({ commandId: String(e?.commandId), state: 'angenommen', version: 3 });
    },
  },
  draft: {
    mache: () => void p.bestand.schreiber.speichereEntwurf(id(0), 'bescheid', { text: 'halb' }),
    da: () => p.bestand.leser.entwurf(id(0), 'bescheid') !== null,
    erledige: () => void p.bestand.schreiber.speichereEntwurf(id(0), 'bescheid', null),
  },
  upload: {
    mache: () => p.bestand.schreiber.legeUploadAb(id(0), anhang, bytes),
    da: () => p.bestand.leser.anhang(anhang.id)?.bytes.length === bytes.length,
    erledige: () => p.bestand.schreiber.verwirfUpload(anhang.id),
  },
};

const in_ = (ansicht: 'alle' | 'konflikte') =>
  p.bestand.leser.liste({ filter: { ansicht }, sortierung: 'eingang', limit: 9 }).vorgaenge.map((v) => v.id);
const protokoll = () =>
  p.bestand.leser
    .entfernungen(9)
    .filter((e) => e.vorgangId === id(0))
    .map((e) => [e.ursache, e.behalten]);

/** A closed Vorgang whose days are over, another that nobody works on. */
function beginne(): void {
  const alt = { status: 'ABGESCHLOSSEN', geaendertAm: vorgang(9).eingangAm };
  laden(vorgang(0, alt), vorgang(1));
  p.bestand.schreiber.uebernimmSeite(seite([], { phase: 'folge', hasMore: false }));
}

const REGEL: Record<keyof typeof WEGE, string> = {
  entzogen: '[T1] entzogen',
  geloescht: '[T1] geloescht',
  abgleich: '[T2] the end of a catch-up',
  frist: '[T3] retention',
  zustaendigkeit: '[T3] another scope',
  abmeldung: '[T4] signing out',
};
const faelle = Object.entries(REGEL).flatMap(([ursache, regel]) =>
  Object.keys(ARBEIT).map((art): [string, string, keyof typeof WEGE, keyof typeof ARBEIT] => [
    regel,
    art,
    ursache as keyof typeof WEGE,
    art as keyof typeof ARBEIT,
  ]),
);

describe('the gate', () => {
  it.each(faelle)('[T5] [T6] %s keeps a Vorgang with a %s until that is settled', (_regel, _art, ursache, art) => {
    beginne();
    ARBEIT[art].mache();
    p.uhr.ms += 200 * TAG_MS;
    expect(WEGE[ursache]()).toMatchObject({ behalten: [id(0)] });
    expect(in_('alle')).not.toContain(id(0));
    expect(in_('konflikte')).toEqual([id(0)]);
    expect(sicht(0)).toMatchObject({ marke: 'entzogen', vorgang: { id: id(0) } });
    expect(sicht(0).angebote.filter((a) => a.erlaubt)).toEqual([]);
    expect(ARBEIT[art].da()).toBe(true);
    expect(protokoll()).toEqual([[ursache, true]]);
    // Told once more, it is not kept twice.
    WEGE[ursache]();
    expect(protokoll().filter(([, behalten]) => behalten)).toHaveLength(1);
    ARBEIT[art].erledige();
    expect(in_('konflikte')).toEqual([]);
    expect(() => sicht(0)).toThrow();
    expect(protokoll()).toEqual([
      [ursache, false],
      [ursache, true],
    ]);
  });

  it('[T4] keeps who the person is as long as work of theirs is here, and forgets it with the last of it', () => {
    beginne();
    kommentar(0, 1);
    p.bestand.schreiber.entferneAlle('abmeldung');
    expect(p.bestand.leser.ich()?.sub).toBe(SABINE.sub);
    ARBEIT.command.erledige();
    p.bestand.schreiber.entferneAlle('abmeldung');
    expect(p.bestand.leser.ich()).toBeUndefined();
    expect(p.bestand.leser.lesestand().phase).toBe('neu');
  });

  it('[T1] what is not here and what was overtaken removes nothing', () => {
    beginne();
    laden(vorgang(0, { version: 5 }));
    expect(WEGE.entzogen()).toMatchObject({ entfernt: [], behalten: [] });
    expect(p.bestand.schreiber.entferne([id(77)], 'zustaendigkeit')).toMatchObject({ entfernt: [], behalten: [] });
    expect(in_('alle')).toEqual([id(0), id(1)]);
  });

  it('[T7] is the only place in the client that removes a Vorgang', () => {
    const wurzel = join(import.meta.dirname, '../..');
    const fundstellen = readdirSync(wurzel, { recursive: true, encoding: 'utf8' })
      .filter((d) => d.endsWith('.ts') && !d.endsWith('.test.ts'))
      .filter((d) => /DELETE\s+FROM\s+(vorgang|datensatz)\b/i.test(readFileSync(join(wurzel, d), 'utf8')));
    expect(fundstellen.map((d) => d.replaceAll('\\', '/'))).toEqual(['workspace/cache/tor.ts']);
  });
});
