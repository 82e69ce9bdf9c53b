// Who may talk to the loopback page: whoever holds the one-time token gets a cookie for it, and only requests with that
// cookie, the exact Host and the page's own Origin are served. It must never accept a token twice, and never compare
// secrets in a way that tells by its time how much of them was right.

import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Why a request is refused; the German sentence is what a person sees. */
export interface Abweisung {
  readonly status: number;
  readonly satz: string;
}

export type Einlass =
  | { readonly art: 'erlaubt' }
  | { readonly art: 'tausch'; readonly cookie: string }
  | { readonly art: 'abgewiesen'; readonly abweisung: Abweisung };

export interface Zugang {
  /** The page's own origin, `http://127.0.0.1:port`. */
  readonly ursprung: string;
  /** The address to open, with the token that works once. */
  readonly adresse: string;
  /** Judges a request for a page or file. `tausch`: the token was right and is now used up; set the cookie and redirect. */
  pruefeSeite(kopf: IncomingHttpHeaders, url: URL): Einlass;
  /** Judges the request for a WebSocket; null when it is welcome. */
  pruefeVerbindung(kopf: IncomingHttpHeaders): Abweisung | null;
}

const FREMDER_RECHNERNAME: Abweisung = { status: 421, satz: 'Diese Adresse gehört nicht zu Kontor.' };
const FREMDE_SEITE: Abweisung = { status: 403, satz: 'Eine fremde Seite darf Kontor nicht ansprechen.' };
const KEIN_ZUGANG: Abweisung = {
  status: 403,
  satz: 'Dieses Fenster ist bei Kontor nicht angemeldet. Die Adresse gilt nur einmal; bitte öffnen Sie Kontor neu mit „npm start“.',
};

/** @param port the port listened on, on 127.0.0.1 */
export function richteZugangEin(port: number): Zugang {
  const rechner = `127.0.0.1:${port}`;
  const ursprung = `http://${rechner}`;
  const marke = geheimnis();
  const ausweis = geheimnis();
  // The port is in the name since browsers keep one cookie jar for all ports of a host.
  const name = `kontor-${port}`;
  let verbraucht = false;

  const hatAusweis = (kopf: IncomingHttpHeaders): boolean => gleich(liesCookie(kopf.cookie, name), ausweis);

  return {
    ursprung,
    adresse: `${ursprung}/?zugang=${marke}`,
    pruefeSeite(kopf, url) {
      const fremd = pruefeHerkunft(kopf, rechner, ursprung);
      if (fremd) return { art: 'abgewiesen', abweisung: fremd };
      const vorgelegt = url.searchParams.get('zugang');
      if (vorgelegt === null)
        return hatAusweis(kopf) ? { art: 'erlaubt' } : { art: 'abgewiesen', abweisung: KEIN_ZUGANG };
      if (verbraucht || !gleich(vorgelegt, marke)) return { art: 'abgewiesen', abweisung: KEIN_ZUGANG };
      verbraucht = true;
      return { art: 'tausch', cookie: `${name}=${ausweis}; HttpOnly; SameSite=Strict; Path=/` };
    },
    pruefeVerbindung(kopf) {
      const fremd = pruefeHerkunft(kopf, rechner, ursprung);
      if (fremd) return fremd;
      if (kopf.origin !== ursprung) return FREMDE_SEITE;
      return hatAusweis(kopf) ? null : KEIN_ZUGANG;
    },
  };
}

/**
 * Host must be exactly ours (against DNS rebinding). Origin, where one is sent, must be ours. `Sec-Fetch-Site: same-site`
 * is refused too: other ports of 127.0.0.1 count as the same site and would be sent the cookie.
 */
function pruefeHerkunft(kopf: IncomingHttpHeaders, rechner: string, ursprung: string): Abweisung | null {
  if (kopf.host !== rechner) return FREMDER_RECHNERNAME;
  if (kopf.origin !== undefined && kopf.origin !== ursprung) return FREMDE_SEITE;
  const herkunft = kopf['sec-fetch-site'];
  if (herkunft !== undefined && herkunft !== 'same-origin' && herkunft !== 'none') return FREMDE_SEITE;
  return null;
}

function geheimnis(): string {
  return randomBytes(32).toString('base64url');
}

function gleich(vorgelegt: string, erwartet: string): boolean {
  const a = Buffer.from(vorgelegt);
  const b = Buffer.from(erwartet);
  return a.length === b.length && timingSafeEqual(a, b);
}

function liesCookie(kopf: string | undefined, name: string): string {
  for (const teil of (kopf ?? '').split(';')) {
    const [schluessel, wert] = teil.trim().split('=', 2);
    if (schluessel === name) return wert ?? '';
  }
  return '';
}
