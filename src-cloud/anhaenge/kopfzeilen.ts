// Reads and writes the headers of attachments: Content-Range and Range (RFC 9110), Content-Disposition (RFC 6266, 8187).
// Pure. A header that cannot be read is undefined, never a guess.
import { dateinameVon } from '../intake/teile.ts';

/** A piece of an upload: bytes `ab` to `bis` (inclusive) of `gesamt`. */
export type Stueck = { ab: number; bis: number; gesamt: number };

/** `bytes 0-99/1000`; undefined when unreadable or contradictory. */
export function leseContentRange(kopf: string): Stueck | undefined {
  const treffer = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(kopf.trim());
  if (!treffer) return undefined;
  const [ab, bis, gesamt] = treffer.slice(1).map(Number) as [number, number, number];
  return ab <= bis && bis < gesamt ? { ab, bis, gesamt } : undefined;
}

/**
 * One range of a `Range` header on `laenge` bytes. 'alles' where the header is to be ignored (none, another unit, several
 * ranges – RFC 9110 § 14.2 allows that), undefined where it cannot be satisfied (416).
 */
export function leseRange(
  kopf: string | undefined,
  laenge: number,
): { von: number; bis: number } | 'alles' | undefined {
  const treffer = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(kopf?.trim() ?? '');
  if (!treffer || (treffer[1] === '' && treffer[2] === '')) return 'alles';
  const [von, bis] = [treffer[1] ?? '', treffer[2] ?? ''];
  if (von === '') {
    const letzte = Math.min(Number(bis), laenge);
    return letzte > 0 ? { von: laenge - letzte, bis: laenge - 1 } : undefined;
  }
  const ende = bis === '' ? laenge - 1 : Math.min(Number(bis), laenge - 1);
  if (bis !== '' && Number(bis) < Number(von)) return 'alles';
  return Number(von) < laenge ? { von: Number(von), bis: ende } : undefined;
}

/** The file's name in a Content-Disposition: `filename*` before `filename`; 'Datei' where there is none. */
export function leseDateiname(kopf: string | undefined): string {
  const erweitert = /filename\*\s*=\s*UTF-8''([^;\s]+)/i.exec(kopf ?? '')?.[1];
  const einfach = /filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(kopf ?? '');
  const roh = entschluessele(erweitert) ?? einfach?.[1]?.replace(/\\(.)/g, '$1') ?? einfach?.[2];
  return dateinameVon(roh);
}

/** A Content-Disposition that saves under this name, also where only ASCII is understood. */
export function alsDisposition(dateiname: string): string {
  const ascii = dateiname.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const erweitert = encodeURIComponent(dateiname).replace(
    /['()*]/g,
    (z) => `%${z.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${erweitert}`;
}

function entschluessele(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
