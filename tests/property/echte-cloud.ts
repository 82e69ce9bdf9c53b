/**
 * The real cloud on PostgreSQL as the other side of a history: each request over HTTP through the product's own gateway, each
 * person with a token and a device of their own, everything emptied between histories. What only the model can do (going
 * back to an earlier state, an older version of itself) is left out here.
 */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inMandant, type Tx } from '../../src-cloud/db/mandant.ts';
import { CLIENT_DESKTOP, DEMO_GRANT } from '../../src-cloud/identitaet/demo-clients.ts';
import type { TestCloud } from '../../src-cloud/testing/test-cloud.ts';
import { legeAn } from '../../src-cloud/testing/test-vorgang.ts';
import { versendeFaelliges } from '../../src-cloud/versand/versenden.ts';
import { demoZustellung } from '../../src-cloud/versand/zustellung.ts';
import type { ChangesFrage, CloudGateway } from '../../src-main/workspace/cloud/gateway.ts';
import { HttpGateway } from '../../src-main/workspace/cloud/http.ts';
import { systemUhr } from '../../src-main/workspace/system.ts';
import type { Geraeteschluessel } from '../../src-main/workspace/zeichnung/geraeteschluessel.ts';
import type { Rolle, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { eingangVon, PERSONEN } from './buehne.ts';
import type { Gedaechtnis, Gegenstelle, Route } from './gegenstelle.ts';

const MANDANT = 'flensburg';
const JE_GESCHICHTE =
  'vorgang, vorgang_vorher, eingang_transaktion, command, objekt_id, anhang, blob_loeschung, akt, sperre, nachlass, postausgang, postfach_nachricht';

interface Zugang {
  gateway: CloudGateway;
  refresh: string;
  token: string;
}

type Antwort = { access_token: string; refresh_token: string };

/** Takes the place of the model: the same test cloud for all histories, emptied for each. */
export class EchteCloud implements Gegenstelle {
  private readonly t: TestCloud;
  private readonly eigner: pg.Pool;
  private readonly zugaenge = new Map<string, Promise<Zugang>>();
  private hoerer: (() => void)[] = [];

  constructor(t: TestCloud) {
    this.t = t;
    this.eigner = new pg.Pool({ connectionString: t.ziel.eigner, max: 1 });
    // A connection that breaks while idle is told by the next query that needs it.
    this.eigner.on('error', () => undefined);
  }

  /** For the next history: no cases, everybody's own rights, nobody signed in. */
  async leere(): Promise<void> {
    this.hoerer = [];
    this.zugaenge.clear();
    await this.eigner.query(`TRUNCATE ${JE_GESCHICHTE} CASCADE`);
    for (const p of PERSONEN) await this.rechte(p.sub, p.rollen, p.oe);
  }

  async schliesse(): Promise<void> {
    await this.eigner.end();
  }

  async meldeAn(sub: string, geraet: Geraeteschluessel): Promise<void> {
    const zugang = await this.zugang(sub);
    await zugang.gateway.geraetAnmelden(geraet.jwk, 'Geschichte');
    await this.erneuere(zugang);
  }

  bei(cb: () => void): void {
    this.hoerer.push(cb);
  }

  async rufe(sub: string, route: Route, args: readonly unknown[]): Promise<unknown> {
    const { gateway } = await this.zugang(sub);
    if (route === 'changes') return gateway.changes({ ...(args[0] as ChangesFrage), limit: 3 });
    if (route === 'anhangRunter') {
      const teile: Uint8Array[] = [];
      await gateway.anhangRunter(args[0] as string, args[1] as number, (bytes) => void teile.push(bytes));
      return Buffer.concat(teile);
    }
    const antwort = await (gateway[route] as (...a: unknown[]) => Promise<unknown>)(...args);
    if (route === 'commands') for (const cb of this.hoerer) cb();
    return antwort;
  }

  async eingang(nr: number, id: string): Promise<void> {
    const v = eingangVon(nr, id, this.t.uhr.jetzt());
    await legeAn(this.t, [{ ...v, nummer: '' }]);
    for (const cb of this.hoerer) cb();
  }

  async rechte(sub: string, rollen: readonly Rolle[], oe: readonly string[]): Promise<void> {
    await this.alsEigner((tx) =>
      tx.query('UPDATE person SET rollen = $3, oe_ids = $4 WHERE mandant_id = $1 AND sub = $2', [
        MANDANT,
        sub,
        [...rollen],
        [...oe],
      ]),
    );
    const zugang = this.zugaenge.get(sub);
    if (zugang) await this.erneuere(await zugang);
  }

  async beendeLesestaende(): Promise<void> {
    await this.alsEigner((tx) =>
      tx.query('UPDATE feed_zaehler SET epoche = $2 WHERE mandant_id = $1', [MANDANT, randomUUID()]),
    );
  }

  sichere(): void {}
  stelleWiederHer(): void {}
  fassung(): void {}

  async versende(): Promise<void> {
    await versendeFaelliges(this.t.cloud.dienste, demoZustellung);
    for (const cb of this.hoerer) cb();
  }

  async sichtbare(sub: string): Promise<Vorgang[]> {
    const { gateway } = await this.zugang(sub);
    const da = new Map<string, Vorgang>();
    let since: string | undefined;
    for (;;) {
      const seite = await gateway.changes({ limit: 500, sicht: 'voll', since });
      for (const c of seite.changes) {
        if (c.art === 'vorgang') da.set(c.vorgang.id, c.vorgang as Vorgang);
        else da.delete(c.id);
      }
      if (seite.phase === 'folge' && !seite.hasMore) return [...da.values()];
      since = seite.cursor;
    }
  }

  async gedaechtnis(sub: string): Promise<ReadonlyMap<string, Gedaechtnis>> {
    const { rows } = await this.alsEigner((tx) =>
      tx.query<{ id: string; state: Gedaechtnis }>(
        'SELECT command_id AS id, state FROM command WHERE mandant_id = $1 AND sub = $2',
        [MANDANT, sub],
      ),
    );
    return new Map(rows.map((r) => [r.id, r.state]));
  }

  async wirkungen(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.alsEigner((tx) =>
      tx.query<{ id: string; n: number }>(
        `SELECT h ->> 'commandId' AS id, count(*)::integer AS n
         FROM vorgang v, jsonb_array_elements(v.details -> 'historie') h WHERE v.mandant_id = $1 GROUP BY 1`,
        [MANDANT],
      ),
    );
    return new Map(rows.map((r) => [r.id, r.n]));
  }

  async anhaenge(): Promise<ReadonlySet<string>> {
    const { rows } = await this.alsEigner((tx) =>
      tx.query<{ id: string }>('SELECT id FROM anhang WHERE mandant_id = $1 AND komplett', [MANDANT]),
    );
    return new Set(rows.map((r) => r.id));
  }

  brueche(): readonly string[] {
    return [];
  }

  private alsEigner<T>(tat: (tx: Tx) => Promise<T>): Promise<T> {
    return inMandant(this.eigner, MANDANT, tat);
  }

  private zugang(sub: string): Promise<Zugang> {
    const da = this.zugaenge.get(sub) ?? this.oeffne(sub);
    this.zugaenge.set(sub, da);
    return da;
  }

  private async oeffne(sub: string): Promise<Zugang> {
    const username = PERSONEN.find((p) => p.sub === sub)?.username ?? '';
    const { access_token: token, refresh_token: refresh } = await this.hole({ grant_type: DEMO_GRANT, username });
    const zugang = { token, refresh } as Zugang;
    const erneuere = async (): Promise<string> => {
      await this.erneuere(zugang);
      return zugang.token;
    };
    const zugriff = { token: async () => zugang.token, erneuere };
    zugang.gateway = new HttpGateway({
      cloud: this.t.url,
      version: '9.0.0',
      hole: fetch,
      uhr: systemUhr,
      zugang: zugriff,
    });
    return zugang;
  }

  /** Fresh tokens: with the rights of now, and the device of the sign-in. */
  private async erneuere(zugang: Zugang): Promise<void> {
    const neu = await this.hole({ grant_type: 'refresh_token', refresh_token: zugang.refresh });
    zugang.token = neu.access_token;
    zugang.refresh = neu.refresh_token ?? zugang.refresh;
  }

  private async hole(felder: Record<string, string>): Promise<Antwort> {
    const antwort = await fetch(`${this.t.url}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: CLIENT_DESKTOP, ...felder }),
    });
    const body = (await antwort.json()) as Partial<Antwort>;
    if (!body.access_token) throw new Error(`No token: ${antwort.status} ${JSON.stringify(body)}`);
    return body as Antwort;
  }
}
