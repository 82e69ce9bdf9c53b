// Enrols a device: the person's key, certified by the Mandant's anchor. The same key is the same device, however often and
// from however many instances it comes. Never moves a key from one person to another.
import type { AnkerAussage, Ed25519Jwk } from '../../src-shared/domain/zeichnung.ts';
import type { Tx } from '../db/mandant.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { merkeGeraetDerSitzung } from '../identitaet/geraet-der-sitzung.ts';
import { httpProblem } from '../server/problem.ts';
import { inMs, plusMs } from '../server/uhr.ts';
import { type Anker, ankerVon } from './anker.ts';
import { istBrauchbar, thumbprint } from './krypto.ts';
import { fuegeGeraetEin, type GeraetZeile, liesGeraetZumAendern, verlaengereGeraet } from './zeilen.ts';

export type Anmeldung = { deviceId: string; bescheinigung: AnkerAussage };

const TAG_MS = 86_400_000;
/** How long an enrolment holds; it is extended when the device comes again in its last quarter. */
const GUELTIG_MS = 400 * TAG_MS;

/**
 * Enrols the key for the person and pairs the sign-in with it.
 * @throws eingabe-ungueltig (no usable key), id-vergeben with 409 (another person's key), geraet-gesperrt.
 */
export async function meldeGeraetAn(
  tx: Tx,
  person: Angemeldet,
  anfrage: { jwk: Ed25519Jwk; bezeichnung?: string | undefined },
  am: string,
): Promise<Anmeldung> {
  const { jwk } = anfrage;
  if (!istBrauchbar(jwk)) {
    throw httpProblem('eingabe-ungueltig', {
      errors: [{ pointer: '/jwk/x', message: 'Das ist kein Ed25519-Schlüssel.' }],
    });
  }
  const deviceId = thumbprint(jwk);
  const anker = await ankerVon(tx);
  const bis = plusMs(am, GUELTIG_MS);
  const bescheinigung = bescheinige(anker, { id: deviceId, sub: person.sub, jwk, von: am }, bis);
  const neu = { id: deviceId, sub: person.sub, jwk, bescheinigung, von: am, bis, bezeichnung: anfrage.bezeichnung };
  const eingefuegt = await fuegeGeraetEin(tx, person.mandant, neu);
  if (person.sitzung && eingefuegt) await merkeGeraetDerSitzung(tx, person.sitzung, deviceId);
  if (eingefuegt) return { deviceId, bescheinigung };
  return wiederkehrendes(tx, person, deviceId, anker, am);
}

async function wiederkehrendes(
  tx: Tx,
  person: Angemeldet,
  deviceId: string,
  anker: Anker,
  am: string,
): Promise<Anmeldung> {
  const da = await liesGeraetZumAendern(tx, person.mandant, deviceId);
  if (da?.sub !== person.sub) {
    throw httpProblem('id-vergeben', { status: 409, detail: 'Dieser Schlüssel gehört zu einer anderen Person.' });
  }
  if (da.gesperrtAm) throw httpProblem('geraet-gesperrt');
  if (person.sitzung) await merkeGeraetDerSitzung(tx, person.sitzung, deviceId);
  if (inMs(da.bis) - inMs(am) > GUELTIG_MS / 4) return { deviceId, bescheinigung: da.bescheinigung };
  const bis = plusMs(am, GUELTIG_MS);
  const bescheinigung = bescheinige(anker, da, bis);
  await verlaengereGeraet(tx, person.mandant, deviceId, bis, bescheinigung);
  return { deviceId, bescheinigung };
}

/** `von` stays the first day, so that older acts remain within the validity that the statement says. */
function bescheinige(anker: Anker, g: Pick<GeraetZeile, 'id' | 'sub' | 'jwk' | 'von'>, bis: string): AnkerAussage {
  const { kty, crv, x } = g.jwk;
  return anker.bezeuge({ deviceId: g.id, sub: g.sub, jwk: { kty, crv, x }, von: g.von, bis });
}
