/** Signed acts: stored with their click, linked, told to the journal even when taken back. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Anhang } from '../../../src-shared/domain/vorgang.ts';
import { ERSTER_PREV } from '../../../src-shared/domain/zeichnung.ts';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, kopf, type Platz, platz, vorgang } from '../../../tests/cache/muster.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const { laden, klicke, sendung, bereit, antworte, sicht } = handgriffe(() => p);

describe('signed acts', () => {
  const BESCHEID = id(1, 6);
  const dokument = (() => {
    const bytes = Buffer.from('%PDF');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const anhang: Anhang = { id: id(2, 8), dateiname: 'b.pdf', contentType: 'application/pdf', groesse: 4, sha256 };
    return { anhang, bytes };
  })();
  const zeichne = () =>
    klicke(
      0,
      'BESCHEID_ZEICHNEN',
      { bescheidId: BESCHEID, dokument: { anhangId: dokument.anhang.id, sha256: dokument.anhang.sha256 } },
      {
        dokument,
        deviceId: 'dev',
        signiere: ({ deviceId, seq, prev, commandId, createdAt }) => ({
          header: { v: 1, deviceId, seq, prev, inhaltSha256: 'a'.repeat(64) },
          inhalt: {
            commandId,
            vorgangId: id(0),
            order: 'BESCHEID_ZEICHNEN',
            bescheidId: BESCHEID,
            bescheidVersion: 1,
            entscheidung: 'BEWILLIGT',
            dokumentSha256: dokument.anhang.sha256,
            sub: 'sabine',
            createdAt,
            salz: 'salz',
          },
          wert: 'sig',
        }),
      },
    );
  const mitEntwurf = () => {
    laden(vorgang(0, { status: 'IN_BEARBEITUNG' }));
    klicke(0, 'BESCHEID_ENTWERFEN', {
      bescheidId: BESCHEID,
      entscheidung: 'BEWILLIGT',
      vorlageId: 'standard',
      felder: {},
      text: 'Ja.',
    });
  };

  it('[O1] are stored with their click: chain, document, outbox; status follows', () => {
    mitEntwurf();
    expect(p.bestand.leser.naechsterAkt('dev')).toEqual({ seq: 1, prev: ERSTER_PREV });
    const a = zeichne();
    expect(sicht(0).vorgang).toMatchObject({ status: 'BESCHIEDEN', bescheide: [{ stand: 'GEZEICHNET' }] });
    expect(p.bestand.leser.akte(id(0))).toMatchObject([{ seq: 1, commandId: a, state: 'vorgemerkt' }]);
    expect(p.bestand.leser.naechsterAkt('dev').seq).toBe(2);
    expect(p.bestand.leser.naechsterAkt('dev').prev).not.toBe(ERSTER_PREV);
    expect(Buffer.from(p.bestand.leser.anhang(dokument.anhang.id)?.bytes ?? []).toString()).toBe('%PDF');
    expect(sendung(10_000).uploads).toHaveLength(1);
  });

  it('[O17] taken back are still told to the journal, outside the queue', () => {
    mitEntwurf();
    const a = zeichne();
    p.bestand.schreiber.nimmZurueck(a);
    expect(sicht(0).vorgang.status).toBe('IN_BEARBEITUNG');
    const gesendet = sendung().commands.find((c) => c.commandId === a);
    expect(gesendet).toMatchObject({ zurueckgenommen: true, signatur: { header: { seq: 1 } } });
    antworte({ commandId: a, state: 'angenommen', version: 1 });
    expect(bereit()).not.toContain(a);
    expect(p.bestand.leser.akte()).toMatchObject([{ state: 'zurueckgenommen' }]);
  });

  it('[B4] are not made on stale details', () => {
    const b = {
      id: BESCHEID,
      version: 1,
      stand: 'ENTWURF',
      entscheidung: 'BEWILLIGT',
      vorlageId: 's',
      felder: {},
      text: 'Ja.',
      erstelltVon: { sub: 'jan', name: 'Jan' },
    };
    laden(vorgang(0, { status: 'IN_BEARBEITUNG', bescheide: [b] }));
    laden(kopf(0, { status: 'IN_BEARBEITUNG', version: 2 }));
    expect(zeichne).toThrow(/details-veraltet/);
    expect(p.bestand.leser.akte()).toEqual([]);
    expect(p.bestand.leser.anhang(dokument.anhang.id)).toBeUndefined();
  });
});
