/**
 * The HTTP adapter of CloudGateway for the Kontor cloud: paths, headers, schemas. Replies are checked with the shared
 * schemas (unknown fields are dropped); a reply that does not fit counts as unreadable, never as news. It repeats a
 * request in one case only: once, with a fresh token, after a 401.
 */
import type { z } from 'zod';
import { contentDigest } from '../../../src-shared/cloud-api/anhaenge.ts';
import { STREAM_EREIGNIS, STREAM_HERZSCHLAG_MS } from '../../../src-shared/cloud-api/changes.ts';
import { CLIENT_HEADER } from '../../../src-shared/cloud-api/fassung.ts';
import {
  geraetAntwort,
  journalAntwort,
  nachlassAntwort,
  nachlassErledigtAntwort,
} from '../../../src-shared/cloud-api/geraete.ts';
import { rolloutAntwort } from '../../../src-shared/cloud-api/rollout.ts';
import {
  diensteAntwort,
  ichAntwort,
  oeAntwort,
  personenAntwort,
  rootAntwort,
} from '../../../src-shared/cloud-api/root.ts';
import { vorgang } from '../../../src-shared/domain/vorgang.ts';
import type { Uhr } from '../uhr.ts';
import { CloudFehler } from './fehler.ts';
import type {
  AnhangStand,
  AnhangStueck,
  ChangesFrage,
  ChangesSeite,
  CloudGateway,
  NachlassStand,
  Ruf,
  StromHoerer,
  Zugangstoken,
} from './gateway.ts';
import { type Antwortkopf, antwortFehler, keineAntwortDerCloud } from './klassifizieren.ts';
import { type Antworttext, liesAbfrage, liesErgebnisse, liesJson, liesNachlass, liesSeite, unlesbar } from './lesen.ts';
import { KENNUNG_HEADER } from './proxyantwort.ts';
import { type Anfrage, ganzerText, type Hole, Sender, type Strom } from './senden.ts';
import { EreignisLeser } from './strom.ts';
import type { Zeitversatz } from './zeitversatz.ts';

/** Base address of the cloud (without `/api/v1`), own version, and how to get a token. */
export interface HttpAngaben {
  cloud: string;
  version: string;
  hole: Hole;
  uhr: Uhr;
  zugang: Zugangstoken;
  /** Is told what the cloud's replies say of the time. */
  zeit?: Zeitversatz;
}

type Teil = Omit<Anfrage, 'url' | 'kopf'> & { pfad: string; kopf?: Record<string, string>; ohneToken?: boolean };

const JSON_KOPF = { 'content-type': 'application/json' };

/** `?a=1&b=2` without what is undefined. */
function suche(felder: Record<string, string | number | undefined>): string {
  const paare = Object.entries(felder).filter((p): p is [string, string | number] => p[1] !== undefined);
  return paare.length === 0 ? '' : `?${new URLSearchParams(paare.map(([k, w]) => [k, String(w)]))}`;
}

/** A part of a path or header; half a character, which no encoding can hold, becomes U+FFFD. */
const kodiert = (text: string): string => encodeURIComponent(text.toWellFormed());

/** Percent-encoding of an extended header parameter (RFC 8187). */
function rfc8187(text: string): string {
  return kodiert(text).replace(/['()*]/g, (z) => `%${z.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** An attachment's `ETag` is its SHA-256: by that a page of something on the way is told from it. */
const ETAG_SHA256 = /^(W\/)?"[0-9a-f]{64}"$/;

/** How much of an upload the cloud has. @throws CloudFehler where the reply does not say it, and so is not the cloud's */
function angekommen(antwort: Antwortkopf): number {
  const roh = antwort.kopf('upload-offset') ?? '';
  if (!/^\d+$/.test(roh)) throw keineAntwortDerCloud(antwort);
  return Number(roh);
}

/** What a file says of its type, where a header can hold it: an upload must not fail for ever on that. */
const alsTyp = (typ: string): string => (/^[\w.+-]+\/[\w.+-]+$/.test(typ) ? typ : 'application/octet-stream');

/** A route that came later in the contract: a cloud without it answers what there is to say without it. */
async function wennDort<T>(tu: () => Promise<T>, sonst: T): Promise<T> {
  try {
    return await tu();
  } catch (fehler) {
    if (fehler instanceof CloudFehler && fehler.fehler.art === 'dort_unbekannt') return sonst;
    throw fehler;
  }
}

export class HttpGateway implements CloudGateway {
  private readonly angaben: HttpAngaben;
  private readonly sender: Sender;

  constructor(angaben: HttpAngaben) {
    this.angaben = angaben;
    this.sender = new Sender(angaben.hole, angaben.uhr, angaben.zeit);
  }

  async root(ruf: Ruf = {}) {
    return this.hole('', rootAntwort, ruf, { ohneToken: true });
  }

  async ich(ruf: Ruf = {}) {
    return this.hole('/ich', ichAntwort, ruf);
  }

  async dienste(ruf: Ruf = {}) {
    return (await this.hole('/dienste', diensteAntwort, ruf)).dienste;
  }

  async personen(ruf: Ruf = {}) {
    return (await this.hole('/personen', personenAntwort, ruf)).personen;
  }

  async organisationseinheiten(text: string | undefined, ruf: Ruf = {}) {
    const pfad = `/organisationseinheiten${suche({ suche: text })}`;
    return (await this.hole(pfad, oeAntwort, ruf)).organisationseinheiten;
  }

  async changes(frage: ChangesFrage, ruf: Ruf = {}): Promise<ChangesSeite> {
    const start = this.angaben.uhr.monoton();
    const pfad = `/changes${suche({ ...frage })}`;
    const seite = liesSeite(await this.frage({ methode: 'GET', pfad, signal: ruf.signal }));
    return { ...seite, dauerMs: this.angaben.uhr.monoton() - start };
  }

  async strom(hoerer: StromHoerer, ruf: Ruf = {}): Promise<void> {
    const strom = await this.mitToken(
      {
        methode: 'GET',
        pfad: '/changes/stream',
        kopf: { accept: 'text/event-stream' },
        signal: ruf.signal,
        stilleMs: 2.5 * STREAM_HERZSCHLAG_MS,
      },
      (a) => this.pruefeStrom(a),
    );
    if (!/^text\/event-stream/i.test(strom.kopf('content-type') ?? '')) {
      await strom.stuecke.return();
      throw keineAntwortDerCloud(strom);
    }
    hoerer.offen();
    const leser = new EreignisLeser((name) => {
      if (name === STREAM_EREIGNIS) hoerer.hinweis();
    });
    const text = new TextDecoder();
    for await (const stueck of strom.stuecke) leser.nimm(text.decode(stueck, { stream: true }));
  }

  async vorgang(id: string, etag?: string, ruf: Ruf = {}) {
    const kopf: Record<string, string> = etag === undefined ? {} : { 'if-none-match': etag };
    const antwort = await this.frage({
      methode: 'GET',
      pfad: `/vorgaenge/${kodiert(id)}`,
      kopf,
      signal: ruf.signal,
    });
    if (antwort.status === 304 && etag !== undefined) return { art: 'unveraendert' as const };
    const neu = antwort.kopf('etag');
    const gelesen = liesJson(antwort, vorgang);
    if (gelesen.id !== id.toLowerCase()) throw unlesbar(antwort.status);
    return { art: 'vorgang' as const, vorgang: gelesen, ...(neu === undefined ? {} : { etag: neu }) };
  }

  async abfrage(ids: readonly string[], ruf: Ruf = {}) {
    return liesAbfrage(await this.poste('/vorgaenge/abfrage', { ids }, ruf), ids);
  }

  async commands(commands: Parameters<CloudGateway['commands']>[0], ruf: Ruf = {}) {
    return liesErgebnisse(await this.poste('/commands', { commands }, ruf), commands);
  }

  async anhangStand(id: string, ruf: Ruf = {}): Promise<AnhangStand> {
    const antwort = await this.mitToken(
      { methode: 'HEAD', pfad: `/anhaenge/${kodiert(id)}`, signal: ruf.signal },
      (a) => this.kopfAntwort(a),
    );
    if (antwort.status === 404) return { art: 'fehlt' };
    const offset = angekommen(antwort);
    const fertig = antwort.kopf('upload-complete') === '?1' || offset === Number(antwort.kopf('upload-length'));
    return fertig ? { art: 'fertig' } : { art: 'angefangen', offset };
  }

  async anhangHoch(id: string, s: AnhangStueck, ruf: Ruf = {}): Promise<void> {
    const bis = s.ab + s.bytes.length - 1;
    const antwort = await this.frage({
      methode: 'PUT',
      pfad: `/anhaenge/${kodiert(id)}${suche({ vorgang: s.vorgangId })}`,
      kopf: {
        'content-type': alsTyp(s.contentType),
        'content-disposition': `attachment; filename*=UTF-8''${rfc8187(s.dateiname)}`,
        'content-digest': contentDigest(s.sha256),
        ...(s.groesse === 0 ? {} : { 'content-range': `bytes ${s.ab}-${bis}/${s.groesse}` }),
      },
      koerper: s.bytes,
      signal: ruf.signal,
    });
    angekommen(antwort);
  }

  async anhangRunter(id: string, ab: number, stueck: (bytes: Uint8Array) => void, ruf: Ruf = {}): Promise<void> {
    const kopf: Record<string, string> = {
      'accept-encoding': 'identity',
      ...(ab > 0 ? { range: `bytes=${ab}-` } : {}),
    };
    const strom = await this.mitToken(
      { methode: 'GET', pfad: `/anhaenge/${kodiert(id)}`, kopf, signal: ruf.signal },
      (a) => this.pruefeStrom(a),
    );
    if (!ETAG_SHA256.test(strom.kopf('etag') ?? '')) {
      await strom.stuecke.return();
      throw keineAntwortDerCloud(strom);
    }
    if (strom.status === 206 && !strom.kopf('content-range')?.startsWith(`bytes ${ab}-`)) {
      await strom.stuecke.return();
      throw unlesbar(strom.status);
    }
    // A box that ignores Range sends all of it again: what is here already is skipped.
    let ueber = strom.status === 206 ? 0 : ab;
    for await (const bytes of strom.stuecke) {
      const neu = bytes.subarray(Math.min(ueber, bytes.length));
      ueber -= bytes.length - neu.length;
      if (neu.length > 0) stueck(neu);
    }
  }

  async geraetAnmelden(jwk: Parameters<CloudGateway['geraetAnmelden']>[0], bezeichnung: string, ruf: Ruf = {}) {
    return this.schicke('/geraete', { jwk, bezeichnung }, geraetAntwort, ruf);
  }

  async nachlass(deviceId: string, commands: Parameters<CloudGateway['nachlass']>[1], ruf: Ruf = {}) {
    return this.schicke(`/geraete/${kodiert(deviceId)}/nachlass`, { commands }, nachlassAntwort, ruf);
  }

  async nachlassOffen(ruf: Ruf = {}): Promise<NachlassStand> {
    const leer: NachlassStand = { eintraege: [], erledigt: [], unlesbar: 0 };
    return wennDort(async () => liesNachlass(await this.frage({ methode: 'GET', pfad: '/nachlass', ...ruf })), leer);
  }

  async nachlassErledigt(commandIds: readonly string[], ruf: Ruf = {}): Promise<void> {
    await wennDort(() => this.schicke('/nachlass/erledigt', { commandIds }, nachlassErledigtAntwort, ruf), undefined);
  }

  async journal(vorgangId: string, ruf: Ruf = {}) {
    return this.hole(`/journal/${kodiert(vorgangId)}`, journalAntwort, ruf);
  }

  async rollout(frage: Parameters<CloudGateway['rollout']>[0], ruf: Ruf = {}) {
    return this.hole(`/rollout${suche({ ...frage })}`, rolloutAntwort, ruf);
  }

  private async hole<T>(pfad: string, schema: z.ZodType<T>, ruf: Ruf, extra: Partial<Teil> = {}): Promise<T> {
    return liesJson(await this.frage({ methode: 'GET', pfad, signal: ruf.signal, ...extra }), schema);
  }

  private async schicke<T>(pfad: string, daten: unknown, schema: z.ZodType<T>, ruf: Ruf): Promise<T> {
    return liesJson(await this.poste(pfad, daten, ruf), schema);
  }

  private poste(pfad: string, daten: unknown, ruf: Ruf): Promise<Antworttext> {
    return this.frage({ methode: 'POST', pfad, koerper: JSON.stringify(daten), kopf: JSON_KOPF, signal: ruf.signal });
  }

  private async frage(teil: Teil): Promise<Antworttext> {
    return this.mitToken(teil, (a) => this.sender.sende(a));
  }

  /** A reply whose body is read later; refusals are read now. */
  private async pruefeStrom(anfrage: Anfrage): Promise<Strom> {
    const strom = await this.sender.oeffne(anfrage);
    if (strom.status >= 200 && strom.status < 300) return strom;
    throw antwortFehler(strom, await ganzerText(strom), this.angaben.uhr.jetzt());
  }

  /** A reply without a body: its 404 cannot carry a problem document, only the mark that every reply of the cloud has. */
  private async kopfAntwort(anfrage: Anfrage): Promise<Strom> {
    const strom = await this.sender.oeffne(anfrage);
    const text = await ganzerText(strom);
    const gut = strom.status >= 200 && strom.status < 300;
    if (gut || (strom.status === 404 && strom.kopf(KENNUNG_HEADER) !== undefined)) return strom;
    throw antwortFehler(strom, text, this.angaben.uhr.jetzt());
  }

  private async mitToken<T>(teil: Teil, tu: (anfrage: Anfrage) => Promise<T>): Promise<T> {
    const { pfad, kopf, ohneToken, ...rest } = teil;
    const basis = this.angaben.cloud.replace(/\/+$/, '');
    const bau = (token?: string): Anfrage => ({
      ...rest,
      url: `${basis}/api/v1${pfad}`,
      kopf: {
        accept: 'application/json, application/problem+json',
        [CLIENT_HEADER]: this.angaben.version,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...kopf,
      },
    });
    if (ohneToken) return tu(bau());
    const token = await this.angaben.zugang.token();
    try {
      return await tu(bau(token));
    } catch (fehler) {
      if (!(fehler instanceof CloudFehler) || fehler.fehler.art !== 'sitzung_abgelaufen') throw fehler;
      return tu(bau(await this.angaben.zugang.erneuere(token)));
    }
  }
}
