/**
 * Looks for marks in every file below some folders: as they are, in UTF-16, base64 (at each of its three places) and hex.
 * A mark that was compressed alone cannot be looked for so; where compressed content is what is asked for, its own bytes are
 * the mark. And looks the same way into the decrypted pages of a database, its WAL and its second copy.
 */
import { createHmac } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { seitenVon, walSeitenVon } from '../cache/seitenchiffre.ts';

/** Forms in which text may lie in a file; each by name. */
export function formen(marke: string | Buffer): Map<string, Buffer> {
  const utf8 = Buffer.from(marke);
  const alle = new Map([
    ['utf-8', utf8],
    ['hex', Buffer.from(utf8.toString('hex'))],
    ['HEX', Buffer.from(utf8.toString('hex').toUpperCase())],
  ]);
  if (typeof marke === 'string') {
    alle.set('utf-16le', Buffer.from(marke, 'utf16le'));
    alle.set('utf-16be', Buffer.from(marke, 'utf16le').swap16());
    alle.set('klein', Buffer.from(marke.toLowerCase()));
  }
  for (const versatz of [0, 1, 2]) {
    // What stands before and behind it changes the first and the last characters only.
    const text = Buffer.concat([Buffer.alloc(versatz), utf8])
      .toString('base64')
      .replace(/=+$/, '');
    alle.set(`base64+${versatz}`, Buffer.from(text.slice(versatz === 0 ? 0 : 4, -1)));
  }
  return alle;
}

export function alleDateien(ordner: string): string[] {
  return readdirSync(ordner, { recursive: true, encoding: 'utf8' })
    .map((name) => join(ordner, name))
    .filter((pfad) => statSync(pfad, { throwIfNoEntry: false })?.isFile() === true);
}

/** Where marks stand in clear: "file: mark as form". */
export function klartext(dateien: ReadonlyMap<string, Buffer>, marken: ReadonlyMap<string, string | Buffer>): string[] {
  const gefunden: string[] = [];
  for (const [name, bytes] of dateien) {
    for (const [marke, wert] of marken) {
      for (const [form, gesucht] of formen(wert)) {
        if (bytes.includes(gesucht)) gefunden.push(`${name}: ${marke} as ${form}`);
      }
    }
  }
  return gefunden;
}

const lies = (pfad: string): Buffer => (existsSync(pfad) ? readFileSync(pfad) : Buffer.alloc(0));

/** Every page of the cache in clear, free ones and those of the WAL too: what whoever has the key could find. */
export function entschluesselt(pfad: string, schluessel: Uint8Array): Map<string, Buffer> {
  const zweiter = createHmac('sha256', schluessel).update('kontor-zweitschrift').digest();
  return new Map(
    [
      ['db', seitenVon(schluessel, lies(pfad))],
      ['wal', walSeitenVon(schluessel, lies(`${pfad}-wal`))],
      ['arbeit', seitenVon(zweiter, lies(`${pfad}.arbeit`))],
      ['arbeit-wal', walSeitenVon(zweiter, lies(`${pfad}.arbeit-wal`))],
    ].map(([name, seiten]) => [name as string, Buffer.concat(seiten as Buffer[])]),
  );
}

/** Stretches of 16 bytes of a compressed record by which its remains are known. */
export const bruchstuecke = (blob: Uint8Array): Buffer[] => {
  const b = Buffer.from(blob);
  return Array.from({ length: Math.floor(b.length / 48) }, (_, i) => b.subarray(i * 48 + 24, i * 48 + 40));
};
