/**
 * Seeded histories obey the same rules as people: the domain accepts each step, and the Vorgang shows what was done.
 */
import { expect, test } from 'vitest';
import { type Vorgang, vorgang as vorgangSchema } from '../../src-shared/domain/vorgang.ts';
import { spieleEin } from './einspielen.ts';
import { type DemoVorgang, erzeugeVorgaenge } from './generator.ts';
import { MANDANTEN, type MandantId, mandantVon } from './mandanten.ts';

function frisch(v: DemoVorgang, mandant: MandantId): Vorgang {
  const { control } = v.antrag;
  const oe = mandantVon(mandant).oes.find((o) => o.id === control.zustaendigeStelle);
  return {
    id: v.transactionId,
    version: 1,
    nummer: 'FL-2026-000001',
    name: control.name,
    status: 'NEU',
    eingangAm: v.eingangAm,
    geaendertAm: v.eingangAm,
    dienst: { id: control.formId, name: control.name },
    organisationseinheit: { id: control.zustaendigeStelle, name: oe?.name ?? '' },
    eingang: {
      header: { requestId: v.transactionId, formId: control.formId, formName: control.name, createdAt: v.eingangAm },
      formData: [],
      anhaenge: [],
      repraesentationen: [],
    },
    kommentare: [],
    wiedervorlagen: [],
    nachrichten: [],
    bescheide: [],
    historie: [],
  };
}

test.each(MANDANTEN.map((m) => m.id))('%s: the domain accepts every step of 300 histories', (mandant) => {
  for (const v of erzeugeVorgaenge({ mandant, anzahl: 300, seed: 3, bis: '2026-07-01' })) {
    const { vorgang, befehle } = spieleEin(frisch(v, mandant), v.verlauf, mandant);
    expect(vorgangSchema.safeParse(vorgang).error).toBeUndefined();
    expect(vorgang.historie.map((h) => h.order)).toEqual(v.verlauf.map((s) => s.order));
    expect(vorgang.version).toBe(1 + v.verlauf.length);
    expect(befehle.map((b) => b.version)).toEqual(v.verlauf.map((_, i) => i + 2));
    expect(vorgang.geaendertAm).toBe(v.verlauf.at(-1)?.am ?? v.eingangAm);
    if (vorgang.status === 'ABGESCHLOSSEN') {
      expect(vorgang.bescheide).toEqual([]);
      expect(vorgang.wiedervorlagen.every((w) => w.erledigt)).toBe(true);
    }
    if (vorgang.status === 'IN_BEARBEITUNG') expect(vorgang.bearbeiter).toBeDefined();
  }
});

test('a step the rules forbid is no demo data', () => {
  const [v] = erzeugeVorgaenge({ mandant: 'flensburg', anzahl: 1, seed: 3, bis: '2026-07-01' });
  if (!v) throw new Error('leer');
  const verboten = { order: 'VORGANG_BEARBEITEN', body: {}, von: 'flensburg:petra.post', am: v.eingangAm } as const;
  expect(() => spieleEin(frisch(v, 'flensburg'), [{ ...verboten, commandId: v.transactionId }], 'flensburg')).toThrow(
    /VORGANG_BEARBEITEN.*rolle-fehlt/,
  );
});
