// The journal's verification: an unbroken one holds, and every tampered field is named.
import { describe, expect, it } from 'vitest';
import type { JournalAntwort } from '../../../src-shared/cloud-api/geraete.ts';
import { aktFehler, kanonisch } from '../../../src-shared/domain/zeichnung.ts';
import type { JournalPruefung } from '../../../src-shared/workspace-api/ansichten.ts';
import { geraeteAnbieter } from './anbieter.ts';
import { fingerprint, nodeKrypto, sha256, thumbprint } from './krypto.ts';
import { pruefeJournal, pruefeLokaleAkte } from './pruefen.ts';
import { headerSha256, platzNach, signiereAkt } from './signieren.ts';
import {
  angenommen,
  anker,
  beispielJournal,
  bezeuge,
  DOKUMENT,
  felder,
  geraet,
  kette,
  schluessel,
  VORGANG_ID,
  zufall,
} from './testing/journal.ts';

const quelle = (sha: string) => (sha === sha256(DOKUMENT) ? DOKUMENT : undefined);
const pruefe = (journal: JournalAntwort) =>
  pruefeJournal({ journal, dokumente: quelle, dokumentFehlt: 'fehler', anker: fingerprint(anker.jwk) });
const saetze = (p: JournalPruefung) => p.fehler.map((f) => f.was).join('\n');

describe('signiereAkt', () => {
  it('makes an act that holds, numbered and linked', () => {
    const s = schluessel(1);
    const [erster, zweiter] = kette(s, [felder(), felder({ commandId: 'c9' })]);
    expect(aktFehler(erster!, s.jwk, felder(), nodeKrypto)).toBeUndefined();
    expect([erster!.header.seq, zweiter!.header.seq]).toEqual([1, 2]);
    expect(erster!.header.prev).toBe('0'.repeat(64));
    expect(zweiter!.header.prev).toBe(headerSha256(erster!.header));
    expect(erster!.header.deviceId).toBe(thumbprint(s.jwk));
    expect(Buffer.from(erster!.inhalt.salz, 'base64url')).toHaveLength(16);
  });

  it('is pure: same inputs, same signature; other chance, other content digest', () => {
    const a = geraeteAnbieter(schluessel(1));
    const eins = signiereAkt(felder(), platzNach(undefined), a, zufall);
    expect(signiereAkt(felder(), platzNach(undefined), a, zufall)).toEqual(eins);
    const anders = signiereAkt(felder(), platzNach(undefined), a, (n) => new Uint8Array(n));
    expect(anders.header.inhaltSha256).not.toBe(eins.header.inhaltSha256);
    expect(() => signiereAkt({ ...felder(), dokumentSha256: 'kurz' }, platzNach(undefined), a, zufall)).toThrow();
    expect(a.rechtswirkung).toContain('keine qualifizierte elektronische Signatur');
  });
});

describe('pruefeJournal', () => {
  it('finds nothing wrong with a real journal and says the anchor’s fingerprint', () => {
    const p = pruefe(beispielJournal());
    expect(saetze(p)).toBe('');
    expect(p).toMatchObject({ gueltig: true, geprueft: 2, ankerFingerprint: fingerprint(anker.jwk), hinweise: [] });
  });

  it('[E1] turns red for every single signed or signing value that is changed', () => {
    // Said by the cloud beside the evidence, and no part of it.
    const unbezeugt = /eingetroffenAm|ketteOffen|\.name$/;
    const pfade = blaetter(beispielJournal()).filter((p) => !unbezeugt.test(p));
    expect(pfade.length).toBeGreaterThan(80);
    const gruen = pfade.filter((pfad) => pruefe(veraendert(beispielJournal(), pfad)).gueltig);
    expect(gruen).toEqual([]);
  });

  it('[E1] turns red where an act or a header is left out, exchanged or doubled', () => {
    const ohneGeraet = beispielJournal();
    ohneGeraet.geraete.pop();
    expect(saetze(pruefe(ohneGeraet))).toContain('fehlen Schlüssel und Bescheinigung');
    const ohneAnnahme = beispielJournal();
    delete ohneAnnahme.akte[1]!.annahme;
    expect(saetze(pruefe(ohneAnnahme))).toContain('nicht bezeugt');
    const getauscht = beispielJournal();
    getauscht.akte[1]!.annahme = getauscht.akte[0]!.annahme;
    expect(saetze(pruefe(getauscht))).toContain('Die Annahme gilt einem anderen Akt.');
    const doppelt = beispielJournal();
    const s = schluessel(1);
    const andere = signiereAkt(
      felder({ commandId: 'x' }),
      { seq: 2, prev: doppelt.geraete[0]!.kette[1]!.header.prev },
      s,
      zufall,
    );
    doppelt.geraete[0]!.kette.push({ header: andere.header, wert: andere.wert });
    expect(saetze(pruefe(doppelt))).toContain('Zwei Inhalte unter einer Nummer.');
  });

  it('believes the enrolment, not the list, about whose device it is', () => {
    // Jan's own enrolled device signs an act in Sabine's name, and the list calls the device hers.
    const jans = schluessel(3);
    const akte = kette(jans, [felder()]);
    const j = beispielJournal();
    j.akte = akte.map((a) => angenommen(a));
    j.geraete = [{ ...geraet(jans, 'sub-jan', 'Jan Petersen', akte), sub: 'sub-sabine' }];
    expect(saetze(pruefe(j))).toContain('Die Bescheinigung gilt einer anderen Person.');
    j.geraete = [
      {
        ...geraet(jans, 'sub-sabine', 'Sabine Sander', akte),
        bescheinigung: beispielJournal().geraete[0]!.bescheinigung,
      },
    ];
    expect(saetze(pruefe(j))).toContain('Die Bescheinigung gilt einem anderen Schlüssel.');
  });

  it('names a gap without turning red', () => {
    const j = beispielJournal();
    j.geraete[0]!.kette.shift();
    const p = pruefe(j);
    expect(p.gueltig).toBe(true);
    expect(p.hinweise.join()).toContain('fehlen noch die Nummern 1');
  });

  it('tells a foreign anchor, however complete its journal is', () => {
    const p = pruefeJournal({ journal: beispielJournal(), anker: fingerprint(schluessel(5).jwk) });
    expect(saetze(p)).toContain('Der Anker ist nicht der erwartete');
    const ohne = pruefeJournal({ journal: beispielJournal() });
    expect(ohne.gueltig).toBe(true);
    expect(ohne.hinweise.join()).toContain('nicht mit einem erwarteten verglichen');
  });

  it('judges lock and validity at the acceptance', () => {
    const gesperrt = (am: string) => {
      const j = beispielJournal();
      j.geraete[0]!.sperre = bezeuge({ deviceId: j.geraete[0]!.deviceId, gesperrtAm: am });
      return pruefe(j);
    };
    expect(gesperrt('2026-03-02T10:00:00.000Z').gueltig).toBe(true);
    expect(saetze(gesperrt('2026-03-02T09:04:00.000Z'))).toContain('gesperrt');
    const zuFrueh = beispielJournal();
    const a = zuFrueh.akte[1]!;
    zuFrueh.akte[1] = angenommen({ header: a.header, inhalt: a.inhalt!, wert: a.wert }, '2025-12-01T00:00:00.000Z');
    expect(saetze(pruefe(zuFrueh))).toContain('galt zum Zeitpunkt der Annahme nicht');
  });

  it('sees one person in two roles, and two documents', () => {
    const mit = (ueber: Parameters<typeof felder>[0]) => {
      const s = schluessel(1);
      const akte = kette(s, [felder({ order: 'BESCHEID_MITZEICHNEN', commandId: 'c2', ...ueber }), felder()]);
      const j = beispielJournal();
      j.akte = akte.map((x) => angenommen(x));
      j.geraete = [geraet(s, 'sub-sabine', 'Sabine Sander', akte)];
      return pruefe(j);
    };
    expect(saetze(mit({}))).toContain('von derselben Person');
    expect(saetze(mit({ dokumentSha256: 'a'.repeat(64) }))).toContain('ein anderes Dokument');
  });

  it('holds the documents against the signed digest', () => {
    const j = beispielJournal();
    const falsch = pruefeJournal({ journal: j, dokumente: () => new Uint8Array([1]) });
    expect(saetze(falsch)).toContain('Das Dokument ist nicht das gezeichnete');
    expect(pruefeJournal({ journal: j, dokumente: () => undefined }).gueltig).toBe(true);
    expect(pruefeJournal({ journal: j, dokumente: () => undefined, dokumentFehlt: 'fehler' }).gueltig).toBe(false);
  });

  it('finds a fork between this device and the cloud', () => {
    const lokal = kette(schluessel(1), [felder({ vorgangId: 'ein-anderer', commandId: 'anders' })]);
    expect(saetze(pruefeJournal({ journal: beispielJournal(), lokale: lokal }))).toContain('einen anderen Akt');
    const vorgemerkt = kette(schluessel(1), [
      felder({ vorgangId: 'ein-anderer', commandId: 'c0' }),
      felder(),
      felder(),
    ]);
    const p = pruefeJournal({ journal: beispielJournal(), lokale: vorgemerkt });
    expect(p.gueltig).toBe(true);
    expect(p.hinweise.join()).toContain('Akt 3 dieses Geräts ist noch nicht in der Cloud');
  });

  it('says when there is nothing to check', () => {
    const p = pruefe({ ...beispielJournal(), akte: [], geraete: [] });
    expect(p).toMatchObject({ gueltig: true, geprueft: 0 });
    expect(p.hinweise.join()).toContain('noch nichts gezeichnet');
  });
});

describe('pruefeLokaleAkte', () => {
  const s = schluessel(1);
  const akte = () => structuredClone(kette(s, [felder(), felder({ commandId: 'b' }), felder({ commandId: 'c' })]));
  const geraete = [{ deviceId: s.deviceId, jwk: s.jwk }];

  it('holds for what was really signed, also where contents are gone', () => {
    expect(pruefeLokaleAkte({ akte: akte(), geraete, dokumente: quelle })).toMatchObject({
      gueltig: true,
      geprueft: 3,
    });
    const ohneInhalt = akte().map(({ header, wert }) => ({ header, wert }));
    expect(pruefeLokaleAkte({ akte: ohneInhalt, geraete }).gueltig).toBe(true);
  });

  it('turns red for every changed value, a missing act and a foreign key', () => {
    for (const pfad of blaetter(akte())) {
      expect(pruefeLokaleAkte({ akte: veraendert(akte(), pfad), geraete }).gueltig, pfad).toBe(false);
    }
    const luecke = akte();
    luecke.splice(1, 1);
    expect(pruefeLokaleAkte({ akte: luecke, geraete }).fehler).toContainEqual({
      seq: 2,
      was: 'Dieser Akt fehlt im Journal.',
    });
    expect(pruefeLokaleAkte({ akte: akte(), geraete: [{ ...geraete[0]!, jwk: schluessel(2).jwk }] }).gueltig).toBe(
      false,
    );
    expect(pruefeLokaleAkte({ akte: akte().slice(1), geraete }).gueltig).toBe(true);
  });
});

/** Paths of all leaves, as `a.0.b`. */
function blaetter(wert: unknown, vor = ''): string[] {
  if (typeof wert !== 'object' || wert === null) return [vor];
  return Object.entries(wert).flatMap(([k, v]) => blaetter(v, vor === '' ? k : `${vor}.${k}`));
}

/** The same with one leaf changed into another value of its kind. */
function veraendert<T>(wurzel: T, pfad: string): T {
  const teile = pfad.split('.');
  const letzter = teile.pop() as string;
  const eltern = teile.reduce((o, k) => o[k] as Record<string, unknown>, wurzel as Record<string, unknown>) as Record<
    string,
    unknown
  >;
  const alt = eltern[letzter];
  if (typeof alt === 'number') eltern[letzter] = alt + 1;
  else if (typeof alt === 'boolean') eltern[letzter] = !alt;
  else eltern[letzter] = (String(alt)[0] === 'b' ? 'c' : 'b') + String(alt).slice(1);
  expect(kanonisch(wurzel)).toContain(VORGANG_ID.slice(1));
  return wurzel;
}
