// The Bescheid's PDF read back by another library: its words, its tags, and the same bytes for the same input.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { DOMParser } from '@xmldom/xmldom';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bescheid, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { bescheidInhalt } from './bescheid-inhalt.ts';
import { bescheidPdf } from './bescheid-pdf.ts';
import { ladeSchriften, type Schriften, setzbar } from './schriften.ts';
import { liesPdf } from './testing/pdf-lesen.ts';
import { bescheid, FLENSBURG, vorgang } from './testing/vorgang.ts';
import { zeichnungsblattPdf } from './zeichnungsblatt.ts';

const ORDNER = fileURLToPath(new URL('../../../assets/fonts', import.meta.url));
let schriften: Schriften;
beforeAll(async () => {
  schriften = await ladeSchriften(ORDNER);
});

const sha = (b: Uint8Array): string => createHash('sha256').update(b).digest('hex');
const mache = async (b: Partial<Bescheid> = {}, v: Partial<Vorgang> = {}, land = 'SH', behoerde = FLENSBURG) =>
  bescheidPdf(
    bescheidInhalt({ vorgang: vorgang(v), bescheid: bescheid(b), behoerde, land, tag: '2026-03-05' }),
    schriften,
  );
const text = async (bytes: Uint8Array): Promise<string> =>
  (await liesPdf(bytes)).seiten.join('\n').replaceAll(/\s+/g, ' ');

describe('the Bescheid as a document', () => {
  it('says all that a Bescheid must say, readable with umlauts and special letters', async () => {
    const t = await text(
      (await mache({ entscheidung: 'ABGELEHNT', felder: { rechtsgrundlage: '§ 45 Abs. 1 StVO' } })).bytes,
    );
    for (const teil of [
      'Stadt Flensburg',
      'Straßenverkehr und Sondernutzung',
      'Frau Gülşen Großmann-Łukaszewicz',
      'Norderstraße 42 a',
      '24939 Flensburg',
      '32.1/Halteverbot/2026-17',
      'FL-2026-000123',
      'Bescheid: Halteverbotszone einrichten – Ihr Antrag vom 2. März 2026',
      'Sehr geehrte Frau Großmann-Łukaszewicz,',
      'Ihr Antrag wird abgelehnt.',
      '§ 45 Abs. 1 StVO',
      'Halteverbotszone von 15 Metern Länge',
      '38,50 €',
      'Rechtsbehelfsbelehrung',
      'innerhalb eines Monats nach Bekanntgabe Widerspruch',
      'bei der Stadt Flensburg, Rathausplatz 1, 24937 Flensburg, zu erheben',
      'Zeichnungsblatt',
      'Seite 1 von 1',
    ]) {
      expect(t).toContain(teil);
    }
  });

  it('is tagged, German, titled, with headings and lists, and dated by its draft', async () => {
    const p = await liesPdf((await mache()).bytes);
    expect(p).toMatchObject({ sprache: 'de-DE', markiert: true });
    expect(p.titel).toBe('Bescheid: Halteverbotszone einrichten – Ihr Antrag vom 2. März 2026');
    expect(p.struktur.filter((r) => r === 'H1')).toHaveLength(1);
    expect(p.struktur.filter((r) => r === 'H2')).toHaveLength(2);
    expect(p.struktur.filter((r) => r === 'LI')).toHaveLength(3);
    expect(p.erstelltAm).toMatch(/^D:20240711/);
  });

  it('keeps its metadata readable whatever the subject says', async () => {
    const betreff = 'Umzug <Lkw> & Anhänger';
    const { bytes } = await mache({ felder: { betreff } });
    expect((await liesPdf(bytes)).titel).toBe(`Bescheid: ${betreff}`);
    const xmp = /<x:xmpmeta[\s\S]*<\/x:xmpmeta>/.exec(Buffer.from(bytes).toString('utf8'))?.[0] ?? '';
    const fehler: string[] = [];
    const dom = new DOMParser({ onError: (_, was) => fehler.push(was) }).parseFromString(xmp, 'text/xml');
    expect(fehler).toEqual([]);
    expect(dom.getElementsByTagName('dc:title')[0]?.textContent?.trim()).toBe(`Bescheid: ${betreff}`);
    expect(dom.getElementsByTagName('pdfuaid:part')[0]?.textContent).toBe('1');
  });

  it('has the same bytes again, in another order, in another process, zone and language', async () => {
    const eins = sha((await mache()).bytes);
    await mache({ text: 'Ganz anderer Text: äöü ßẞ Ω ж', entscheidung: 'SONSTIGE' });
    expect(sha((await mache()).bytes)).toBe(eins);
    const url = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
    const skript = `import { createHash } from 'node:crypto';
      import { bescheidInhalt } from ${url('./bescheid-inhalt.ts')};
      import { bescheidPdf } from ${url('./bescheid-pdf.ts')};
      import { ladeSchriften } from ${url('./schriften.ts')};
      import { bescheid, FLENSBURG, vorgang } from ${url('./testing/vorgang.ts')};
      const i = bescheidInhalt({ vorgang: vorgang(), bescheid: bescheid(), behoerde: FLENSBURG, land: 'SH', tag: '2026-03-05' });
      const { bytes } = await bescheidPdf(i, await ladeSchriften(${JSON.stringify(ORDNER)}));
      process.stdout.write(createHash('sha256').update(bytes).digest('hex'));`;
    const env = { ...process.env, TZ: 'Asia/Tokyo', LANG: 'C', LC_ALL: 'C' };
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', skript], { env, encoding: 'utf8' })).toBe(eins);
  });

  it('does not depend on who signs, on the status, or on what else happens in the case', async () => {
    const eins = sha((await mache()).bytes);
    const spaeter = await mache(
      {
        stand: 'MITGEZEICHNET',
        mitgezeichnetVon: { sub: 'x', name: 'Vera Vogt' },
        mitgezeichnetAm: '2026-03-06T08:00:00.000Z',
      },
      {
        version: 99,
        geaendertAm: '2026-04-01T00:00:00.000Z',
        kommentare: [],
        bearbeiter: { sub: 'y', name: 'Jan Petersen' },
      },
    );
    expect(sha(spaeter.bytes)).toBe(eins);
    expect(sha((await mache({ text: 'Ein anderer Text.' })).bytes)).not.toBe(eins);
  });

  it('runs over pages with a foot on each, and loses no word', async () => {
    const saetze = Array.from(
      { length: 120 },
      (_, i) => `Satz${i + 1} über Größe und Maß, der bis ans Ende der Zeile läuft.`,
    );
    const p = await liesPdf((await mache({ text: saetze.join(' ') })).bytes);
    expect(p.seiten.length).toBeGreaterThan(2);
    for (const [i, s] of p.seiten.entries()) expect(s).toContain(`Seite ${i + 1} von ${p.seiten.length}`);
    const alles = p.seiten.join(' ');
    for (let i = 1; i <= 120; i++) expect(alles).toMatch(new RegExp(`Satz${i}\\s`));
  });

  it('sets an endless word in no more time than many short ones', async () => {
    const p = await liesPdf((await mache({ text: 'ä'.repeat(20_000) })).bytes);
    expect(p.seiten.join('').match(/ä/g)?.length).toBeGreaterThanOrEqual(20_000);
  }, 5000);

  it('names characters it cannot show and shows that something is missing', async () => {
    const r = await mache({ text: 'Danke 😀👍🏽 für Ihre Nachricht.' });
    expect(r.fehlendeZeichen).toEqual(['😀', '👍']);
    expect(await text(r.bytes)).toContain('für Ihre Nachricht.');
    expect(setzbar('a\u0308\tb\u0000\u200b\ufe0f', schriften)).toEqual({ text: 'ä    b', fehlend: [] });
  });

  it('follows the Land: a Klage in Bavaria, no instruction where it is switched off', async () => {
    const muenchen = { name: 'Landeshauptstadt München', gericht: 'Bayerischen Verwaltungsgericht München in München' };
    const by = await text((await mache({}, {}, 'BY', muenchen)).bytes);
    expect(by).toContain('Klage beim Bayerischen Verwaltungsgericht München in München erhoben werden');
    const ohne = await text((await mache({ felder: { rechtsbehelf: false } })).bytes);
    expect(ohne).not.toContain('Rechtsbehelfsbelehrung');
    const eigen = await text(
      (await mache({ felder: { rechtsbehelfText: 'Klage beim Sozialgericht Schleswig.' } })).bytes,
    );
    expect(eigen).toContain('Klage beim Sozialgericht Schleswig.');
    expect(eigen).not.toContain('Widerspruch');
  });

  it('is a plain letter where nothing is decided, and stands without address and names', async () => {
    const t = await text(
      (await mache({ entscheidung: 'SONSTIGE', text: 'kurz' }, { antragsteller: undefined, aktenzeichen: undefined }))
        .bytes,
    );
    expect(t).toContain('Schreiben: ');
    expect(t).toContain('Sehr geehrte Damen und Herren,');
    expect(t).not.toContain('Rechtsbehelfsbelehrung');
  });
});

describe('the signature sheet', () => {
  it('names people, times and the digest, outside of the signed document', async () => {
    const gezeichnet = bescheid({
      mitgezeichnetVon: { sub: 'v', name: 'Vera Vogt' },
      mitgezeichnetAm: '2026-03-05T15:00:00.000Z',
      gezeichnetVon: { sub: 's', name: 'Sabine Sander' },
      gezeichnetAm: '2026-03-29T01:30:00.000Z',
    });
    const dokument = { dateiname: 'Bescheid_FL-2026-000123.pdf', sha256: 'ab'.repeat(32) };
    const auftrag = { vorgang: vorgang(), bescheid: gezeichnet, behoerde: FLENSBURG, dokument, schriften };
    const bytes = await zeichnungsblattPdf(auftrag);
    const t = await text(bytes);
    expect(t).toContain('Vera Vogt');
    expect(t).toContain('05.03.2026, 16:00 Uhr');
    expect(t).toContain('29.03.2026, 03:30 Uhr');
    expect(t).toContain('ab'.repeat(32));
    expect(t).toContain('keine qualifizierte elektronische Signatur');
    expect(sha(await zeichnungsblattPdf(auftrag))).toBe(sha(bytes));
  });
});
