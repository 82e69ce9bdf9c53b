/**
 * Replies cut at every byte, for the routes on which most depends: what was half there is never taken for the whole, the
 * cache stands as before, and the next try goes on from there. Nothing else is disturbed, so that each cut is seen.
 */
import { CloudFehler } from '../../src-main/workspace/cloud/fehler.ts';
import { Nachladen } from '../../src-main/workspace/sync/nachladen.ts';
import { Pull } from '../../src-main/workspace/sync/pull.ts';
import { Push } from '../../src-main/workspace/sync/push.ts';
import type { Auftrag, Ergebnis } from '../lang/teil.ts';
import { takt } from '../lang/teil.ts';
import { type Buehne, baueBuehne, pruefeCloud } from './buehne.ts';
import { Ausloeser } from './kombinationen.ts';
import type { Route } from './routen.ts';

export const ROUTEN_ZUM_SCHNEIDEN = ['ich', 'changes', 'abfrage', 'commands', 'anhang-get', 'oidc-token'] as const;
type Schnittroute = (typeof ROUTEN_ZUM_SCHNEIDEN)[number];

const NIE = new AbortController().signal;
/** A new click after so many cut replies to the one before: the first try is not the second. */
const KLICK_ALLE = 20;

/** One try on a route; answers what is wrong with the state after it was cut. */
interface Versuch {
  /** Rejects, or answers the fault that stopped it. */
  tu(): Promise<unknown>;
  /** What must not have changed by a reply that was cut. */
  stand(): string;
  vorher?(nr: number): Promise<void>;
}

async function versuche(b: Buehne): Promise<Record<Schnittroute, Versuch>> {
  const { platz, vorgaenge } = b;
  const { sync, bestand, gateway } = platz;
  const { leser } = bestand;
  const push = new Push(sync);
  const vorgangId = vorgaenge[0]?.id ?? '';
  const inhalt = Buffer.from('Kontor '.repeat(80));
  await b.klicke(inhalt);
  await platz.abgleich.jetzt(true);
  const { vorgang } = await b.api.vorgang({ id: vorgangId });
  const anhangId = 'kommentare' in vorgang ? (vorgang.kommentare[0]?.anhaenge[0]?.id ?? '') : '';
  const offen = (): string => JSON.stringify(leser.outbox().map((e) => [e.commandId, e.state]));
  return {
    ich: { tu: () => gateway.ich(), stand: () => JSON.stringify(leser.ich()) },
    changes: { tu: () => new Pull(sync).ziehe(NIE), stand: () => JSON.stringify(leser.lesestand().cursor) },
    abfrage: { tu: () => new Nachladen(sync).lade(NIE), stand: () => leser.veralteteDetails(99).join() },
    commands: {
      vorher: async (nr) => {
        push.vergissBackoff();
        if (nr % KLICK_ALLE !== 0) return;
        await push.schiebe(NIE);
        await b.klicke();
      },
      tu: async () => {
        const { fehler } = await push.schiebe(NIE);
        if (fehler) throw new CloudFehler(fehler);
      },
      stand: offen,
    },
    'anhang-get': {
      tu: async () => {
        const teile: Uint8Array[] = [];
        try {
          await gateway.anhangRunter(anhangId, 0, (t) => teile.push(t));
        } finally {
          const da = Buffer.concat(teile);
          if (!inhalt.subarray(0, da.length).equals(da))
            b.defekte.push(`X3: ${da.length} bytes that are not the file's`);
        }
      },
      stand: () => String(leser.anhangFortschritt(anhangId)),
    },
    'oidc-token': { tu: () => platz.sitzung.neu(), stand: () => String(platz.sitzung.vorhanden) },
  };
}

/** Cuts each reply of this route at every `schritt`th byte. */
async function schneideRoute(
  b: Buehne,
  route: Schnittroute,
  v: Versuch,
  schritt: number,
  weiter: () => boolean,
): Promise<{ schnitte: number; funde: string[] }> {
  const funde: string[] = [];
  let laenge = Number.POSITIVE_INFINITY;
  let schnitte = 0;
  for (let n = 0, nr = 0; n < laenge && weiter(); n += schritt, nr += 1) {
    await v.vorher?.(nr);
    const stand = v.stand();
    let geschnitten = false;
    b.proxy.eingriff = {
      trifft: (r: Route) => r === route,
      tu: async (g) => {
        const roh = await g.hole();
        laenge = roh.length;
        geschnitten = n < roh.length;
        const teil = roh.subarray(0, n);
        if (n % 2 === 0) g.leitung.end(teil);
        else g.leitung.write(teil, () => g.leitung.destroy());
      },
    };
    const ausgang = await v.tu().then(
      () => 'gut',
      (f: unknown) => (f instanceof CloudFehler ? f.fehler.art : String(f)),
    );
    b.proxy.eingriff = undefined;
    if (!geschnitten) continue;
    schnitte += 1;
    if (ausgang !== 'cloud_nicht_erreichbar') funde.push(`O9 ${route} cut at byte ${n} of ${laenge}: ${ausgang}`);
    if (v.stand() !== stand) funde.push(`B8 ${route} cut at byte ${n} of ${laenge}: ${stand} became ${v.stand()}`);
  }
  return { schnitte, funde };
}

/** Cuts on all routes, one after the other; at the end everything must be there. */
export async function schneide(auftrag: Auftrag, schritt: number): Promise<Ergebnis> {
  const zeit = takt(auftrag);
  const b = await baueBuehne({ seed: auftrag.seed, faktor: 40, vorgaenge: 6, dauerhaft: false });
  const funde: string[] = [];
  const werte: Record<string, string> = {};
  let schnitte = 0;
  try {
    const v = await versuche(b);
    for (const route of ROUTEN_ZUM_SCHNEIDEN) {
      // News to be told, so that page and details are worth cutting.
      if (route === 'changes') await new Ausloeser(b).kollege(b.vorgaenge[0]?.id ?? '');
      if (route === 'abfrage') await new Pull(b.platz.sync).ziehe(NIE);
      const r = await schneideRoute(b, route, v[route], schritt, () => zeit(0));
      schnitte += r.schnitte;
      werte[`bytes ${route}`] = String(r.schnitte);
      funde.push(...r.funde);
      auftrag.melde(`${route}: ${r.schnitte} cuts, ${r.funde.length} finds`);
      if (r.schnitte < 3 && zeit(0)) funde.push(`${route}: only ${r.schnitte} cuts`);
    }
    await b.platz.abgleich.jetzt(true);
    funde.push(...(await pruefeCloud(b)), ...b.defekte);
  } finally {
    await b.raeumeAb();
  }
  return { zahlen: { schnitte }, werte, funde: funde.map((f) => `${f}, seed ${auftrag.seed}`) };
}
