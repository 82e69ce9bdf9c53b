/**
 * ZIP files written (yazl) and read (yauzl) in memory. Writing is deterministic: the same entries and time give the same
 * bytes on every machine, whatever its time zone. Reading distrusts: names that leave the folder, doubled names, too many
 * or too large entries are refused before anything is unpacked.
 */
import yauzl from 'yauzl';
import yazl from 'yazl';

export interface ArchivDatei {
  /** Path inside the archive with forward slashes. */
  name: string;
  bytes: Uint8Array;
}

/** Why an archive cannot be read; `grund` is a German sentence. */
export class ArchivFehler extends Error {
  readonly grund: string;
  constructor(grund: string, ursache?: unknown) {
    super(grund, ursache === undefined ? undefined : { cause: ursache });
    this.name = 'ArchivFehler';
    this.grund = grund;
  }
}

/** Bounds for reading; sizes in bytes, unpacked. */
export interface ArchivGrenzen {
  dateien: number;
  bytes: number;
}
export const ARCHIV_GRENZEN: ArchivGrenzen = { dateien: 10_000, bytes: 1_073_741_824 };

/**
 * Packs the entries in the given order. `am` (RFC 3339) gives the entries' day; `verdichtet` false stores them as they
 * are, so that the bytes depend on no compressor.
 */
export async function packe(
  dateien: readonly ArchivDatei[],
  am: string,
  { verdichtet = true }: { verdichtet?: boolean } = {},
): Promise<Uint8Array> {
  const zip = new yazl.ZipFile();
  const stuecke: Uint8Array[] = [];
  const fertig = new Promise<void>((gut, schlecht) => {
    zip.outputStream.on('data', (s: Uint8Array) => stuecke.push(s));
    zip.outputStream.on('end', gut);
    zip.outputStream.on('error', schlecht);
    zip.on('error', schlecht);
  });
  const mtime = mittag(am);
  for (const d of dateien) {
    zip.addBuffer(Buffer.from(d.bytes), d.name, {
      mtime,
      mode: 0o100644,
      compress: verdichtet,
      forceDosTimestamp: true,
    });
  }
  zip.end();
  await fertig;
  return Buffer.concat(stuecke);
}

/** Unpacks everything. Throws ArchivFehler where it is no readable, bounded, plain archive. */
export async function entpacke(bytes: Uint8Array, grenzen: ArchivGrenzen = ARCHIV_GRENZEN): Promise<ArchivDatei[]> {
  const zip = await oeffne(bytes);
  const dateien: ArchivDatei[] = [];
  const namen = new Set<string>();
  let rest = grenzen.bytes;
  try {
    if (zip.entryCount > grenzen.dateien) throw new ArchivFehler('Die ZIP-Datei enthält zu viele Dateien.');
    for await (const eintrag of zip.eachEntry()) {
      const name = eintrag.fileName;
      if (name.endsWith('/')) continue;
      if (namen.has(name)) throw new ArchivFehler(`Die ZIP-Datei enthält „${name}“ doppelt.`);
      namen.add(name);
      rest -= eintrag.uncompressedSize;
      if (rest < 0) throw new ArchivFehler('Die ZIP-Datei ist ausgepackt zu groß.');
      dateien.push({ name, bytes: await lies(zip, eintrag) });
    }
  } catch (fehler) {
    throw fehler instanceof ArchivFehler ? fehler : new ArchivFehler('Die ZIP-Datei ist beschädigt.', fehler);
  } finally {
    zip.close();
  }
  return dateien;
}

/** A name for a file inside an archive or on disk: no path, no control characters, nothing Windows refuses. */
export function sichererDateiname(name: string, ersatz: string): string {
  const knapp = [...name.normalize('NFC')]
    .map((z) => (z < ' ' || '<>:"/\\|?*\u007f'.includes(z) ? '_' : z))
    .join('')
    .replace(/^[. ]+|[. ]+$/g, '')
    .slice(0, 120);
  if (knapp === '') return ersatz;
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(knapp) ? `_${knapp}` : knapp;
}

/** DOS times are local times without a zone: noon of the given UTC day reads the same everywhere. */
function mittag(am: string): Date {
  const [jahr, monat, tag] = am.slice(0, 10).split('-').map(Number) as [number, number, number];
  return new Date(jahr, monat - 1, tag, 12, 0, 0);
}

async function oeffne(bytes: Uint8Array): Promise<yauzl.ZipFile> {
  try {
    return await yauzl.fromBufferPromise(Buffer.from(bytes), { lazyEntries: true, validateEntrySizes: true });
  } catch (fehler) {
    throw new ArchivFehler('Das ist keine lesbare ZIP-Datei.', fehler);
  }
}

async function lies(zip: yauzl.ZipFile, eintrag: yauzl.Entry): Promise<Uint8Array> {
  const strom = await zip.openReadStreamPromise(eintrag);
  const stuecke: Buffer[] = [];
  for await (const s of strom) stuecke.push(s as Buffer);
  return Buffer.concat(stuecke);
}
