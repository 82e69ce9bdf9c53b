/**
 * Bytes from the workspace as something the window may show or save. Only PDF and plain images are ever shown; all
 * else, whatever it calls itself, is saved as bytes, so that nothing from outside is run or rendered as a page.
 */
import type { DateiInhalt } from '../../src-shared/workspace-api/ansichten.ts';

const ZEIGBAR = ['application/pdf', 'image/png', 'image/jpeg'];

export type Zeigbar = 'pdf' | 'bild' | undefined;

/** Whether and how a kind of content may be shown inside the window. */
export function zeigbar(contentType: string): Zeigbar {
  const art = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!ZEIGBAR.includes(art)) return undefined;
  return art === 'application/pdf' ? 'pdf' : 'bild';
}

/** A blob address for showing; `undefined` where it must not be shown. The caller revokes it. */
export function adresseZumZeigen(datei: DateiInhalt): string | undefined {
  if (!zeigbar(datei.contentType)) return undefined;
  return URL.createObjectURL(new Blob([bytes(datei)], { type: datei.contentType }));
}

/** Saves to the person's downloads, under the file's name without any path. */
export function sichere(datei: DateiInhalt): void {
  const adresse = URL.createObjectURL(new Blob([bytes(datei)], { type: 'application/octet-stream' }));
  const a = document.createElement('a');
  a.href = adresse;
  a.download = datei.dateiname.replaceAll(/[/\\]/g, '_');
  a.click();
  URL.revokeObjectURL(adresse);
}

function bytes(datei: DateiInhalt): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(datei.base64), (c) => c.charCodeAt(0));
}
