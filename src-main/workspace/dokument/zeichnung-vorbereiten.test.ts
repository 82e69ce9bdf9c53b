// The document to sign: the same tomorrow and for another signer, and bound to the one that was co-signed.
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { anhang } from '../../../src-shared/domain/vorgang.ts';
import { ladeSchriften, type Schriften } from './schriften.ts';
import { liesPdf } from './testing/pdf-lesen.ts';
import { bescheid, FLENSBURG, vorgang } from './testing/vorgang.ts';
import { alsAnhang, bereiteZeichnung } from './zeichnung-vorbereiten.ts';

let schriften: Schriften;
beforeAll(async () => {
  schriften = await ladeSchriften(fileURLToPath(new URL('../../../assets/fonts', import.meta.url)));
});
const ID = '0190a000-0000-7000-8000-0000000000f1';
const auftrag = (b = bescheid()) => ({
  vorgang: vorgang({ bescheide: [b] }),
  bescheid: b,
  behoerde: FLENSBURG,
  land: 'SH',
  jetzt: '2026-03-05T10:00:00.000Z',
  schriften,
});

describe('bereiteZeichnung', () => {
  it('makes document and warnings; the same tomorrow and for another person', async () => {
    const heute = await bereiteZeichnung(auftrag());
    expect(heute.warnungen).toEqual([]);
    expect(heute.dokument).toMatchObject({ dateiname: 'Bescheid_FL-2026-000123.pdf', contentType: 'application/pdf' });
    expect(anhang.parse(alsAnhang(heute.dokument, ID))).toMatchObject({ id: ID, sha256: heute.dokument.sha256 });
    const morgen = await bereiteZeichnung({ ...auftrag(), jetzt: '2026-03-06T23:59:00.000Z' });
    expect(morgen.dokument.sha256).toBe(heute.dokument.sha256);
  });

  it('warns of what the document cannot show', async () => {
    const r = await bereiteZeichnung(auftrag(bescheid({ text: 'Danke 😀' })));
    expect(r.warnungen).toEqual(['Diese Zeichen kann das Dokument nicht darstellen: 😀']);
  });

  it('takes what was co-signed as it is, and nothing else', async () => {
    const { dokument } = await bereiteZeichnung(auftrag());
    const a = alsAnhang(dokument, ID);
    const mit = auftrag(bescheid({ stand: 'MITGEZEICHNET', dokument: a, text: 'Inzwischen anders dargestellt.' }));
    const r = await bereiteZeichnung({ ...mit, anhang: (id) => (id === ID ? dokument.bytes : undefined) });
    expect(r.dokument.sha256).toBe(a.sha256);
    expect(alsAnhang(r.dokument, 'andere')).toEqual(a);
    await expect(bereiteZeichnung(mit)).rejects.toMatchObject({ problem: { type: 'urn:kontor:problem:anhang-fehlt' } });
    await expect(bereiteZeichnung({ ...mit, anhang: () => new Uint8Array([1]) })).rejects.toMatchObject({
      problem: { type: 'urn:kontor:problem:pruefsumme-falsch' },
    });
  });

  it('signs what a sealing provider made of it', async () => {
    const siegel = new TextEncoder().encode('\n% gesiegelt');
    const r = await bereiteZeichnung({ ...auftrag(), versiegle: async (b) => Buffer.concat([b, siegel]) });
    expect(Buffer.from(r.dokument.bytes).includes('% gesiegelt')).toBe(true);
    expect(r.dokument.sha256).not.toBe((await bereiteZeichnung(auftrag())).dokument.sha256);
    expect((await liesPdf(r.dokument.bytes)).seiten).toHaveLength(1);
  });
});
