// Each gap in a Bescheid that the completeness check must name, and a complete one of which it says nothing.
import { describe, expect, it } from 'vitest';
import type { Bescheid, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import type { Behoerde } from './behoerde.ts';
import { alsBloecke } from './bloecke.ts';
import { bescheid, FLENSBURG, vorgang } from './testing/vorgang.ts';
import { platzhalter, pruefeVollstaendigkeit } from './vollstaendigkeit.ts';
import { anrede, feldwerte, vorlageFuer } from './vorlagen.ts';

const pruefe = (b: Partial<Bescheid> = {}, v: Partial<Vorgang> = {}, land = 'SH', behoerde: Behoerde = FLENSBURG) =>
  pruefeVollstaendigkeit({
    vorgang: vorgang({ bescheide: [], ...v }),
    bescheid: bescheid(b),
    behoerde,
    land,
    tag: '2026-03-05',
  });

describe('completeness before signing', () => {
  it('has nothing to say of a complete Bescheid', () => {
    expect(pruefe()).toEqual([]);
  });

  it.each([
    ['keinen Text', { text: '  \n' }, {}],
    ['Platzhalter: [Sachverhalt]', { text: 'weil\n\n[Sachverhalt]' }, {}],
    ['keine Rechtsbehelfsbelehrung', { entscheidung: 'ABGELEHNT', text: 'weil', felder: { rechtsbehelf: false } }, {}],
    ['keine erkennbare Begründung', { entscheidung: 'TEILWEISE', text: 'Nein.' }, {}],
    ['kein Aktenzeichen', {}, { aktenzeichen: undefined }],
    ['keine antragstellende Person', {}, { antragsteller: undefined }],
    ['kein Name', {}, { antragsteller: { postfach: { art: 'OSI', kennung: 'k' } } }],
    [
      'weder ein Postfach noch',
      {},
      { antragsteller: { nachname: 'A', anschrift: { strasse: 'Weg', hausnummer: '1', plz: ' ', ort: 'X' } } },
    ],
    [
      'auf anderem Weg',
      {},
      { antragsteller: { nachname: 'A', anschrift: { strasse: 'Weg', hausnummer: '1', plz: '24937', ort: 'X' } } },
    ],
    [
      'Auskunftssperre',
      {},
      { antragsteller: { nachname: 'A', postfach: { art: 'OSI', kennung: 'k' }, auskunftssperre: true } },
    ],
    ['schon ein Bescheid gezeichnet', {}, { bescheide: [bescheid({ stand: 'GEZEICHNET' })] }],
    ['Vorlage „neu“', { vorlageId: 'neu' }, {}],
  ] as [string, Partial<Bescheid>, Partial<Vorgang>][])('warns: %s', (satz, b, v) => {
    const warnungen = pruefe(b, v);
    expect(warnungen).toHaveLength(1);
    expect(warnungen[0]).toContain(satz);
  });

  it('warns of a seat, a court or a Land that nobody told', () => {
    expect(pruefe({}, {}, 'SH', { name: 'Kreis Herzogtum Lauenburg' }).join()).toContain('Sitz der Behörde');
    expect(pruefe({}, {}, 'SH', { name: 'Stadt Preetz' })).toEqual([]);
    expect(pruefe({}, {}, 'BY').join()).toContain('fehlt das Verwaltungsgericht');
    expect(pruefe({}, {}, 'ZZ').join()).toContain('kein Text der Rechtsbehelfsbelehrung');
    expect(pruefe({ felder: { rechtsbehelfText: 'eigene' } }, {}, 'ZZ')).toEqual([]);
  });

  it('finds placeholders and lets footnotes and years be', () => {
    expect(platzhalter('[Name] und {{datum}}, ____, [1], (2026), § 12, XXX …… Ende...')).toEqual([
      '[Name]',
      '{{datum}}',
      '____',
      'XXX',
      '……',
    ]);
  });

  it('asks for the fields the template makes mandatory', () => {
    const auftrag = {
      vorgang: vorgang({ bescheide: [] }),
      bescheid: bescheid(),
      behoerde: FLENSBURG,
      land: 'SH',
      tag: '2026-03-05',
    };
    expect(pruefeVollstaendigkeit({ ...auftrag, pflichtfelder: ['gebuehr'] })).toEqual([
      'Das Feld „gebuehr“ der Vorlage ist leer.',
    ]);
  });
});

describe('templates', () => {
  it('salute by what is known', () => {
    expect(anrede({ anrede: 'Herr', nachname: 'Öztürk' })).toBe('Sehr geehrter Herr Öztürk,');
    expect(anrede({ vorname: 'Kim', nachname: 'Ng' })).toBe('Guten Tag Kim Ng,');
    expect(anrede({ firma: 'A GmbH' })).toBe('Sehr geehrte Damen und Herren,');
    expect(anrede(undefined)).toBe('Sehr geehrte Damen und Herren,');
  });

  it('have no mandatory field, and one for what is unknown', () => {
    expect(vorlageFuer('standard').bekannt).toBe(true);
    expect(vorlageFuer('neu')).toMatchObject({ bekannt: false, vorlage: { id: 'standard' } });
    expect(feldwerte(vorgang(), bescheid({ felder: { betreff: ' Eigener ', anlagen: 'A\n\nB ' } }))).toMatchObject({
      betreff: 'Eigener',
      anlagen: ['A', 'B'],
      rechtsbehelf: true,
    });
  });
});

describe('blocks', () => {
  it('keep every word of a plain text', () => {
    expect(
      alsBloecke('Erste\nZeile.\n\nZweiter Absatz.\r\n## Gründe\n1. eins\n2. zwei\n\n- drei\nnach der Liste'),
    ).toEqual([
      { art: 'absatz', text: 'Erste\nZeile.' },
      { art: 'absatz', text: 'Zweiter Absatz.' },
      { art: 'ueberschrift', text: 'Gründe' },
      {
        art: 'liste',
        nummeriert: true,
        punkte: [
          { marke: '1.', text: 'eins' },
          { marke: '2.', text: 'zwei' },
        ],
      },
      { art: 'liste', nummeriert: false, punkte: [{ marke: '•', text: 'drei' }] },
      { art: 'absatz', text: 'nach der Liste' },
    ]);
    expect(alsBloecke('Am\n18. März 2026 war')).toEqual([{ art: 'absatz', text: 'Am\n18. März 2026 war' }]);
    expect(alsBloecke(' \n')).toEqual([]);
  });
});
