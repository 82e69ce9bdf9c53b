// What an operator can set, with safe defaults. Read once at the start from options and environment; nothing reads
// process.env later. Demo mode changes no limit, it only adds protections (demoschutz.ts).

export type Grenzen = {
  /** Requests a second for one person (the contract's floor is 300). */
  anfragenProSekunde: number;
  /** Intakes a second for one sender's address (floor 50). */
  antraegeProSekunde: number;
  /** Bytes of a JSON body. */
  koerperBytes: number;
  /** Nesting of a JSON body. */
  tiefe: number;
  /** Bytes of one attachment, uploaded or taken in. */
  anhangBytes: number;
  /** Files of one Antrag. */
  antragDateien: number;
};

export type Konfiguration = {
  host: string;
  /** 0: any free port. */
  port: number;
  demo: boolean;
  /** Blobs lie in its folder `anhaenge`. */
  datenordner: string;
  /** OIDC issuer; missing in demo mode, where the cloud is its own. */
  issuer?: string;
  /** `aud` that access tokens must carry. */
  audience: string;
  /** Networks (CIDR) caseworkers may come from; empty: any. */
  netze: string[];
  /** Networks (CIDR) form engines may come from; empty: none but by token (in a demo: anybody on this machine). */
  antragNetze: string[];
  /** Shared token that lets senders in from anywhere, as `Authorization: Bearer`. */
  antragToken?: string;
  /** Networks (CIDR) that may read /metrics; by default only this machine. */
  metrikNetze: string[];
  /** Proxies (CIDR) whose X-Forwarded-For is believed. */
  vertrauteProxys: string[];
  grenzen: Grenzen;
};

export const GRENZEN: Grenzen = {
  anfragenProSekunde: 600,
  antraegeProSekunde: 100,
  koerperBytes: 5_000_000,
  tiefe: 64,
  anhangBytes: 100_000_000,
  antragDateien: 50,
};

/** `urn` of the API as OIDC resource. */
export const AUDIENCE = 'urn:kontor:cloud';

const DIESER_RECHNER = ['127.0.0.0/8', '::1'];

type Umgebung = Record<string, string | undefined>;

/** The configuration of a start: what the command line says, the environment (KONTOR_…) and the defaults. */
export function konfiguriere(
  gesagt: Partial<Konfiguration> & Pick<Konfiguration, 'datenordner'>,
  umgebung: Umgebung = {},
): Konfiguration {
  const { grenzen, ...rest } = gesagt;
  return {
    host: umgebung.KONTOR_HOST ?? '127.0.0.1',
    port: 8700,
    demo: false,
    audience: umgebung.KONTOR_AUDIENCE ?? AUDIENCE,
    netze: liste(umgebung.KONTOR_NETZE),
    antragNetze: liste(umgebung.KONTOR_ANTRAG_NETZE),
    metrikNetze: umgebung.KONTOR_METRIK_NETZE === undefined ? DIESER_RECHNER : liste(umgebung.KONTOR_METRIK_NETZE),
    vertrauteProxys: liste(umgebung.KONTOR_PROXYS),
    ...(umgebung.KONTOR_ISSUER ? { issuer: umgebung.KONTOR_ISSUER } : {}),
    ...(umgebung.KONTOR_ANTRAG_TOKEN ? { antragToken: umgebung.KONTOR_ANTRAG_TOKEN } : {}),
    ...rest,
    grenzen: { ...GRENZEN, ...grenzen },
  };
}

function liste(text: string | undefined): string[] {
  return (text ?? '').split(/[\s,]+/).filter((teil) => teil !== '');
}
