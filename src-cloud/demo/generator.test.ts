/**
 * What the seeded cases must be: the same for the same seed, accepted by the intake's schema and the domain's rules, spread
 * over statuses and time as real work is, and German enough to be read.
 */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { antragFormData } from '../../src-shared/cloud-api/intake.ts';
import { BODY } from '../../src-shared/domain/befehle.ts';
import { fristEnde, tagInBerlin } from '../../src-shared/domain/fristen.ts';
import { LAENDER } from '../../src-shared/domain/land.ts';
import { STATUSANTEILE } from './ablauf.ts';
import { diensteVon } from './dienste.ts';
import { type DemoVorgang, erzeugeVorgaenge, type Seedauftrag } from './generator.ts';
import { MANDANTEN, mandantVon } from './mandanten.ts';

const BIS = '2026-07-01T12:00:00.000Z';
const AUFTRAG: Seedauftrag = { mandant: 'flensburg', anzahl: 1000, seed: 7, bis: BIS };
const alle = [...erzeugeVorgaenge(AUFTRAG)];

const fingerabdruck = (vorgaenge: Iterable<DemoVorgang>): string => {
  const h = createHash('sha256');
  for (const v of vorgaenge) {
    h.update(JSON.stringify([v.transactionId, v.eingangAm, v.antrag, v.verlauf]));
    for (const a of v.anhaenge) h.update(`${a.dateiname}${a.contentType}`).update(a.inhalt);
  }
  return h.digest('hex');
};

/** Where the history leads. */
const status = (v: DemoVorgang): string => {
  const nach: Record<string, string> = {
    VORGANG_ANNEHMEN: 'ANGENOMMEN',
    VORGANG_BEARBEITEN: 'IN_BEARBEITUNG',
    VORGANG_ABSCHLIESSEN: 'ABGESCHLOSSEN',
    VORGANG_VERWERFEN: 'VERWORFEN',
  };
  return v.verlauf.reduce((s, schritt) => nach[schritt.order] ?? s, 'NEU');
};

describe('deterministic', () => {
  test('the same arguments give the same bytes, another seed or Mandant gives others', () => {
    const klein = { ...AUFTRAG, anzahl: 120 };
    const einmal = fingerabdruck(erzeugeVorgaenge(klein));
    expect(fingerabdruck(erzeugeVorgaenge(klein))).toBe(einmal);
    expect(fingerabdruck(erzeugeVorgaenge({ ...klein, seed: 8 }))).not.toBe(einmal);
    expect(fingerabdruck(erzeugeVorgaenge({ ...klein, mandant: 'preetz' }))).not.toBe(einmal);
  });

  test('a larger number holds the smaller one unchanged', () => {
    const gross = new Map(alle.map((v) => [v.transactionId, v]));
    for (const v of erzeugeVorgaenge({ ...AUFTRAG, anzahl: 50 })) expect(v).toEqual(gross.get(v.transactionId));
  });

  test('no transactionId comes twice, in no Mandant and with no seed', () => {
    const weitere = MANDANTEN.flatMap((m) => [...erzeugeVorgaenge({ ...AUFTRAG, mandant: m.id, seed: 8 })]);
    const ids = [...alle, ...weitere].map((v) => v.transactionId);
    expect(new Set(ids).size).toBe(4000);
  });
});

describe('shape', () => {
  test('every request passes the intake schema and names an OE of the Mandant and a known form', () => {
    const oes = new Set(mandantVon('flensburg').oes.map((o) => o.id));
    const formIds = new Set(diensteVon('flensburg').flatMap((d) => d.formIds));
    for (const { antrag, transactionId } of alle) {
      expect(antragFormData.safeParse(antrag).error).toBeUndefined();
      expect(antrag.control.transactionId).toBe(transactionId);
      expect(oes).toContain(antrag.control.zustaendigeStelle);
      expect(formIds).toContain(antrag.control.formId);
    }
  });

  test('every body fits its order and every id in it is used once', () => {
    const ids: string[] = alle.flatMap((v) => [v.vorgangId, ...v.anhaenge.map((a) => a.id)]);
    for (const { verlauf } of alle) {
      for (const s of verlauf) {
        expect(BODY[s.order].safeParse(s.body).error, s.order).toBeUndefined();
        ids.push(s.commandId);
        if (s.order === 'KOMMENTAR_ANLEGEN') ids.push(s.body.kommentarId);
        if (s.order === 'WIEDERVORLAGE_ANLEGEN') ids.push(s.body.wiedervorlageId);
        if (s.order === 'NACHRICHT_SENDEN') ids.push(s.body.nachrichtId);
        if (s.order === 'BESCHEID_ENTWERFEN') ids.push(s.body.bescheidId);
      }
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
      true,
    );
  });

  test('attachments are real files of their kind', () => {
    const anhaenge = alle.flatMap((v) => v.anhaenge);
    const anfang = { 'application/pdf': '%PDF-', 'image/png': '\u0089PNG', 'text/plain': 'zu: ' };
    expect(new Set(anhaenge.map((a) => a.contentType))).toEqual(new Set(Object.keys(anfang)));
    for (const a of anhaenge) {
      const erwartet = anfang[a.contentType as keyof typeof anfang];
      expect(Buffer.from(a.inhalt.subarray(0, 5)).toString('latin1').startsWith(erwartet), a.dateiname).toBe(true);
      expect(a.inhalt.length).toBeLessThan(20_000);
    }
  });

  test('refuses a wrong Mandant, number, date and period', () => {
    const erster = (a: Partial<Seedauftrag>) => () => erzeugeVorgaenge({ ...AUFTRAG, ...a }).next();
    expect(erster({ mandant: 'atlantis' as never })).toThrow(/atlantis/);
    expect(erster({ anzahl: 1.5 })).toThrow(RangeError);
    expect(erster({ bis: 'gestern' })).toThrow(/gestern/);
    expect(erster({ von: '2026-07-02', bis: '2026-07-01' })).toThrow(RangeError);
  });
});

describe('as real work is', () => {
  test('statuses come in their shares', () => {
    const anzahl = Map.groupBy(alle, status);
    for (const [s, anteil] of Object.entries(STATUSANTEILE)) {
      expect(Math.abs((anzahl.get(s)?.length ?? 0) / alle.length - anteil), s).toBeLessThan(0.03);
    }
  });

  test('all lies in the period, oldest first; staff act after the case came, in order, on working days', () => {
    const von = '2026-01-02T12:00:00.000Z';
    expect(alle.map((v) => v.eingangAm)).toEqual(alle.map((v) => v.eingangAm).sort());
    for (const v of alle) {
      const zeiten = [v.eingangAm, ...v.verlauf.map((s) => s.am)];
      expect(zeiten.every((t) => t >= von && t <= BIS)).toBe(true);
      expect(zeiten.every((t, i) => i === 0 || t > (zeiten[i - 1] ?? ''))).toBe(true);
      for (const s of v.verlauf) expect(['Sa', 'So']).not.toContain(wochentag(s.am));
    }
  });

  test('dates given as days are whole days in Germany', () => {
    const tage = [...erzeugeVorgaenge({ ...AUFTRAG, anzahl: 200, von: '2026-03-27', bis: '2026-03-30' })].map((v) =>
      tagInBerlin(v.eingangAm),
    );
    expect(new Set(tage)).toEqual(new Set(['2026-03-27', '2026-03-28', '2026-03-29', '2026-03-30']));
  });

  test('among the open cases some are overdue, some due within a week, most have time', () => {
    const land = LAENDER.SH;
    if (!land) throw new Error('SH fehlt');
    const fristTage = new Map(diensteVon('flensburg').map((d) => [d.formIds[0], d.fristTage]));
    const offen = alle.filter((v) => ['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG'].includes(status(v)));
    const rest = offen.map((v) => {
      const tage = fristTage.get(v.antrag.control.formId) ?? 0;
      return Date.parse(fristEnde(tagInBerlin(v.eingangAm), { tage }, land)) - Date.parse(BIS.slice(0, 10));
    });
    const anteil = (f: (ms: number) => boolean) => rest.filter(f).length / rest.length;
    expect(anteil((ms) => ms < 0)).toBeGreaterThan(0.05);
    expect(anteil((ms) => ms < 0)).toBeLessThan(0.3);
    expect(anteil((ms) => ms >= 0 && ms <= 7 * 86_400_000)).toBeGreaterThan(0.1);
  });

  test('all kinds of applicants and senders occur', () => {
    const konten = alle.map((v) => v.antrag.control.serviceKonto);
    const arten = konten.map((k) => (k === undefined ? 'fehlt' : k === null ? 'null' : String(k.type)));
    expect(new Set(arten)).toEqual(new Set(['OSI', 'BAYERN_ID', 'fehlt', 'null']));
    const roh = JSON.stringify(alle.map((v) => v.antrag.formData));
    for (const merkmal of [
      'Auskunftssperre',
      '"firma"',
      'Firmenname',
      'Haushaltsmitglied_1',
      'Einnahme_0',
      'Keine Angabe',
    ]) {
      expect(roh).toContain(merkmal);
    }
    expect(roh).toContain('"stringValue":null');
    expect(roh).toContain('\\u0000');
    expect(alle.filter((v) => v.antrag.control.leikaIds.length === 0).length).toBeGreaterThan(10);
  });

  test('names and texts keep their letters', () => {
    const roh = JSON.stringify(alle);
    for (const buchstabe of ['ä', 'ö', 'ü', 'ß', 'ø', 'ş', 'ğ', 'ł', '„']) expect(roh).toContain(buchstabe);
    expect(roh).not.toMatch(/\{nachname\}|\{vorname\}|undefined|NaN/);
  });
});

function wochentag(am: string): string {
  return new Intl.DateTimeFormat('de-DE', { weekday: 'short', timeZone: 'Europe/Berlin' }).format(new Date(am));
}

describe('who applies', () => {
  test('no firm marries, moves house or hunts; firms do register trades', () => {
    const firmen = new Set<string>();
    for (const v of erzeugeVorgaenge({ mandant: 'flensburg', anzahl: 3000, seed: 5, bis: '2026-11-01' })) {
      if (JSON.stringify(v.antrag.formData).includes('"firma"')) firmen.add(v.dienstId);
    }
    expect([...firmen]).toContain('gewerbeanmeldung');
    for (const id of ['eheschliessung', 'jagdschein', 'bildung-teilhabe', 'fuehrerschein-umtausch']) {
      expect([...firmen]).not.toContain(id);
    }
  });
});
