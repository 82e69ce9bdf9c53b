/** The Bescheid: whose turn it is, which bytes a signature covers, and how the Versand ends it. */
import { describe, expect, it } from 'vitest';
import * as fall from '../testing/fall.ts';
import { apply, type Urteil } from './apply.ts';
import type { Body, Order } from './befehle.ts';
import type { Person } from './kontext.ts';
import { problemCode } from './problem.ts';
import { nachVersand } from './versand.ts';
import type { Vorgang } from './vorgang.ts';

const { befehl, kontext, vorgang, KOERPER, SABINE, VERA, JAN, BESCHEID_ID, PDF_ID, PDF_SHA } = fall;
const code = (u: Urteil) => (u.state === 'angenommen' ? undefined : problemCode(u.problem));
const ANDERE_SHA = 'b'.repeat(64);
const anhang = (sha256: string) => (id: string) => ({
  ...{ id, dateiname: 'b.pdf', contentType: 'application/pdf', groesse: 1, sha256 },
});

function gib<O extends Order>(v: Vorgang, order: O, body?: Body<O>, wer: Person = SABINE, mehr = {}): Urteil {
  return apply(v, befehl(v, order, body), kontext(wer, mehr));
}
function nach<O extends Order>(v: Vorgang, order: O, body?: Body<O>, wer: Person = SABINE): Vorgang {
  const u = gib(v, order, body, wer);
  if (u.state !== 'angenommen' || u.vorgang === null) throw new Error(`${order}: ${JSON.stringify(u)}`);
  return u.vorgang;
}

const entwurf = nach(vorgang({ status: 'IN_BEARBEITUNG' }), 'BESCHEID_ENTWERFEN');
const gegeben = nach(entwurf, 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN');
const mitgezeichnet = nach(gegeben, 'BESCHEID_MITZEICHNEN', undefined, VERA);
const gezeichnet = nach(entwurf, 'BESCHEID_ZEICHNEN');
const mitDokument = (sha256: string) => ({ bescheidId: BESCHEID_ID, dokument: { anhangId: PDF_ID, sha256 } });

describe('whose turn it is', () => {
  it('[E4] rejected only by whom it was given to; withdrawn only by who signed', () => {
    expect(code(gib(gegeben, 'BESCHEID_ZURUECKWEISEN', undefined, JAN))).toBe('nicht-berechtigt');
    expect(code(gib(gegeben, 'BESCHEID_ZURUECKWEISEN', undefined, VERA))).toBeUndefined();
    expect(code(gib(gezeichnet, 'BESCHEID_ZEICHNUNG_ZURUECKZIEHEN', undefined, VERA))).toBe('nicht-berechtigt');
    expect(code(gib(gezeichnet, 'BESCHEID_ZEICHNUNG_ZURUECKZIEHEN'))).toBeUndefined();
  });

  it('a stand that a newer cloud made up is told as it is called', () => {
    const kuenftig = { ...entwurf, bescheide: [{ ...entwurf.bescheide[0]!, stand: 'IN_ZUSTELLUNG' }] };
    expect(gib(kuenftig, 'BESCHEID_VERWERFEN')).toMatchObject({
      problem: { detail: 'Der Bescheid steht auf „IN_ZUSTELLUNG“.' },
    });
    expect(gib(mitgezeichnet, 'BESCHEID_VERWERFEN')).toMatchObject({
      problem: { detail: 'Der Bescheid steht auf „Mitgezeichnet“.' },
    });
  });

  it('one that is not there is told as that, one among several is changed alone', () => {
    expect(code(gib(vorgang({ status: 'IN_BEARBEITUNG' }), 'BESCHEID_VERWERFEN'))).toBe('objekt-unbekannt');
    const zweiter = { ...KOERPER.BESCHEID_ENTWERFEN, bescheidId: PDF_ID, text: 'Zweiter' };
    const beide = nach(entwurf, 'BESCHEID_ENTWERFEN', zweiter);
    const geaendert = nach(beide, 'BESCHEID_AENDERN');
    expect(geaendert.bescheide).toMatchObject([
      { id: BESCHEID_ID, version: 2, text: 'Ihr Antrag wird abgelehnt.' },
      { id: PDF_ID, version: 1, text: 'Zweiter' },
    ]);
    expect(nach(beide, 'BESCHEID_VERWERFEN').bescheide.map((b) => b.id)).toEqual([PDF_ID]);
  });
});

describe('what a signature covers', () => {
  it.each([
    ['BESCHEID_ZUR_MITZEICHNUNG_GEBEN', entwurf, SABINE],
    ['BESCHEID_MITZEICHNEN', gegeben, VERA],
    ['BESCHEID_ZEICHNEN', entwurf, SABINE],
  ] as const)('[E5] %s: a document that has not come, or other bytes than were named', (order, v, wer) => {
    expect(code(gib(v, order, undefined, wer, { anhang: () => undefined }))).toBe('anhang-fehlt');
    expect(code(gib(v, order, undefined, wer, { anhang: anhang(ANDERE_SHA) }))).toBe('pruefsumme-falsch');
  });

  it('[E4] [E5] co-signed and signed are the same bytes; after a rejection others may be given', () => {
    const andere = mitDokument(ANDERE_SHA);
    const da = { anhang: anhang(ANDERE_SHA) };
    expect(code(gib(gegeben, 'BESCHEID_MITZEICHNEN', andere, VERA, da))).toBe('dokument-abweichend');
    expect(code(gib(mitgezeichnet, 'BESCHEID_ZEICHNEN', andere, SABINE, da))).toBe('dokument-abweichend');
    const zurueck = nach(gegeben, 'BESCHEID_ZURUECKWEISEN', undefined, VERA);
    expect(zurueck.bescheide[0]).toMatchObject({
      stand: 'ZURUECKGEWIESEN',
      zurueckgewiesen: { begruendung: 'Ermessen fehlt' },
    });
    const wieder = nach(zurueck, 'BESCHEID_AENDERN');
    expect(gib(wieder, 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN', { ...andere, an: VERA.sub }, SABINE, da)).toMatchObject({
      vorgang: { bescheide: [{ dokument: { sha256: ANDERE_SHA } }] },
    });
    expect(wieder.bescheide[0]?.zurueckgewiesen).toBeUndefined();
    expect(PDF_SHA).not.toBe(ANDERE_SHA);
  });
});

describe('Versand', () => {
  it('[P4] only a signed Bescheid is sent, and only it: withdrawn, gone or sent already is left alone', () => {
    const am = '2026-11-03T06:00:00.000Z';
    const gesendet = nachVersand(gezeichnet, BESCHEID_ID, am, 'e1');
    expect(gesendet).toMatchObject({
      version: gezeichnet.version + 1,
      geaendertAm: am,
      bescheide: [{ stand: 'VERSENDET', versendetAm: am }],
      historie: [{}, {}, { order: 'VERSAND', commandId: 'e1', bezug: BESCHEID_ID }],
    });
    const zurueckgezogen = nach(gezeichnet, 'BESCHEID_ZEICHNUNG_ZURUECKZIEHEN');
    for (const v of [zurueckgezogen, entwurf, gesendet!]) {
      expect(nachVersand(v, BESCHEID_ID, am, 'e2')).toBeUndefined();
    }
    expect(nachVersand(gezeichnet, PDF_ID, am, 'e3')).toBeUndefined();
    const zwei = { ...gezeichnet, bescheide: [...gezeichnet.bescheide, { ...gezeichnet.bescheide[0]!, id: PDF_ID }] };
    expect(nachVersand(zwei, PDF_ID, am, 'e4')?.bescheide.map((b) => b.stand)).toEqual(['GEZEICHNET', 'VERSENDET']);
  });
});
