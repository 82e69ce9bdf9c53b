/**
 * The HTTP adapter of CloudGateway for the Kontor cloud: paths, headers, schemas. Replies are checked with the shared
 * schemas (unknown fields are dropped); a reply that does not fit counts as unreadable, never as news. It repeats a
 * request in one case only: once, with a fresh token, after a 401.
 */
import { z } from 'zod';
import { contentDigest } from '../../../src-shared/cloud-api/anhaenge.ts';
import {
  abfrageAntwort,
  change,
  changesAntwort,
  STREAM_EREIGNIS,
  STREAM_HERZSCHLAG_MS,
} from '../../../src-shared/cloud-api/changes.ts';
import { commandsAntwort } from '../../../src-shared/cloud-api/commands.ts';
import { CLIENT_HEADER } from '../../../src-shared/cloud-api/fassung.ts';
import { geraetAntwort, journalAntwort, nachlassAntwort } from '../../../src-shared/cloud-api/geraete.ts';
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
  Ruf,
  StromHoerer,
  Zugangstoken,
} from './gateway.ts';
import { type Antwortkopf, antwortFehler } from './klassifizieren.ts';
import { type Anfrage, ganzerText, type Hole, Sender, type Strom } from './senden.ts';
import { EreignisLeser } from './strom.ts';

/** Base address of the cloud (without `/api/v1`), own version, and how to get a token. */
export interface HttpAngaben {
  cloud: string;
  version: string;
  hole: Hole;
  uhr: Uhr;
  zugang: Zugangstoken;
}

type Teil = Omit<Anfrage, 'url' | 'kopf'> & { pfad: string; kopf?: Record<string, string>; ohneToken?: boolean };

const roheSeite = changesAntwort.extend({ changes: z.array(z.unknown()) });
const bekannteArt = z.object({ art: z.enum(['vorgang', 'geloescht', 'entzogen']) });
const JSON_KOPF = { 'content-type': 'application/json' };

/** `?a=1&b=2` without what is undefined. */
function suche(felder: Record<string, string | number | undefined>): string {
  const paare = Object.entries(felder).filter((p): p is [string, string | number] => p[1] !== undefined);
  return paare.length === 0 ? '' : `?${new URLSearchParams(paare.map(([k, w]) => [k, String(w)]))}`;
}

/** Percent-encoding of an extended header parameter (RFC 8187). */
function rfc8187(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (z) => `%${z.charCodeAt(0).toString(16).toUpperCase()}`);
}

const unlesbar = (status: number, grund: 'antwort-unlesbar' | 'fremde-antwort', ursache?: unknown): CloudFehler =>
  new CloudFehler({ art: 'cloud_nicht_erreichbar', grund, status }, ursache);

/** Parsed and checked body of a 2xx reply. */
function liesJson<T>(antwort: Antwortkopf & { text: string }, schema: z.ZodType<T>): T {
  if (!/json/i.test(antwort.kopf('content-type') ?? '')) throw unlesbar(antwort.status, 'fremde-antwort');
  let wert: unknown;
  try {
    wert = JSON.parse(antwort.text);
  } catch (fehler) {
    throw unlesbar(antwort.status, 'antwort-unlesbar', fehler);
  }
  const gelesen = schema.safeParse(wert);
  if (!gelesen.success) throw unlesbar(antwort.status, 'antwort-unlesbar', gelesen.error);
  return gelesen.data;
}

export class HttpGateway implements CloudGateway {
  private readonly angaben: HttpAngaben;
  private readonly sender: Sender;

  constructor(angaben: HttpAngaben) {
    this.angaben = angaben;
    this.sender = new Sender(angaben.hole, angaben.uhr);
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
    const { changes: zeilen, ...seite } = await this.hole(`/changes${suche({ ...frage })}`, roheSeite, ruf);
    const gelesen = zeilen.map((z) => change.safeParse(z));
    const changes = gelesen.flatMap((g) => (g.success ? [g.data] : []));
    // A row of a known kind that cannot be read is a fault of the reply; a new kind is a newer cloud's matter.
    const kaputt = zeilen.findIndex((z, i) => !gelesen[i]?.success && bekannteArt.safeParse(z).success);
    if (kaputt >= 0) throw unlesbar(200, 'antwort-unlesbar', gelesen[kaputt]?.error);
    const dauerMs = this.angaben.uhr.monoton() - start;
    return { ...seite, changes, dauerMs, unlesbar: zeilen.length - changes.length };
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
      throw unlesbar(strom.status, 'fremde-antwort');
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
      pfad: `/vorgaenge/${encodeURIComponent(id)}`,
      kopf,
      signal: ruf.signal,
    });
    if (antwort.status === 304) return { art: 'unveraendert' as const };
    const neu = antwort.kopf('etag');
    return {
      art: 'vorgang' as const,
      vorgang: liesJson(antwort, vorgang),
      ...(neu === undefined ? {} : { etag: neu }),
    };
  }

  async abfrage(ids: readonly string[], ruf: Ruf = {}) {
    return (await this.schicke('/vorgaenge/abfrage', { ids }, abfrageAntwort, ruf)).vorgaenge;
  }

  async commands(commands: Parameters<CloudGateway['commands']>[0], ruf: Ruf = {}) {
    const antwort = await this.schicke('/commands', { commands }, commandsAntwort, ruf);
    const passt =
      commands.length === antwort.results.length &&
      commands.every((c, i) => antwort.results[i]?.commandId === c.commandId);
    if (!passt) throw unlesbar(200, 'antwort-unlesbar');
    return antwort;
  }

  async anhangStand(id: string, ruf: Ruf = {}): Promise<AnhangStand> {
    try {
      const antwort = await this.frage({
        methode: 'HEAD',
        pfad: `/anhaenge/${encodeURIComponent(id)}`,
        signal: ruf.signal,
      });
      const offset = Number(antwort.kopf('upload-offset') ?? Number.NaN);
      const gesamt = Number(antwort.kopf('upload-length') ?? Number.NaN);
      if (Number.isNaN(offset)) return { art: 'fehlt' };
      const fertig = antwort.kopf('upload-complete') === '?1' || offset === gesamt;
      return fertig ? { art: 'fertig' } : { art: 'angefangen', offset };
    } catch (fehler) {
      // A HEAD reply has no body: its 404 cannot carry a problem document.
      if (fehler instanceof CloudFehler && 'status' in fehler.fehler && fehler.fehler.status === 404)
        return { art: 'fehlt' };
      throw fehler;
    }
  }

  async anhangHoch(id: string, s: AnhangStueck, ruf: Ruf = {}): Promise<void> {
    const bis = s.ab + s.bytes.length - 1;
    await this.frage({
      methode: 'PUT',
      pfad: `/anhaenge/${encodeURIComponent(id)}${suche({ vorgang: s.vorgangId })}`,
      kopf: {
        'content-type': s.contentType,
        'content-disposition': `attachment; filename*=UTF-8''${rfc8187(s.dateiname)}`,
        'content-digest': contentDigest(s.sha256),
        ...(s.groesse === 0 ? {} : { 'content-range': `bytes ${s.ab}-${bis}/${s.groesse}` }),
      },
      koerper: s.bytes,
      signal: ruf.signal,
    });
  }

  async anhangRunter(id: string, ab: number, stueck: (bytes: Uint8Array) => void, ruf: Ruf = {}): Promise<void> {
    const kopf: Record<string, string> = {
      'accept-encoding': 'identity',
      ...(ab > 0 ? { range: `bytes=${ab}-` } : {}),
    };
    const strom = await this.mitToken(
      { methode: 'GET', pfad: `/anhaenge/${encodeURIComponent(id)}`, kopf, signal: ruf.signal },
      (a) => this.pruefeStrom(a),
    );
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
    return this.schicke(`/geraete/${encodeURIComponent(deviceId)}/nachlass`, { commands }, nachlassAntwort, ruf);
  }

  async journal(vorgangId: string, ruf: Ruf = {}) {
    return this.hole(`/journal/${encodeURIComponent(vorgangId)}`, journalAntwort, ruf);
  }

  async rollout(frage: Parameters<CloudGateway['rollout']>[0], ruf: Ruf = {}) {
    return this.hole(`/rollout${suche({ ...frage })}`, rolloutAntwort, ruf);
  }

  private async hole<T>(pfad: string, schema: z.ZodType<T>, ruf: Ruf, extra: Partial<Teil> = {}): Promise<T> {
    return liesJson(await this.frage({ methode: 'GET', pfad, signal: ruf.signal, ...extra }), schema);
  }

  private async schicke<T>(pfad: string, daten: unknown, schema: z.ZodType<T>, ruf: Ruf): Promise<T> {
    const teil: Teil = { methode: 'POST', pfad, koerper: JSON.stringify(daten), kopf: JSON_KOPF, signal: ruf.signal };
    return liesJson(await this.frage(teil), schema);
  }

  private async frage(teil: Teil): Promise<Antwortkopf & { text: string }> {
    return this.mitToken(teil, (a) => this.sender.sende(a));
  }

  /** A reply whose body is read later; refusals are read now. */
  private async pruefeStrom(anfrage: Anfrage): Promise<Strom> {
    const strom = await this.sender.oeffne(anfrage);
    if (strom.status >= 200 && strom.status < 300) return strom;
    throw antwortFehler(strom, await ganzerText(strom), this.angaben.uhr.jetzt());
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
