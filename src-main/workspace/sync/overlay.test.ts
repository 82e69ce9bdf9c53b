/** Base ⊕ pending: what shows, what is skipped, where one's own sight ends. Pure, so without any cache. */
import { describe, expect, it } from 'vitest';
import type { Befehl } from '../../../src-shared/domain/befehle.ts';
import type { Kontext, Person } from '../../../src-shared/domain/kontext.ts';
import { lageVon, sieht } from '../../../src-shared/domain/sicht.ts';
import { id, JETZT, kopf, SABINE, vorgang } from '../../../tests/cache/muster.ts';
import { ueberlagere } from './overlay.ts';

const kontext = (person: Partial<Person> = {}): Kontext => ({
  person: { ...SABINE, ...person },
  am: 'spaeter',
  mitzeichnungNoetig: () => false,
  personName: (sub) => (sub === 'jan' ? 'Jan Petersen' : undefined),
  darfMitzeichnen: () => undefined,
  oe: (ziel) => ({ id: ziel, name: `OE ${ziel}`, eigenerMandant: true }),
  anhang: () => undefined,
});

let n = 0;
const befehl = (order: string, body: object, erwartet: object): Befehl => {
  n += 1;
  const createdAt = new Date(JETZT + n).toISOString();
  return { commandId: id(n, 7), vorgangId: id(0), order, body, createdAt, erwartet } as Befehl;
};
const annehmen = () => befehl('VORGANG_ANNEHMEN', {}, { status: 'NEU' });
const bearbeiten = () => befehl('VORGANG_BEARBEITEN', {}, { status: 'ANGENOMMEN' });

describe('overlay', () => {
  it('[V1] lays commands over the base in order, each at its own instant, and leaves the base alone', () => {
    const base = vorgang(0);
    const b = bearbeiten();
    const { vorgang: v, uebersprungen, sichtEnde } = ueberlagere(base, [annehmen(), b], kontext());
    expect(v).toMatchObject({ status: 'IN_BEARBEITUNG', version: 3, geaendertAm: b.createdAt });
    expect({ uebersprungen, sichtEnde, alt: base.status }).toEqual({ uebersprungen: [], sichtEnde: false, alt: 'NEU' });
  });

  it('[V4] skips what does not hold any more and goes on with the rest', () => {
    const a = annehmen();
    const az = befehl('AKTENZEICHEN_SETZEN', { aktenzeichen: 'A1' }, { aktenzeichen: null });
    const r = ueberlagere(vorgang(0, { status: 'VERWORFEN' }), [a, az], kontext());
    expect(r.uebersprungen).toEqual([a.commandId]);
    expect(r.vorgang).toMatchObject({ status: 'VERWORFEN', aktenzeichen: 'A1' });
  });

  it('[V2] has no effect a second time where the base already carries it', () => {
    const r = ueberlagere(vorgang(0, { version: 2, status: 'ANGENOMMEN' }), [annehmen()], kontext());
    expect(r).toMatchObject({ uebersprungen: [], vorgang: { version: 2, status: 'ANGENOMMEN' } });
  });

  it('keeps a head a head, with what only the cloud knows', () => {
    const k = { ...kopf(0), bescheidStand: 'GEZEICHNET', neueNachrichten: 3 };
    const wv = befehl('WIEDERVORLAGE_ANLEGEN', { wiedervorlageId: id(1, 3), betreff: 'x', frist: '2026-07-01' }, {});
    const { vorgang: v } = ueberlagere(k, [annehmen(), wv], kontext());
    expect(v).toMatchObject({ kopf: true, status: 'ANGENOMMEN', bescheidStand: 'GEZEICHNET', neueNachrichten: 3 });
    expect(v.wiedervorlagen).toHaveLength(1);
    expect('kommentare' in v).toBe(false);
  });

  it('[V5] ends with one’s own sight: a Poststelle’s ANNEHMEN, a forwarding, a deletion', () => {
    const post = kontext({ rollen: ['VERWALTUNG_POSTSTELLE'], oe: [] });
    const danach = befehl('KOMMENTAR_ANLEGEN', { kommentarId: id(1, 5), text: 'x' }, {});
    const r = ueberlagere(vorgang(0), [annehmen(), danach], post);
    expect(r).toMatchObject({ sichtEnde: true, uebersprungen: [danach.commandId], vorgang: { status: 'ANGENOMMEN' } });
    const weiter = befehl(
      'VORGANG_WEITERLEITEN',
      { organisationseinheitId: '42' },
      { status: 'NEU', organisationseinheitId: '197008' },
    );
    expect(ueberlagere(vorgang(0), [weiter], kontext()).sichtEnde).toBe(true);
    const loeschung = { von: { sub: 'jan', name: 'Jan' }, am: '', begruendung: 'x', statusVorher: 'VERWORFEN' };
    const loeschen = befehl('VORGANG_LOESCHEN', {}, { status: 'ZU_LOESCHEN' });
    const l = ueberlagere(
      vorgang(0, { status: 'ZU_LOESCHEN', loeschung }),
      [loeschen],
      kontext({ rollen: ['VERWALTUNG_LOESCHEN'] }),
    );
    expect(l).toMatchObject({ sichtEnde: true, vorgang: { status: 'ZU_LOESCHEN' } });
  });

  it('does not claim an end of a sight that was not by these rules to begin with', () => {
    const fremd = vorgang(0, { organisationseinheit: { id: '1', name: 'Fremd' } });
    expect(sieht(SABINE, lageVon(fremd))).toBe(false);
    expect(ueberlagere(fremd, [annehmen()], kontext()).sichtEnde).toBe(false);
  });
});
