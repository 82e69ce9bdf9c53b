// Diagnosis files hold what support needs and nothing personal, whatever stood in the logs.
import { describe, expect, it } from 'vitest';
import type { StatusAnsicht } from '../../../src-shared/workspace-api/ansichten.ts';
import { entpacke } from './archiv.ts';
import { packeDiagnose, reinigeZeile } from './diagnose.ts';

const ID = '0190a000-0000-7000-8000-000000000001';
const status: StatusAnsicht = {
  state: 'cloud_nicht_erreichbar',
  seit: '2026-03-05T10:00:00.000Z',
  ursache: 'https://sander.example: Sabine Sander ist abgemeldet',
  rat: 'Rufen Sie Frau Sander an',
  pending: 3,
  konflikte: 1,
  abgelehnt: 0,
  lease: { abgelaufen: false },
  schutz: 'os',
  groessen: { datenbankBytes: 1000, vorgaenge: 12, anhaengeBytes: 0 },
  versionen: { kontor: '0.1.0', cacheSchema: 2 },
};
const umgebung = { plattform: 'win32', architektur: 'x64', node: 'v24.1.0', speicherBytes: 8e9, laufzeitS: 60 };
const zeile = (felder: Record<string, unknown>): string => JSON.stringify({ level: 30, time: 1, ...felder });

describe('diagnosis', () => {
  it('keeps ids, codes and numbers', () => {
    const rein = JSON.parse(
      reinigeZeile(
        zeile({
          msg: 'befehl-beantwortet',
          commandId: ID,
          state: 'konflikt',
          problem: 'urn:kontor:problem:konflikt',
          dauerMs: 12,
          order: 'BESCHEID_ZEICHNEN',
          code: 'ECONNREFUSED',
        }),
      ) as string,
    );
    expect(rein).toEqual({
      level: 30,
      time: 1,
      msg: 'befehl-beantwortet',
      commandId: ID,
      state: 'konflikt',
      problem: 'urn:kontor:problem:konflikt',
      dauerMs: 12,
      order: 'BESCHEID_ZEICHNEN',
      code: 'ECONNREFUSED',
    });
  });

  it('reads what the log file writes', () => {
    const rein = reinigeZeile(
      '{"level":50,"time":"2026-03-05T10:00:00.000Z","pid":7,"name":"TypeError","code":"ERR_INVALID_STATE","stack":"    at f (file:///C:/Users/sander/Kontor/workspace-1a.mjs:3:14)\\n    at g (/home/sander/src-main/workspace/sync/pull.ts:9:1)","ereignis":"sync-defekt"}',
    );
    expect(JSON.parse(rein as string)).toEqual({
      level: 50,
      time: '2026-03-05T10:00:00.000Z',
      pid: 7,
      name: 'TypeError',
      code: 'ERR_INVALID_STATE',
      stack: ['workspace-1a.mjs:3:14', 'src-main/workspace/sync/pull.ts:9'],
      ereignis: 'sync-defekt',
    });
    expect(reinigeZeile('{"name":"befehl","grund":"abgerissen"}')).toBe('{"name":"befehl","grund":"abgerissen"}');
  });

  it('drops every unknown field and every known one in another form', () => {
    const rein = reinigeZeile(
      zeile({
        msg: 'Sander, Sabine hat gezeichnet',
        name: 'Sabine Sander',
        vorgangId: 'Sander',
        state: 'Sander',
        order: 'SANDER',
        code: 'SANDER',
        problem: 'urn:kontor:problem:sander',
        dauerMs: 'Sander',
        version: 'sander',
        hostname: 'pc-sander',
        err: {
          type: 'SanderIstKrank',
          message: 'Sander',
          stack: 'Error: Sander\n at f (C:\\Users\\sander\\app\\src-main/workspace/sync/pull.ts:12:5)',
        },
      }),
    );
    expect(JSON.parse(rein as string)).toEqual({
      level: 30,
      time: 1,
      err: { stellen: ['src-main/workspace/sync/pull.ts:12'] },
    });
    expect(reinigeZeile('halb{')).toBeUndefined();
    expect(reinigeZeile('["Sander"]')).toBeUndefined();
  });

  it('makes a file in which no personal word stands, and counts what it left out', async () => {
    const text = [
      zeile({ msg: 'bereit', version: '0.1.0' }),
      zeile({ msg: 'sander', hinweis: 'x' }),
      zeile({ msg: 'verbindung', state: 'online', person: 'Sabine Sander', mail: 'a@b.de' }),
      '{"abgeschnitten',
    ].join('\n');
    const r = await packeDiagnose({
      protokolle: [{ name: 'kontor.log', text }],
      status: { ...status, sub: 'sabine.sander' } as StatusAnsicht,
      umgebung: { ...umgebung, benutzer: 'sander' } as typeof umgebung,
      personenbezogen: ['Sander', 'sabine.sander', ''],
      jetzt: '2026-03-06T08:00:00.000Z',
    });
    expect(r).toMatchObject({
      dateiname: 'Kontor-Diagnose_2026-03-06.zip',
      zeilen: 2,
      verworfen: { zeilen: 2, felder: 3 },
    });
    const dateien = await entpacke(r.bytes);
    const alles = dateien.map((d) => new TextDecoder().decode(d.bytes)).join('\n');
    expect(alles).not.toMatch(/sander|a@b\.de|example/i);
    expect(alles).toContain('cloud_nicht_erreichbar');
    expect(alles).toContain('"vorgaenge": 12');
    expect(dateien.map((d) => d.name)).toEqual(['LIESMICH.txt', 'zahlen.json', 'protokoll-1.jsonl']);
  });
});
