/**
 * What the engine calls before it signs or shows a Bescheid: the document's bytes with digest and name, and the warnings of
 * the completeness check. A document that was co-signed is taken as it is and never made anew. Signs and stores nothing.
 */
import { createHash } from 'node:crypto';
import { tagInBerlin } from '../../../src-shared/domain/fristen.ts';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Anhang, Bescheid, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { sichererDateiname } from './archiv.ts';
import type { Behoerde } from './behoerde.ts';
import { bescheidInhalt } from './bescheid-inhalt.ts';
import { bescheidPdf } from './bescheid-pdf.ts';
import type { Schriften } from './schriften.ts';
import { pruefeVollstaendigkeit } from './vollstaendigkeit.ts';

export interface ZeichnungAuftrag {
  /** The overlaid Vorgang. */
  vorgang: Vorgang;
  bescheid: Bescheid;
  behoerde: Behoerde;
  /** `SH`, `BY`, as `/ich` says. */
  land: string;
  /** Now, RFC 3339: decides whose day's law holds, and nothing else in the document. */
  jetzt: string;
  schriften: Schriften;
  /** Fields the Dienst's template asks for. */
  pflichtfelder?: readonly string[];
  /** Bytes of an attachment that are here; for the co-signed document. */
  anhang?: (id: string) => Uint8Array | undefined;
  /** A provider that seals the document before its digest is taken (QES, seal). */
  versiegle?: (dokument: Uint8Array) => Promise<Uint8Array>;
}

export interface Dokument {
  bytes: Uint8Array;
  /** 64 hex digits. */
  sha256: string;
  dateiname: string;
  contentType: 'application/pdf';
  groesse: number;
  /** Where the document was handed over or co-signed before: sign this attachment, upload nothing. */
  vorhanden?: Anhang;
}

/**
 * The document to sign, and what is missing in it. Throws `anhang-fehlt` where a document was co-signed and its bytes are
 * not here, `pruefsumme-falsch` where they are not those that were co-signed.
 */
export async function bereiteZeichnung(
  auftrag: ZeichnungAuftrag,
): Promise<{ dokument: Dokument; warnungen: string[] }> {
  const { vorgang, bescheid, behoerde, land, pflichtfelder } = auftrag;
  const tag = tagInBerlin(auftrag.jetzt);
  const vorhanden = gebundenesDokument(bescheid);
  const gemacht = vorhanden
    ? { dokument: ausAnhang(vorhanden, auftrag), fehlendeZeichen: [] }
    : await macheDokument(auftrag, tag);
  const warnungen = pruefeVollstaendigkeit({
    vorgang,
    bescheid,
    behoerde,
    land,
    tag,
    fehlendeZeichen: gemacht.fehlendeZeichen,
    ...(pflichtfelder === undefined ? {} : { pflichtfelder }),
  });
  return { dokument: gemacht.dokument, warnungen };
}

/** The attachment a draft is bound to since it was given for co-signature; undefined where it is still free. */
export function gebundenesDokument(b: Bescheid): Anhang | undefined {
  return b.stand === 'ZUR_MITZEICHNUNG' || b.stand === 'MITGEZEICHNET' ? b.dokument : undefined;
}

/** The Bescheid as the domain describes an attachment; `id` is a new UUIDv7 of the caller. */
export function alsAnhang(dokument: Dokument, id: string): Anhang {
  const { dateiname, contentType, groesse, sha256 } = dokument;
  return dokument.vorhanden ?? { id, dateiname, contentType, groesse, sha256 };
}

async function macheDokument(
  auftrag: ZeichnungAuftrag,
  tag: string,
): Promise<{ dokument: Dokument; fehlendeZeichen: string[] }> {
  const inhalt = bescheidInhalt({ ...auftrag, tag });
  const pdf = await bescheidPdf(inhalt, auftrag.schriften);
  const bytes = auftrag.versiegle ? await auftrag.versiegle(pdf.bytes) : pdf.bytes;
  const dateiname = `${inhalt.art}_${sichererDateiname(auftrag.vorgang.nummer, 'Vorgang').replaceAll(' ', '_')}.pdf`;
  return { dokument: alsDokument(bytes, dateiname), fehlendeZeichen: pdf.fehlendeZeichen };
}

function ausAnhang(anhang: Anhang, auftrag: ZeichnungAuftrag): Dokument {
  const bytes = auftrag.anhang?.(anhang.id);
  if (!bytes) {
    throw new ProblemError('anhang-fehlt', {
      detail:
        'Das mitgezeichnete Dokument liegt noch nicht auf diesem Gerät. Bitte verbinden Sie sich einmal mit der Cloud.',
    });
  }
  const dokument = alsDokument(bytes, anhang.dateiname);
  if (dokument.sha256 !== anhang.sha256) {
    throw new ProblemError('pruefsumme-falsch', {
      detail: 'Das Dokument auf diesem Gerät ist nicht das mitgezeichnete. Gezeichnet wurde nichts.',
    });
  }
  return { ...dokument, vorhanden: anhang };
}

function alsDokument(bytes: Uint8Array, dateiname: string): Dokument {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, sha256, dateiname, contentType: 'application/pdf', groesse: bytes.length };
}
