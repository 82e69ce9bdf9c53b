/**
 * Which files go along with a Vorgang, and which do not and why: attachments, representations, documents of Bescheide. Each is
 * held against its SHA-256 before it leaves; a file that does not fit is named and left out, never handed on.
 */
import { createHash } from 'node:crypto';
import type { Anhang, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { sichererDateiname } from './archiv.ts';

export interface AusfuhrDatei {
  anhang: Anhang;
  /** What it is to the case. */
  rolle: 'Antrag' | 'Anlage zum Antrag' | 'Bescheid' | 'Anlage zur Nachricht' | 'Anlage zum Kommentar';
  /** When it came to be, RFC 3339, as far as the case says. */
  am: string;
  /** Unique within the case, safe for every system. */
  name: string;
  bytes: Uint8Array;
}

export interface FehlendeDatei {
  vorgangId: string;
  anhangId: string;
  dateiname: string;
  /** German sentence. */
  grund: string;
}

/** Gathers a Vorgang's files. `gesperrt`: a Auskunftssperre holds them all back. */
export function sammleDateien(
  v: Vorgang,
  bytesVon: (anhangId: string) => Uint8Array | undefined,
  gesperrt: boolean,
): { dateien: AusfuhrDatei[]; fehlend: FehlendeDatei[] } {
  const dateien: AusfuhrDatei[] = [];
  const fehlend: FehlendeDatei[] = [];
  const gesehen = new Set<string>();
  for (const { anhang, rolle, am } of alle(v)) {
    if (gesehen.has(anhang.id)) continue;
    gesehen.add(anhang.id);
    const bytes = gesperrt ? undefined : bytesVon(anhang.id);
    const grund = gesperrt ? SPERRE : bytes === undefined ? NICHT_HIER : passt(bytes, anhang) ? undefined : FALSCH;
    if (grund === undefined && bytes !== undefined) {
      const nummer = String(dateien.length + 1).padStart(2, '0');
      dateien.push({ anhang, rolle, am, name: `${nummer}_${sichererDateiname(anhang.dateiname, 'datei')}`, bytes });
    } else {
      fehlend.push({ vorgangId: v.id, anhangId: anhang.id, dateiname: anhang.dateiname, grund: grund ?? NICHT_HIER });
    }
  }
  return { dateien, fehlend };
}

const SPERRE = 'Wegen der Auskunftssperre zurückgehalten: Die Datei kann die Anschrift enthalten.';
const NICHT_HIER = 'Die Datei liegt nicht auf diesem Gerät.';
const FALSCH = 'Die Datei auf diesem Gerät ist beschädigt: Ihre Prüfsumme weicht ab.';

function passt(bytes: Uint8Array, anhang: Anhang): boolean {
  return createHash('sha256').update(bytes).digest('hex') === anhang.sha256;
}

function alle(v: Vorgang): Pick<AusfuhrDatei, 'anhang' | 'rolle' | 'am'>[] {
  return [
    ...v.eingang.repraesentationen.map((anhang) => ({ anhang, rolle: 'Antrag' as const, am: v.eingangAm })),
    ...v.eingang.anhaenge.map((anhang) => ({ anhang, rolle: 'Anlage zum Antrag' as const, am: v.eingangAm })),
    ...v.bescheide.flatMap((b) =>
      b.dokument ? [{ anhang: b.dokument, rolle: 'Bescheid' as const, am: b.gezeichnetAm ?? v.geaendertAm }] : [],
    ),
    ...v.nachrichten.flatMap((n) =>
      n.anhaenge.map((anhang) => ({ anhang, rolle: 'Anlage zur Nachricht' as const, am: n.am })),
    ),
    ...v.kommentare.flatMap((k) =>
      k.anhaenge.map((anhang) => ({ anhang, rolle: 'Anlage zum Kommentar' as const, am: k.am })),
    ),
  ];
}
