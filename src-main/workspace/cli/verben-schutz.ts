/**
 * The verbs about the keys: passphrase (choose the first one, change it) and wiederherstellen (work out of a database with
 * the authority's private key). Neither opens an engine; what they ask for is never an argument and never printed.
 */
import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { ProblemError, problemCode } from '../../../src-shared/domain/problem.ts';
import { nimmProfilsperre } from '../cache/profilsperre.ts';
import { berge } from '../host/bergung.ts';
import { aenderePassphrase, hatPassphrase, richtePassphraseEin } from '../host/passphrase.ts';
import { Profil } from '../host/profil.ts';
import { verlangeUnbelegt } from '../host/schutz.ts';
import { systemUhr } from '../system.ts';
import { zeitpunkt } from '../uhr.ts';
import { dateiAblage } from '../zeichnung/schluesseldatei.ts';
import { zeigeErgebnis } from './ausgabe.ts';
import { liesDatei, schreibeDatei } from './dateien.ts';
import { frage, frageNeue, holePassphrase } from './geheim.ts';
import type { Allgemein } from './optionen.ts';
import type { Umwelt } from './rahmen.ts';

const zufall = (bytes: number): Uint8Array => randomBytes(bytes);

/** Changes the profile's passphrase, or chooses the first one. A running Kontor goes on undisturbed. */
export async function passphrase({ t }: Umwelt, o: Allgemein): Promise<void> {
  const profil = new Profil(o.profil, o.cloud, dateiAblage);
  profil.bereite();
  const ort = { profil: o.profil, ablage: dateiAblage };
  if (await hatPassphrase(ort)) {
    const alt = await holePassphrase(t, o.passphraseDatei, false);
    await aenderePassphrase(ort, alt, await frageNeue(t), zufall);
    zeigeErgebnis(t, o.json, { geaendert: true }, () => 'Die Passphrase ist geändert.');
    return;
  }
  // A Kontor that runs on this profile would go on with another protection.
  const sperre = nimmProfilsperre(profil.sperrdatei);
  if (sperre === undefined) throw new ProblemError('profil-belegt', { detail: 'Bitte beenden Sie Kontor zuerst.' });
  try {
    await verlangeUnbelegt(profil, dateiAblage);
    await richtePassphraseEin(ort, await holePassphrase(t, o.passphraseDatei, true), zufall);
  } finally {
    sperre.gibFrei();
  }
  zeigeErgebnis(t, o.json, { geaendert: false, festgelegt: true }, () => 'Die Passphrase ist festgelegt.');
}

/** Writes the work of all databases that the private key opens. */
export async function wiederherstellen(
  { t }: Umwelt,
  o: Allgemein,
  { schluessel, nach }: { schluessel: string; nach: string },
): Promise<void> {
  const privat = await liesPrivaten(t, schluessel);
  const gibFrei = sperreProfil(o);
  const { zip, ...bericht } = await berge(o.profil, privat, dateiAblage, zeitpunkt(systemUhr)).finally(gibFrei);
  await schreibeDatei(nach, zip);
  for (const u of bericht.uebersprungen) t.fehler(`Hinweis: ${u.ort}: ${u.grund}\n`);
  for (const b of bericht.bestaende.filter((x) => x.unlesbar.length > 0)) {
    t.fehler(`Hinweis: ${b.ort} ist beschädigt und nicht vollständig: ${b.unlesbar.join(', ')}\n`);
  }
  zeigeErgebnis(t, o.json, { datei: nach, ...bericht }, () =>
    [
      `${nach} (nicht verschlüsselt: bitte geschützt aufbewahren)`,
      ...bericht.bestaende.map(
        (b) =>
          `${b.ordner}: ${b.befehle} Befehle, ${b.entwuerfe} Entwürfe, ${b.dateien} Dateien, ${b.zeichnungen} gezeichnete Akte`,
      ),
    ].join('\n'),
  );
}

/** No Kontor may write while its files are copied. Where the lock cannot be taken for lack of rights, none can. */
function sperreProfil(o: Allgemein): () => void {
  const { sperrdatei } = new Profil(o.profil, o.cloud, dateiAblage);
  if (!existsSync(sperrdatei)) return () => undefined;
  try {
    const sperre = nimmProfilsperre(sperrdatei);
    if (sperre === undefined) throw new ProblemError('profil-belegt', { detail: 'Bitte beenden Sie Kontor zuerst.' });
    return () => sperre.gibFrei();
  } catch (fehler) {
    if (fehler instanceof ProblemError && problemCode(fehler.problem) === 'schreiben-unmoeglich')
      return () => undefined;
    throw fehler;
  }
}

/** A PEM; an encrypted one is asked for its passphrase. @throws ProblemError `wiederherstellung-falsch` */
async function liesPrivaten(t: Umwelt['t'], datei: string): Promise<KeyObject> {
  const pem = Buffer.from(await liesDatei(datei));
  const verschlossen = /ENCRYPTED/.test(pem.toString('latin1'));
  const kennwort = verschlossen ? { passphrase: await frage(t, 'Kennwort des privaten Schlüssels: ') } : {};
  try {
    const schluessel = createPrivateKey({ key: pem, ...kennwort });
    if (schluessel.asymmetricKeyType === 'rsa') return schluessel;
  } catch (fehler) {
    throw unlesbar(datei, fehler);
  }
  throw unlesbar(datei);
}

function unlesbar(datei: string, ursache?: unknown): ProblemError {
  const detail = `${datei} ist kein privater RSA-Schlüssel (PEM), oder sein Kennwort ist falsch. Es wurde nichts verändert.`;
  return new ProblemError('wiederherstellung-falsch', { detail }, ursache);
}
