/**
 * `npm run test:long -- fuzz-http`: requests of every kind over real HTTP to the real cloud on PostgreSQL, several
 * connections with several requests each. Never a 500, never a reply that does not come, every refusal a problem document,
 * no memory that only grows; and what was acknowledged is there in the end.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { inMandant } from '../../../src-cloud/db/mandant.ts';
import { MANDANTEN } from '../../../src-cloud/demo/mandanten.ts';
import { type TestCloud, testCloud } from '../../../src-cloud/testing/test-cloud.ts';
import { API, befehl, legeAn, mitToken, neuerVorgang, sende } from '../../../src-cloud/testing/test-vorgang.ts';
import { stelleAntrag } from '../../cloud-demo.ts';
import { type Auftrag, type Ergebnis, type Teil, takt } from '../../lang/teil.ts';
import { ganz, type Wuerfel } from '../wuerfel.ts';
import { wuerfelFuer } from '../ziel.ts';
import { type Anfrage, anfrage, type Welt } from './anfragen.ts';
import { type Empfangen, Leitung } from './leitung.ts';

const LEITUNGEN = 12;
const HOECHSTENS_MS = 20_000;
const PERSONEN = ['sabine.sander', 'petra.post', 'lars.loesch', 'lena.leitung', 'sabine.sander@preetz'];
/** Tokens live ten minutes. */
const NEUE_TOKENS_MS = 5 * 60_000;
/** Growth of the heap, after a collection, that is no warm-up any more. */
const WACHSTUM_MB = 96;

interface Lauf {
  funde: string[];
  zahlen: Record<string, number>;
  /** transactionIds that were acknowledged, and with which Vorgang. */
  angenommen: Map<string, string>;
}

const gc = (() => {
  setFlagsFromString('--expose_gc');
  return runInNewContext('gc') as () => void;
})();

function heapMb(): number {
  gc();
  return process.memoryUsage().heapUsed / 1_048_576;
}

/** What must hold for every reply. Answers what does not. */
function maengel(a: Empfangen, methode: string): string | undefined {
  if (a.status >= 500 && a.status !== 503) return `status ${a.status}`;
  // Answered before there is a request that could have an id.
  const ausDemRahmen = [400, 408, 417, 431].includes(a.status);
  if (!a.kopf.has('x-request-id') && !ausDemRahmen) return `status ${a.status} without X-Request-Id`;
  if (a.status < 400 || methode === 'HEAD') return undefined;
  if (!/^application\/problem\+json/.test(a.kopf.get('content-type') ?? '')) {
    return `status ${a.status} with ${a.kopf.get('content-type')}`;
  }
  if (a.kopf.has('content-encoding')) return undefined;
  const p = JSON.parse(a.koerper.toString('utf8')) as { type?: string; title?: string; status?: number };
  if (!/^urn:kontor:problem:[a-z-]+$/.test(p.type ?? '') || (p.title ?? '').length < 6)
    return 'a problem without a name';
  return p.status === a.status ? undefined : `problem says ${p.status}, reply ${a.status}`;
}

function werte(
  lauf: Lauf,
  seed: number,
  n: number,
  fragen: readonly Anfrage[],
  a: Awaited<ReturnType<Leitung['frage']>>,
): void {
  const melde = (i: number, was: string): void => {
    lauf.funde.push(`[C9] seed ${seed} request ${n + i}: ${fragen[i]?.was}: ${was}`);
  };
  if (a.ende === 'zeit') {
    const zug = fragen.map((f, i) => `${f.was} ${a.antworten[i]?.status ?? '–'}`).join(', ');
    melde(a.antworten.length, `no reply after ${HOECHSTENS_MS} ms; in one go were: ${zug}`);
  }
  if (a.unsinn !== undefined) melde(a.antworten.length, a.unsinn);
  for (const [i, antwort] of a.antworten.entries()) {
    const frage = fragen[i];
    if (!frage) break;
    lauf.zahlen[`status${antwort.status}`] = (lauf.zahlen[`status${antwort.status}`] ?? 0) + 1;
    const mangel = maengel(antwort, frage.methode);
    if (mangel !== undefined) melde(i, `${mangel} ${antwort.koerper.toString('utf8').slice(0, 200)}`);
    if (antwort.status === 200 && frage.transactionId !== undefined) merke(lauf, frage.transactionId, antwort);
  }
  const abgesagt = a.antworten.at(-1)?.kopf.get('connection') === 'close' || fragen.some((f) => f.missgebildet);
  if (a.ende === 'geschlossen' && !abgesagt && a.antworten.length < fragen.length) {
    melde(a.antworten.length, 'the connection was closed without a reply');
  }
}

function merke(lauf: Lauf, transactionId: string, a: Empfangen): void {
  const { vorgang } = JSON.parse(a.koerper.toString('utf8')) as { vorgang: { vorgangId: string } };
  lauf.angenommen.set(transactionId, vorgang.vorgangId);
}

/** One connection: batches until `weiter` says stop. */
async function verkehr(
  lauf: Lauf,
  welt: Welt,
  seed: number,
  nehme: (anzahl: number) => number | undefined,
): Promise<void> {
  const leitung = new Leitung(Number(welt.host.split(':')[1]));
  const w: Wuerfel = wuerfelFuer(seed, -1);
  for (;;) {
    const anzahl = w() < 0.6 ? 1 : 2 + ganz(w, 5);
    const n = nehme(anzahl);
    if (n === undefined) break;
    const fragen: Anfrage[] = [];
    for (let i = 0; i < anzahl; i++) {
      const nr = `${seed.toString(16).padStart(6, '0').slice(-6)}-${(n + i).toString(16).padStart(8, '0')}`;
      fragen.push(anfrage(wuerfelFuer(seed, n + i), welt, nr));
      // After one that is no HTTP nothing more can be said on this line.
      if (fragen.at(-1)?.missgebildet) break;
    }
    lauf.zahlen.anfragen = (lauf.zahlen.anfragen ?? 0) + fragen.length;
    if (fragen.length > 1) lauf.zahlen.inEinemZug = (lauf.zahlen.inEinemZug ?? 0) + fragen.length;
    if (fragen.at(-1)?.missgebildet) lauf.zahlen.missgebildet = (lauf.zahlen.missgebildet ?? 0) + 1;
    werte(lauf, seed, n, fragen, await leitung.frage(fragen, HOECHSTENS_MS));
  }
  leitung.schliesse();
}

async function bereite(t: TestCloud): Promise<Welt> {
  const status = ['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG', 'ABGESCHLOSSEN', 'ZU_LOESCHEN'];
  const da = await legeAn(
    t,
    Array.from({ length: 20 }, (_, i) => neuerVorgang({ status: status[i % 5] ?? 'NEU' })),
  );
  const doc = (await t.frage('', `${API}/openapi.json`)).body as { paths: Record<string, object> };
  const routen = Object.entries(doc.paths)
    .flatMap(([pfad, m]) => Object.keys(m).map((methode) => ({ methode: methode.toUpperCase(), pfad })))
    // It answers for as long as one listens; its own tests hold it.
    .filter((r) => !r.pfad.endsWith('/stream'));
  const seite = (await t.frage('sabine.sander', `${API}/changes?limit=5`)).body as { cursor: string };
  const tokens = await Promise.all(PERSONEN.map((p) => t.token(p)));
  return { host: new URL(t.url).host, routen, tokens, ids: da.map((v) => v.id), cursor: [seite.cursor] };
}

/** Each acknowledged Antrag is there, and the cloud still does its work. */
async function pruefeDanach(t: TestCloud, lauf: Lauf): Promise<void> {
  const da = new Set<string>();
  for (const { id } of MANDANTEN) {
    const { rows } = await inMandant(t.cloud.dienste.pool, id, (tx) =>
      tx.query<{ id: string }>('SELECT id FROM vorgang WHERE mandant_id = $1', [id]),
    );
    for (const r of rows) da.add(r.id);
  }
  for (const [nr, id] of lauf.angenommen) {
    if (!da.has(id)) lauf.funde.push(`[C2] Antrag ${nr} was answered with ${id}, and it is not there`);
  }
  lauf.zahlen.antraegeBestaetigt = lauf.angenommen.size;
  const neu = await stelleAntrag(t.url, 'nach-dem-fuzz');
  const zugang = await t.token('sabine.sander');
  const v = (await mitToken(t, zugang, `${API}/vorgaenge/${neu.vorgang.vorgangId}`)).body as { status: string };
  const b = befehl('VORGANG_ANNEHMEN', neu.vorgang.vorgangId, { status: 'NEU' });
  const [r] = await sende(t, zugang, b);
  if (v.status !== 'NEU' || r?.state !== 'angenommen')
    lauf.funde.push(`[C9] afterwards the cloud does not work: ${v.status} ${r?.state}`);
}

async function lauf({ seed, minuten, anzahl, melde }: Auftrag): Promise<Ergebnis> {
  const grenzen = { anfragenProSekunde: 1e6, antraegeProSekunde: 1e6, anhangBytes: 500_000 };
  const t = await testCloud({ grenzen });
  const stand: Lauf = { funde: [], zahlen: {}, angenommen: new Map() };
  const beginn = performance.now();
  try {
    const welt = { ...(await bereite(t)) };
    const weiter = takt({ minuten, ...(anzahl !== undefined && { anzahl }) });
    let naechste = 0;
    let erneuert = performance.now();
    let warm: number | undefined;
    let heap = 0;
    const nehme = (n: number): number | undefined => {
      if (!weiter(naechste)) return undefined;
      const von = naechste;
      naechste += n;
      if (Math.floor(naechste / 5_000) > Math.floor(von / 5_000)) {
        heap = heapMb();
        if (naechste >= 10_000) warm ??= heap;
        melde(`${naechste} requests, ${stand.funde.length} finds, heap ${Math.round(heap)} MB`);
      }
      if (performance.now() - erneuert > NEUE_TOKENS_MS) {
        erneuert = performance.now();
        void Promise.all(PERSONEN.map((p) => t.token(p))).then((neu) => {
          welt.tokens = neu;
        });
      }
      return von;
    };
    await Promise.all(Array.from({ length: LEITUNGEN }, (_, i) => verkehr(stand, welt, seed + i, nehme)));
    heap = heapMb();
    if (warm !== undefined && heap - warm > WACHSTUM_MB) {
      stand.funde.push(`[C9] the heap grew from ${Math.round(warm)} to ${Math.round(heap)} MB`);
    }
    await pruefeDanach(t, stand);
    const jeS = Math.round(((stand.zahlen.anfragen ?? 0) * 1000) / (performance.now() - beginn));
    const werte = { 'requests/s': String(jeS), 'heap MB': `${Math.round(warm ?? heap)} → ${Math.round(heap)}` };
    return { zahlen: stand.zahlen, werte, funde: stand.funde };
  } finally {
    await t.beende();
  }
}

export const FUZZ_HTTP: Teil = {
  name: 'fuzz-http',
  titel: 'requests of every kind over HTTP to the real cloud: no 500, no hang, nothing acknowledged is lost',
  regeln: ['C9', 'C2'],
  ziele: { anfragen: 100_000 },
  lauf,
};
