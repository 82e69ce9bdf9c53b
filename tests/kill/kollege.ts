/**
 * A colleague who works on the same Vorgänge straight against the cloud's HTTP, so that conflicts arise. What was not
 * answered is sent again under the same id, as any client must; every answered acceptance is remembered.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as schlafe } from 'node:timers/promises';
import type { Command, Result } from '../../src-shared/cloud-api/commands.ts';
import type { Befehl, Order } from '../../src-shared/domain/befehle.ts';
import { erwartetVon } from '../../src-shared/domain/erwartung.ts';
import { UEBERGAENGE } from '../../src-shared/domain/uebergaenge.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { aus, KOERPER } from './koerper.ts';

const ORDERS: readonly Order[] = [
  'VORGANG_ANNEHMEN',
  'VORGANG_BEARBEITEN',
  'VORGANG_ZURUECKSTELLEN',
  'BEARBEITER_ZUWEISEN',
  'BEARBEITER_ZUWEISEN',
  'AKTENZEICHEN_SETZEN',
  'KOMMENTAR_ANLEGEN',
  'WIEDERVORLAGE_ANLEGEN',
  'WIEDERVORLAGE_AENDERN',
  'WIEDERVORLAGE_ERLEDIGEN',
  'BESCHEID_AENDERN',
  'BESCHEID_ENTWERFEN',
];

const JAN = 'jan.petersen';

export class Kollege {
  readonly url: string;
  /** commandIds it ever sent, and those the cloud answered as accepted. */
  readonly versucht = new Set<string>();
  readonly angenommen = new Set<string>();
  private readonly w: () => number;
  private offen: Command | undefined;
  private readonly tokens = new Map<string, { wert: string; um: number }>();

  constructor(url: string, w: () => number) {
    this.url = url;
    this.w = w;
  }

  /** One act; a cloud that is away is met again next time. Answers whether it was heard. */
  async tu(faelle: readonly string[]): Promise<boolean> {
    try {
      this.offen ??= await this.naechster(aus(faelle, this.w));
      if (this.offen === undefined) return true;
      this.versucht.add(this.offen.commandId);
      const antwort = await this.frage('/api/v1/commands', { commands: [this.offen] });
      if (!antwort.ok) return false;
      const { results } = (await antwort.json()) as { results: Result[] };
      if (results[0]?.state === 'angenommen') this.angenommen.add(this.offen.commandId);
      this.offen = undefined;
      return true;
    } catch {
      this.tokens.clear();
      return false;
    }
  }

  /** After a round: only what is still unanswered is kept in mind. */
  neuesBlatt(): void {
    this.versucht.clear();
    this.angenommen.clear();
    if (this.offen) this.versucht.add(this.offen.commandId);
  }

  /** The Vorgang as the cloud shows it to a person; undefined where it is out of sight. @throws where the cloud does not say */
  async lies(id: string, als = JAN): Promise<Vorgang | undefined> {
    let status = 0;
    for (let n = 0; n < 5; n += 1) {
      const r = await this.frage(`/api/v1/vorgaenge/${id}`, undefined, als);
      if (r.ok) return (await r.json()) as Vorgang;
      if (r.status === 404) return undefined;
      status = r.status;
      await schlafe(200);
    }
    throw new Error(`GET Vorgang: ${status}`);
  }

  /** Bytes of an attachment; undefined where it is not there. */
  async anhang(id: string): Promise<Buffer | undefined> {
    const r = await this.frage(`/api/v1/anhaenge/${id}`);
    return r.ok ? Buffer.from(await r.arrayBuffer()) : undefined;
  }

  private async naechster(id: string): Promise<Command | undefined> {
    const v = await this.lies(id);
    const order = aus(ORDERS, this.w);
    const von = UEBERGAENGE[order].von;
    if (v === undefined || (Array.isArray(von) && !von.includes(v.status))) return undefined;
    const body = KOERPER[order]?.(v, this.w, `Kollege ${Math.floor(this.w() * 1e9).toString(36)}`);
    if (body === undefined) return undefined;
    const commandId = randomUUID();
    const teil = { commandId, vorgangId: id, order, body, createdAt: new Date().toISOString() };
    return { ...teil, erwartet: erwartetVon(v, teil as unknown as Befehl) };
  }

  private async token(username: string): Promise<string> {
    const da = this.tokens.get(username);
    if (da && performance.now() - da.um < 300_000) return da.wert;
    const r = await fetch(`${this.url}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'urn:kontor:grant:demo', client_id: 'kontor-token', username }),
      signal: AbortSignal.timeout(5_000),
    });
    const { access_token: wert } = (await r.json()) as { access_token?: string };
    if (wert === undefined) throw new Error(`No token: ${r.status}`);
    this.tokens.set(username, { wert, um: performance.now() });
    return wert;
  }

  private async frage(pfad: string, body?: unknown, als = JAN): Promise<Response> {
    const wert = await this.token(als);
    const signal = AbortSignal.timeout(5_000);
    const headers = { authorization: `Bearer ${wert}`, 'content-type': 'application/json' };
    const mit = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return fetch(this.url + pfad, { headers, signal, ...mit });
  }
}
