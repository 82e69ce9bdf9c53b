// Takes an upload in, in pieces if need be. What has arrived stays when the line breaks; complete means: all bytes are there
// and their SHA-256 is the announced one. Complete again changes nothing; the same id with another digest is refused.
// Whether the Vorgang is (still) in sight is not asked: the command that names the attachment will be judged.
import { inMandant } from '../db/mandant.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import type { Dienste } from '../server/dienste.ts';
import { httpProblem } from '../server/problem.ts';
import type { Stueck } from './kopfzeilen.ts';
import { type AnhangZeile, fuegeAnhangEin, liesAnhang, merkeStand, type NeuerAnhang, vergissAnhang } from './zeilen.ts';

export type Hochgeladen = { offset: number; groesse: number; komplett: boolean; neu: boolean };

// One upload of an id at a time in an instance; a second one of the same client is a retry that came too early. Other instances
// know nothing of it: there the blob is safe since it is only made of verified bytes (blobs.ts).
const imGangJe = new WeakMap<Dienste, Set<string>>();

/**
 * @param stueck where these bytes belong; `quelle` the bytes.
 * @throws anhang-abweichend (409), bereich-ungueltig (416 with `uploadOffset`), pruefsumme-falsch, zu-gross, nicht-verfuegbar
 */
export async function ladeHoch(
  dienste: Dienste,
  wer: Angemeldet,
  anhang: Omit<NeuerAnhang, 'am'>,
  stueck: Stueck,
  quelle: AsyncIterable<Uint8Array>,
): Promise<Hochgeladen> {
  const schluessel = `${wer.mandant}/${anhang.id.toLowerCase()}`;
  const imGang = imGangJe.get(dienste) ?? new Set();
  imGangJe.set(dienste, imGang);
  if (imGang.has(schluessel))
    throw httpProblem('nicht-verfuegbar', { detail: 'Dieser Anhang wird gerade übertragen.' });
  imGang.add(schluessel);
  try {
    const zeile = await beginne(dienste, wer, anhang);
    if (zeile.komplett) return { offset: zeile.groesse, groesse: zeile.groesse, komplett: true, neu: false };
    return await schreibeStueck(dienste, wer.mandant, zeile, stueck, quelle);
  } catch (fehler) {
    // What was gathered is gone: another instance has completed it, as the next try will see.
    throw (fehler as NodeJS.ErrnoException).code === 'ENOENT' ? httpProblem('nicht-verfuegbar') : fehler;
  } finally {
    imGang.delete(schluessel);
  }
}

async function beginne(dienste: Dienste, wer: Angemeldet, anhang: Omit<NeuerAnhang, 'am'>): Promise<AnhangZeile> {
  const zeile = await inMandant(dienste.pool, wer.mandant, async (tx) => {
    await fuegeAnhangEin(tx, wer, { ...anhang, am: dienste.uhr.jetzt() });
    return liesAnhang(tx, wer.mandant, anhang.id);
  });
  const gleich = zeile && zeile.sha256 === anhang.sha256 && zeile.groesse === anhang.groesse;
  if (!gleich || (zeile.uploaderSub !== wer.sub && !zeile.komplett)) throw httpProblem('anhang-abweichend');
  return zeile;
}

async function schreibeStueck(
  dienste: Dienste,
  mandantId: string,
  zeile: AnhangZeile,
  stueck: Stueck,
  quelle: AsyncIterable<Uint8Array>,
): Promise<Hochgeladen> {
  const { blobs, pool } = dienste;
  const da = await blobs.gesammelt(mandantId, zeile.id);
  if (stueck.ab > da) throw httpProblem('bereich-ungueltig', { detail: `Es fehlt ab Byte ${da}.`, uploadOffset: da });
  const merke = async (offset: number, komplett: boolean) =>
    inMandant(pool, mandantId, (tx) => merkeStand(tx, mandantId, zeile.id, offset, komplett));
  let offset: number;
  try {
    offset = await blobs.sammle(mandantId, zeile.id, stueck.ab, hoechstens(quelle, stueck.bis - stueck.ab + 1));
  } catch (fehler) {
    await merke(await blobs.gesammelt(mandantId, zeile.id), false);
    throw fehler;
  }
  if (offset < zeile.groesse) {
    await merke(offset, false);
    return { offset, groesse: zeile.groesse, komplett: false, neu: true };
  }
  if (!(await blobs.siegle(mandantId, zeile.id, zeile.sha256))) {
    await inMandant(pool, mandantId, (tx) => vergissAnhang(tx, mandantId, zeile.id));
    await blobs.verwirf(mandantId, zeile.id);
    throw httpProblem('pruefsumme-falsch', {
      detail: 'Die Bytes sind nicht die angekündigten. Bitte übertragen Sie den Anhang noch einmal.',
    });
  }
  await merke(offset, true);
  await blobs.verwirf(mandantId, zeile.id);
  return { offset, groesse: zeile.groesse, komplett: true, neu: true };
}

/** Passes on no more than was announced; more is refused. */
async function* hoechstens(quelle: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let rest = bytes;
  for await (const stueck of quelle) {
    rest -= stueck.byteLength;
    if (rest < 0) throw httpProblem('zu-gross', { detail: 'Es kamen mehr Bytes als angekündigt.' });
    yield stueck;
  }
}
