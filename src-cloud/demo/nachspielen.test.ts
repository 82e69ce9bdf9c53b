/**
 * Seeded cases obey the same rules as real ones: the intake reads each request, the domain accepts each step, and the
 * Vorgang shows who applied, until when it is due and what was done.
 */
import { describe, expect, test } from 'vitest';
import { fristEnde, tagInBerlin } from '../../src-shared/domain/fristen.ts';
import { LAENDER } from '../../src-shared/domain/land.ts';
import { vorgang as vorgangSchema } from '../../src-shared/domain/vorgang.ts';
import { diensteVon } from './dienste.ts';
import { erzeugeVorgaenge } from './generator.ts';
import { MANDANTEN } from './mandanten.ts';
import { spieleNach, spieleVerlauf } from './nachspielen.ts';

const land = LAENDER.SH ?? { id: 'SH', name: '', feiertage: [], bekanntgabe: [], verwaltungsverfahrensgesetz: '' };

describe.each(MANDANTEN.map((m) => m.id))('%s', (mandant) => {
  const demos = [...erzeugeVorgaenge({ mandant, anzahl: 300, seed: 3, bis: '2026-07-01' })];
  const faelle = demos.map((demo) => ({ demo, ...spieleNach(demo, mandant) }));

  test('every step is accepted and stands in the Historie', () => {
    for (const { demo, vorgang, befehle } of faelle) {
      expect(vorgangSchema.safeParse(vorgang).error).toBeUndefined();
      expect(vorgang.historie.map((h) => h.order)).toEqual(['EINGANG', ...demo.verlauf.map((s) => s.order)]);
      expect(vorgang.version).toBe(1 + demo.verlauf.length);
      expect(befehle.map((b) => b.version)).toEqual(demo.verlauf.map((_, i) => i + 2));
      expect(vorgang.geaendertAm).toBe(demo.verlauf.at(-1)?.am ?? demo.eingangAm);
    }
  });

  test('a closed case leaves nothing open, one in work has somebody in charge', () => {
    for (const { vorgang } of faelle) {
      if (vorgang.status === 'ABGESCHLOSSEN') {
        expect(vorgang.bescheide).toEqual([]);
        expect(vorgang.wiedervorlagen.every((w) => w.erledigt)).toBe(true);
      }
      if (vorgang.status === 'IN_BEARBEITUNG') expect(vorgang.bearbeiter).toBeDefined();
    }
  });

  test('it lies with its Dienst and OE, is due by the deadline, and has its files', () => {
    for (const { demo, vorgang, dateien } of faelle) {
      const dienst = diensteVon(mandant).find((d) => d.id === demo.dienstId);
      expect([vorgang.id, vorgang.dienst.id, vorgang.organisationseinheit.id]).toEqual([
        demo.vorgangId,
        dienst?.id,
        dienst?.oe,
      ]);
      expect(vorgang.frist).toBe(fristEnde(tagInBerlin(demo.eingangAm), { tage: dienst?.fristTage ?? 0 }, land));
      expect(dateien.map((d) => d.inhalt.length)).toEqual(vorgang.eingang.anhaenge.map((a) => a.groesse));
      expect(vorgang.eingang.anhaenge.map((a) => a.sha256).every((s) => /^[0-9a-f]{64}$/.test(s))).toBe(true);
    }
  });

  test('the intake finds the applicant in almost all forms, and nobody is written to without a Postfach', () => {
    const erkannt = faelle.filter(({ vorgang: { antragsteller: a } }) => a?.nachname && a.vorname && a.anschrift?.ort);
    expect(erkannt.length / faelle.length).toBeGreaterThan(0.97);
    expect(faelle.some(({ vorgang }) => vorgang.antragsteller?.firma)).toBe(true);
    for (const { vorgang } of faelle) {
      if (vorgang.nachrichten.length > 0) expect(vorgang.antragsteller?.postfach).toBeDefined();
    }
  });
});

test('a step the rules forbid is no demo data', () => {
  const [demo] = erzeugeVorgaenge({ mandant: 'flensburg', anzahl: 1, seed: 3, bis: '2026-07-01' });
  if (!demo) throw new Error('leer');
  const { vorgang } = spieleNach({ ...demo, verlauf: [] }, 'flensburg');
  const verboten = { order: 'VORGANG_BEARBEITEN', body: {}, von: 'flensburg:petra.post', am: demo.eingangAm } as const;
  expect(() => spieleVerlauf(vorgang, [{ ...verboten, commandId: demo.vorgangId }], 'flensburg')).toThrow(
    /VORGANG_BEARBEITEN.*rolle-fehlt/,
  );
});
