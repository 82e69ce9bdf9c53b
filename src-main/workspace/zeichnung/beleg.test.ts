// Evidence files: verified with neither cloud nor cache, and red for every byte changed, added or taken away.
import { describe, expect, it } from 'vitest';
import { ProblemError, problemCode } from '../../../src-shared/domain/problem.ts';
import { entpacke, packe } from '../dokument/archiv.ts';
import { type BelegAuftrag, erstelleBeleg } from './beleg.ts';
import { pruefeBeleg } from './beleg-pruefen.ts';
import { fingerprint, sha256 } from './krypto.ts';
import { anker, beispielJournal, DOKUMENT, felder, kette, schluessel, VORGANG_ID } from './testing/journal.ts';

const jetzt = '2026-03-03T08:00:00.000Z';
const auftrag = (ueber: Partial<BelegAuftrag> = {}): BelegAuftrag => ({
  vorgang: { id: VORGANG_ID, nummer: 'FL-2026-000123', aktenzeichen: '32.1/7', name: 'Halteverbot' },
  journal: beispielJournal(),
  dokumente: new Map([[sha256(DOKUMENT), { dateiname: 'Bescheid: Größe.pdf', bytes: DOKUMENT }]]),
  jetzt,
  ...ueber,
});
const erwartet = fingerprint(anker.jwk);
const was = async (bytes: Uint8Array): Promise<string> =>
  (await pruefeBeleg(bytes, erwartet)).fehler.map((f) => f.was).join('\n');

/** The evidence with its files changed as given, packed again. */
async function geaendert(
  aendere: (dateien: Map<string, Uint8Array>) => void,
  a: BelegAuftrag = auftrag(),
): Promise<Uint8Array> {
  const dateien = new Map((await entpacke((await erstelleBeleg(a)).bytes)).map((d) => [d.name, d.bytes]));
  aendere(dateien);
  return packe(
    [...dateien].map(([name, bytes]) => ({ name, bytes })),
    jetzt,
    { verdichtet: false },
  );
}
const bytes = (t: string): Uint8Array => Buffer.from(t, 'utf8');
const dokument = `dokumente/${sha256(DOKUMENT).slice(0, 12)}_Bescheid_ Größe.pdf`;

describe('Beleg', () => {
  it('verifies by itself, names its files and the anchor', async () => {
    const beleg = await erstelleBeleg(auftrag());
    expect(beleg).toMatchObject({
      dateiname: 'Beleg_FL-2026-000123.zip',
      ankerFingerprint: erwartet,
      fehlendeDokumente: [],
    });
    const p = await pruefeBeleg(beleg.bytes, erwartet);
    expect(p).toMatchObject({ gueltig: true, geprueft: 2, fehler: [], hinweise: [], ankerFingerprint: erwartet });
    expect(p.dateien.map((d) => [d.name, d.befund])).toEqual([
      ['LIESMICH.txt', 'unverändert'],
      ['beleg.json', 'unverändert'],
      [dokument, 'unverändert'],
    ]);
  });

  it('is the same file for the same input', async () => {
    const [a, b] = await Promise.all([erstelleBeleg(auftrag()), erstelleBeleg(auftrag())]);
    expect(sha256(a.bytes)).toBe(sha256(b.bytes));
  });

  it('says in German what it proves and that it is no QES', async () => {
    const dateien = await entpacke((await erstelleBeleg(auftrag())).bytes);
    const text = new TextDecoder().decode(dateien.find((d) => d.name === 'LIESMICH.txt')?.bytes);
    expect(text).toContain('FL-2026-000123');
    expect(text).toContain('Vera Vogt: angenommen am 2026-03-02T08:05:00.000Z');
    expect(text).toContain('keine qualifizierte elektronische Signatur (QES)');
    expect(text).toContain(`--anker ${erwartet}`);
  });

  it('carries foreign acts as headers only', async () => {
    const fremd = beispielJournal();
    const s = schluessel(1);
    const [erster] = kette(s, [felder({ vorgangId: 'ein-anderer', commandId: 'geheim' })]);
    fremd.akte.push({ ...fremd.akte[1]!, ...erster! });
    Object.assign(fremd.geraete[0]!.kette[0]!, { inhalt: erster!.inhalt });
    const beleg = await erstelleBeleg(auftrag({ journal: fremd }));
    expect(Buffer.from(beleg.bytes).includes('geheim')).toBe(false);
    expect(Buffer.from(beleg.bytes).includes('ein-anderer')).toBe(false);
    expect((await pruefeBeleg(beleg.bytes, erwartet)).gueltig).toBe(true);
  });

  it('takes in what the cloud has not heard of yet, as vorgemerkt', async () => {
    const lokale = kette(schluessel(1), [
      felder({ vorgangId: 'ein-anderer', commandId: 'c0' }),
      felder(),
      felder({ commandId: 'c5', bescheidVersion: 2 }),
    ]);
    const beleg = await erstelleBeleg(auftrag({ lokale }));
    const p = await pruefeBeleg(beleg.bytes, erwartet);
    expect(p).toMatchObject({ gueltig: true, geprueft: 3 });
    expect(p.hinweise.join()).toContain('vorgemerkt');
  });

  it('names a changed, a missing and an added file', async () => {
    expect(await was(await geaendert((d) => d.set(dokument, bytes('%PDF-1.7 ein anderer'))))).toContain(
      `„${dokument}“ ist verändert.`,
    );
    expect(await was(await geaendert((d) => d.delete(dokument)))).toContain(`„${dokument}“ fehlt.`);
    expect(await was(await geaendert((d) => d.set('dokumente/x.pdf', bytes('x'))))).toContain(
      '„dokumente/x.pdf“ gehört nicht zum Beleg.',
    );
    expect(await was(await geaendert((d) => d.set('LIESMICH.txt', bytes('Das ist eine QES.'))))).toContain(
      '„LIESMICH.txt“ ist verändert.',
    );
    expect(await was(await geaendert((d) => d.delete('LIESMICH.txt')))).toContain('„LIESMICH.txt“ fehlt.');
    expect(await was(await geaendert((d) => d.delete('SHA256SUMS')))).toContain('„SHA256SUMS“ fehlt.');
  });

  it('is not fooled by digests made anew', async () => {
    const faelsche = (name: string, text: string) =>
      geaendert((d) => {
        d.set(name, bytes(text));
        const summen = [...d].filter(([n]) => n !== 'SHA256SUMS').map(([n, b]) => `${sha256(b)}  ${n}\n`);
        d.set('SHA256SUMS', bytes(summen.join('')));
      });
    expect(await was(await faelsche(dokument, 'gefälscht'))).toContain('Das gezeichnete Dokument liegt nicht vor.');
    const [json] = (await entpacke((await erstelleBeleg(auftrag())).bytes)).filter((d) => d.name === 'beleg.json');
    const text = new TextDecoder().decode(json?.bytes);
    expect(await was(await faelsche('beleg.json', text.replaceAll('BEWILLIGT', 'ABGELEHNT')))).toContain(
      'Der Inhalt passt nicht zum Kopf.',
    );
    expect(
      await was(await faelsche('beleg.json', text.replaceAll(VORGANG_ID, `${VORGANG_ID.slice(0, -1)}2`))),
    ).toContain('Der Inhalt passt nicht zum Kopf.');
  });

  it('[E1] turns red or is unreadable for a flipped byte anywhere in what is inside', async () => {
    const heil = Buffer.from((await erstelleBeleg(auftrag())).bytes);
    const anfang = heil.indexOf('Beleg über');
    const ende = heil.indexOf('PK\u0001\u0002');
    for (let i = anfang; i < ende; i += 97) {
      const kaputt = Buffer.from(heil);
      kaputt[i] = (kaputt[i] as number) ^ 1;
      const rot = await pruefeBeleg(kaputt, erwartet).then(
        (p) => !p.gueltig || p.hinweise.length > 0,
        (f) => f instanceof ProblemError,
      );
      expect(rot, `byte ${i}`).toBe(true);
    }
  });

  it('says when a file is no evidence at all', async () => {
    const code = (b: Uint8Array) =>
      pruefeBeleg(b).then(
        () => undefined,
        (f: ProblemError) => problemCode(f.problem),
      );
    expect(await code(bytes('Hallo'))).toBe('beleg-unlesbar');
    expect(await code(await packe([{ name: 'a.txt', bytes: bytes('a') }], jetzt))).toBe('beleg-unlesbar');
    expect(await code(await packe([{ name: 'beleg.json', bytes: bytes('{"v":2}') }], jetzt))).toBe('beleg-unlesbar');
  });

  it('says which documents are not at hand, and then does not verify as complete', async () => {
    const beleg = await erstelleBeleg(auftrag({ dokumente: new Map() }));
    expect(beleg.fehlendeDokumente).toEqual([sha256(DOKUMENT)]);
    expect(await was(beleg.bytes)).toContain('Das gezeichnete Dokument liegt nicht vor.');
  });
});
