/**
 * Every fault on every route, one after the other: a click while it lasts, the cause in the status, the fault taken away, and
 * then nothing done but waiting. The queue must drain by itself; what was clicked is in the cloud, once.
 */
import { befehl } from '../../src-cloud/testing/test-vorgang.ts';
import { CloudFehler } from '../../src-main/workspace/cloud/fehler.ts';
import { OidcKlient } from '../../src-main/workspace/cloud/oidc.ts';
import type { Anhang } from '../../src-shared/domain/vorgang.ts';
import type { Buehne } from './buehne.ts';
import { ROUTEN, type Route, sagtNichts } from './routen.ts';
import { type Erwartung, STOERUNGEN, type Stoerung } from './stoerungen.ts';
import type { Wahrheit } from './wahrheit.ts';

/** A fault on one route, or on all of them at once. */
export interface Kombination {
  stoerung: Stoerung;
  route: Route | 'alle';
}

export const KOMBINATIONEN: readonly Kombination[] = STOERUNGEN.flatMap((stoerung) =>
  [...ROUTEN, 'alle' as const].map((route) => ({ stoerung, route })),
);

/** A selection for the short form: every third fault that is quick, on one route after the other. */
export const AUSWAHL: readonly Kombination[] = STOERUNGEN.filter((s) => !s.langsam)
  .filter((_s, i) => i % 3 === 0)
  .map((stoerung, i) => ({ stoerung, route: [...ROUTEN, 'alle' as const][(i * 7) % (ROUTEN.length + 1)] ?? 'alle' }));

const HOECHSTENS_MS = 8_000;
const NACHWIRKEN_MS = 100;
const TOKEN_MS = 700_000;
const schlafe = (ms: number): Promise<void> => new Promise((fertig) => setTimeout(fertig, ms));

async function bis(pruefe: () => boolean, ms = HOECHSTENS_MS): Promise<boolean> {
  const ende = performance.now() + ms;
  while (!pruefe()) {
    if (performance.now() > ende) return false;
    await schlafe(5);
  }
  return true;
}

/** What one does, or the engine by itself, so that this route is asked. */
export class Ausloeser {
  private readonly b: Buehne;
  private anhang: Anhang | undefined;

  constructor(b: Buehne) {
    this.b = b;
  }

  /** An attachment that lies in the cloud, for downloads. */
  async bereite(): Promise<void> {
    const { platz } = this.b;
    await this.b.klicke(Buffer.alloc(20_000, 'Kontor'));
    if (!(await bis(() => platz.bestand.leser.outboxZahlen().pending === 0)))
      throw new Error('The first file did not arrive.');
    const { vorgang } = await this.b.api.vorgang({ id: this.b.vorgaenge[0]?.id ?? '' });
    if ('kommentare' in vorgang) this.anhang = vorgang.kommentare[0]?.anhaenge[0];
    if (this.anhang === undefined) throw new Error('The first file is not named.');
  }

  /** Asks; rejects with what the route's fault became. */
  async frage(route: Route | 'alle'): Promise<void> {
    const { platz, vorgaenge, uhr } = this.b;
    const { gateway, abgleich } = platz;
    const vorgangId = vorgaenge[0]?.id ?? '';
    switch (route) {
      case 'root':
      case 'ich':
      case 'dienste':
      case 'personen':
      case 'organisationseinheiten':
        abgleich.verzeichnisVeraltet();
        return abgleich.wecke();
      case 'changes':
      case 'strom':
      case 'alle':
        return abgleich.wecke();
      case 'anhang-put':
      case 'anhang-head':
        return void (await this.b.klicke(Buffer.from(uhr.id().repeat(50))));
      case 'anhang-get': {
        const teile: Uint8Array[] = [];
        await gateway.anhangRunter(this.anhang?.id ?? '', 0, (t) => teile.push(t));
        if (Buffer.concat(teile).length !== this.anhang?.groesse) throw new Error('short file');
        return;
      }
      case 'vorgang':
        return void (await gateway.vorgang(vorgangId));
      case 'geraete':
        return void (await gateway.geraetAnmelden((await platz.geraet()).jwk, 'Kontor'));
      case 'nachlass':
        return void (await gateway.nachlass((await platz.geraet()).deviceId, []));
      case 'nachlass-offen':
        return void (await gateway.nachlassOffen());
      case 'nachlass-erledigt':
        return gateway.nachlassErledigt([uhr.id()]);
      case 'journal':
        return void (await gateway.journal(vorgangId));
      case 'rollout':
        return void (await gateway.rollout({}));
      case 'oidc-angaben':
        return this.entdecke();
      case 'oidc-token':
        uhr.vor(TOKEN_MS);
        return abgleich.wecke();
      case 'abfrage':
        return this.kollege(vorgangId);
      case 'commands':
        return;
    }
  }

  /** A colleague's Kommentar, past the proxy: what is here is old by that. */
  async kollege(vorgangId: string): Promise<void> {
    const c = befehl('KOMMENTAR_ANLEGEN', vorgangId, undefined, { kommentarId: this.b.uhr.id(), text: 'Von nebenan' });
    await this.b.cloud.frage('jan.petersen', '/api/v1/commands', { body: { commands: [c] } });
    this.b.platz.abgleich.wecke();
  }

  private async entdecke(): Promise<void> {
    const { motor, platz, hole, uhr } = this.b;
    const oidc = new OidcKlient({ issuer: motor.dienste.issuer, hole, uhr, oeffne: async () => undefined });
    try {
      await oidc.istDemo();
    } catch (fehler) {
      // As the engine does with a sign-in that failed.
      if (fehler instanceof CloudFehler) platz.zustand.fehler(fehler.fehler);
      throw fehler;
    }
  }
}

const erwarte = ({ stoerung, route }: Kombination): Erwartung => {
  if (route !== 'alle') return sagtNichts(route) ? { ursachen: [], muss: false } : stoerung.erwarte(route);
  const alle = ROUTEN.filter((r) => !sagtNichts(r)).map((r) => stoerung.erwarte(r));
  return { ursachen: alle.flatMap((e) => e.ursachen), muss: alle.some((e) => e.muss) };
};

/** Runs one; answers what was not as promised. */
export async function probiere(b: Buehne, w: Wahrheit, ausloeser: Ausloeser, k: Kombination): Promise<string[]> {
  const funde: string[] = [];
  const name = `${k.stoerung.name} × ${k.route}`;
  const erwartet = erwarte(k);
  const trifft = (r: Route): boolean => k.route === 'alle' || r === k.route;
  const vorher = b.proxy.getroffen;
  w.beginne(name, erwartet.ursachen);
  if (k.stoerung.tu) b.proxy.eingriff = { trifft, tu: k.stoerung.tu };
  b.leiteUm(k.stoerung.umweg, trifft);
  const commandId = await b.klicke();
  const gefragt = ausloeser.frage(k.route).then(
    () => 'gut',
    (f: unknown) => (f instanceof CloudFehler ? f.fehler.art : `defect: ${String(f)}`),
  );
  const traf = (): boolean => b.proxy.getroffen > vorher;
  let getroffen = await bis(traf, HOECHSTENS_MS / 2);
  if (!getroffen) {
    // It was just asked when this began (a token that was renewed in that moment): once more.
    await ausloeser.frage(k.route).catch(() => undefined);
    getroffen = await bis(traf);
  }
  const bemerkt = getroffen && erwartet.muss && (await bis(() => erwartet.ursachen.some((u) => w.gesehen.has(u))));
  // What must not be noticed gets some time in which it could be.
  if (!erwartet.muss) await bis(() => b.proxy.getroffen > vorher + 2, NACHWIRKEN_MS);
  if (!getroffen) {
    funde.push(`${name}: the fault met no request`);
  } else if (erwartet.muss && !bemerkt && !w.gestockt) {
    funde.push(`S2 ${name}: expected "${erwartet.ursachen.join('" or "')}", seen "${[...w.gesehen].join('", "')}"`);
  }
  b.proxy.eingriff = undefined;
  b.leiteUm(undefined, () => false);
  const ausgang = await gefragt;
  // What the fault still holds is its doing, too; the client hears of it a moment later.
  await bis(() => b.proxy.inArbeit === 0);
  await schlafe(10);
  if (ausgang.startsWith('defect')) funde.push(`${name}: ${ausgang}`);
  const ruhig = (): boolean => b.platz.bestand.leser.outboxZahlen().pending === 0 && b.platz.zustand.state === 'online';
  if (!(await bis(ruhig))) {
    funde.push(
      `P3 ${name}: did not drain: ${JSON.stringify(b.platz.bestand.leser.outboxZahlen())}, ${b.platz.zustand.state}`,
    );
    b.platz.abgleich.wecke();
    await bis(ruhig);
  }
  if (!b.proxy.inDerCloud.has(commandId)) funde.push(`P1 ${name}: the click is not with the cloud`);
  return funde;
}
