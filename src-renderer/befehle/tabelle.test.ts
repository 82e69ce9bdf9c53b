/**
 * The table of window commands: keys, offers, finding, the next step, the way back.
 */
import { describe, expect, it } from 'vitest';
import { ORDERS } from '../../src-shared/domain/befehle.ts';
import type { VorgangAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import type { Fenster } from '../zustand/fenster.svelte.ts';
import { naechsterSchritt } from './orders.ts';
import { BEFEHLE, befehl, suche, zuTaste } from './tabelle.ts';
import type { Druck } from './tasten.ts';
import { umkehr } from './umkehr.ts';

const druck = (key: string, mehr: Partial<Druck> = {}): Druck => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...mehr,
});

/** A case in which every order is offered, unless named otherwise. */
function ansicht(status: string, stand?: string, nicht: string[] = [], mehr: object = {}): VorgangAnsicht {
  return {
    vorgang: { id: 'v', status, wiedervorlagen: [], bescheide: stand ? [{ id: 'b', stand }] : [] },
    angebote: ORDERS.map((order) => ({ order, titel: order, erlaubt: !nicht.includes(order), grund: 'Darum nicht.' })),
    ...mehr,
  } as unknown as VorgangAnsicht;
}
const fenster = (a: VorgangAnsicht | null) =>
  ({
    fall: { ansicht: a, akte: [] },
    lage: { sitzung: { sub: 'ich' } },
    meldungen: { zeile: null },
  }) as unknown as Fenster;

describe('the table of window commands', () => {
  it('has no id twice and no key twice', () => {
    const ids = BEFEHLE.map((b) => b.id);
    const tasten = BEFEHLE.flatMap((b) => b.taste ?? []);
    const buchstaben = BEFEHLE.flatMap((b) => b.buchstabe ?? []);
    for (const liste of [ids, tasten, buchstaben]) expect(liste).toEqual([...new Set(liste)]);
  });
  it('knows Outlook’s keys', () => {
    expect(zuTaste(druck('F3'), true, false)?.id).toBe('gehen.suche');
    expect(zuTaste(druck('f', { ctrlKey: true }), true, false)?.id).toBe('gehen.suche_outlook');
    expect(zuTaste(druck('z', { ctrlKey: true }), false, false)?.id).toBe('fenster.rueckgaengig');
  });
  it('leaves keys of the text field to the text field', () => {
    expect(zuTaste(druck('z', { ctrlKey: true }), true, false)).toBeUndefined();
    expect(zuTaste(druck('Enter', { ctrlKey: true }), true, false)).toBeUndefined();
  });
  it('takes single letters only where they are switched on and nobody writes', () => {
    expect(zuTaste(druck('a'), false, false)).toBeUndefined();
    expect(zuTaste(druck('a'), false, true)?.id).toBe('vorgang.vorgang_annehmen');
    expect(zuTaste(druck('a'), true, true)).toBeUndefined();
  });
  it('offers an order as the workspace offers it, with its reason', () => {
    const f = fenster(ansicht('NEU', undefined, ['VORGANG_ABSCHLIESSEN']));
    expect(befehl('vorgang.vorgang_annehmen').lage(f)).toBe('ja');
    expect(befehl('vorgang.vorgang_abschliessen').lage(f)).toEqual({ grund: 'Darum nicht.' });
    expect(befehl('vorgang.vorgang_annehmen').lage(fenster(null))).toBe('fehlt');
  });
  it('is found by title and synonym, umlauts either way, possible ones first', () => {
    const f = fenster(ansicht('NEU', undefined, ['VORGANG_ZUM_LOESCHEN_MARKIEREN']));
    expect(suche('uberfallig', f)[0]?.id).toBe('ansicht.ueberfaellig');
    expect(suche('unterschreiben', f)[0]?.id).toBe('vorgang.bescheid_zeichnen');
    const loeschen = suche('löschen', f).map((b) => b.id);
    expect(loeschen.at(-1)).toBe('vorgang.vorgang_zum_loeschen_markieren');
    expect(suche('xyzzy', f)).toEqual([]);
  });
});

describe('the next sensible step', () => {
  it.each([
    ['NEU', undefined, 'VORGANG_ANNEHMEN'],
    ['ANGENOMMEN', undefined, 'VORGANG_BEARBEITEN'],
    ['IN_BEARBEITUNG', undefined, 'BESCHEID_ENTWERFEN'],
    ['IN_BEARBEITUNG', 'ENTWURF', 'BESCHEID_ZEICHNEN'],
    ['IN_BEARBEITUNG', 'ZUR_MITZEICHNUNG', 'BESCHEID_MITZEICHNEN'],
    ['IN_BEARBEITUNG', 'MITGEZEICHNET', 'BESCHEID_ZEICHNEN'],
    ['IN_BEARBEITUNG', 'ZURUECKGEWIESEN', 'BESCHEID_AENDERN'],
    ['BESCHIEDEN', 'VERSENDET', 'VORGANG_ABSCHLIESSEN'],
    ['RUHEND', undefined, undefined],
  ])('%s with %s: %s', (status, stand, order) => {
    expect(naechsterSchritt(ansicht(status, stand))).toBe(order);
  });
  it('asks for Mitzeichnung where the Dienst does, answers an Anfrage, and never shows what is not offered', () => {
    const mit = { dienst: { mitzeichnung: true, art: 'ANTRAG' } };
    expect(naechsterSchritt(ansicht('IN_BEARBEITUNG', 'ENTWURF', [], mit))).toBe('BESCHEID_ZUR_MITZEICHNUNG_GEBEN');
    expect(naechsterSchritt(ansicht('IN_BEARBEITUNG', undefined, [], { dienst: { art: 'ANFRAGE' } }))).toBe(
      'NACHRICHT_SENDEN',
    );
    expect(naechsterSchritt(ansicht('NEU', undefined, ['VORGANG_ANNEHMEN']))).toBeUndefined();
  });
});

describe('the way back', () => {
  it('[O19] is the inverse order where there is one', () => {
    const a = ansicht('ANGENOMMEN');
    expect(umkehr('VORGANG_ANNEHMEN', {}, a)).toEqual({ order: 'VORGANG_ZURUECKSTELLEN', body: {} });
    expect(umkehr('VORGANG_ZURUECKSTELLEN', {}, a)?.order).toBe('VORGANG_ANNEHMEN');
    expect(umkehr('BEARBEITER_ZUWEISEN', { bearbeiter: 'x' }, a)?.body).toEqual({ bearbeiter: null });
    expect(umkehr('BESCHEID_ZEICHNEN', { bescheidId: 'b' }, a)?.body).toEqual({ bescheidId: 'b' });
  });
  it('[O19] is not made up where a reason would be needed or nothing can be unsaid', () => {
    expect(umkehr('VORGANG_ABSCHLIESSEN', {}, ansicht('IN_BEARBEITUNG'))).toBeUndefined();
    expect(umkehr('KOMMENTAR_ANLEGEN', {}, ansicht('NEU'))).toBeUndefined();
  });
});
