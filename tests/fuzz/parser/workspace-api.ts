/**
 * The serving end of the window's API: whatever comes over the line, a question with an id gets exactly one answer of the
 * declared form, and the implementation sees only input that its row of the table lets through – also where it throws what
 * it should not.
 */
import { ProblemError, problemCode } from '../../../src-shared/domain/problem.ts';
import { bediene } from '../../../src-shared/workspace-api/diener.ts';
import { antwort } from '../../../src-shared/workspace-api/protokoll.ts';
import { type Name, TABELLE, type WorkspaceApi } from '../../../src-shared/workspace-api/tabelle.ts';
import { aus, beliebig, ganz, mutiere, type Wuerfel } from '../wuerfel.ts';
import { verlange, type Ziel } from '../ziel.ts';

export const NAMEN = Object.keys(TABELLE) as Name[];
const ID = '01931f00-0000-7000-8000-000000000001';
const FREMDE_NAMEN = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  'x'.repeat(101),
  'valueOf',
  'gibtesnicht',
];

/** Input that fits, for every name that takes any. */
export const EINGABEN: Partial<Record<Name, unknown>> = {
  liste: { filter: { ansicht: 'meine', status: ['NEU'], oe: '197008' }, sortierung: 'frist', limit: 20, nach: 'x' },
  suche: { text: 'Müller', limit: 10 },
  vorgang: { id: ID },
  organisationseinheiten: { suche: 'Amt' },
  journal: { vorgangId: ID },
  journalPruefen: {},
  beleg: { vorgangId: ID },
  ausfuhr: { vorgangIds: [ID], format: 'zip' },
  anhang: { vorgangId: ID, anhangId: ID },
  bescheidVorschau: { vorgangId: ID, bescheidId: ID },
  entwurf: { vorgangId: ID, art: 'kommentar' },
  befehl: { order: 'KOMMENTAR_ANLEGEN', vorgangId: ID, body: { kommentarId: ID, text: 'x' }, entwurf: 'kommentar' },
  zeichne: { vorgangId: ID, bescheidId: ID, art: 'ZEICHNEN' },
  zurMitzeichnung: { vorgangId: ID, bescheidId: ID, an: 'vera' },
  zuruecknehmen: { commandId: ID },
  loese: { commandId: ID, weg: 'bearbeiten', body: { text: 'x' } },
  entwurfSpeichern: { vorgangId: ID, art: 'bescheid', inhalt: { text: 'x' } },
  anhangAnfuegen: { vorgangId: ID, dateiname: 'a.txt', contentType: 'text/plain', base64: 'eA==' },
  sync: { bisRuhig: true },
  anmelden: { person: 'sabine.sander' },
  offlineWaehlen: { an: true },
};

/** Values that come over a MessagePort and are no JSON. */
const FREMD: readonly (() => unknown)[] = [
  () => undefined,
  () => Number.NaN,
  () => 10n,
  () => new Date(Number.NaN),
  () => new Map([['id', ID]]),
  () => new Uint8Array(8),
  () => {
    const kreis: Record<string, unknown> = {};
    kreis.kreis = kreis;
    return kreis;
  },
  () => Array.from({ length: 5 }),
  () => Object.create(null) as object,
];

function nachricht(w: Wuerfel): unknown {
  const name = w() < 0.9 ? aus(w, NAMEN) : aus(w, FREMDE_NAMEN);
  const gut = EINGABEN[name as Name] ?? {};
  const wie = w();
  const eingabe = wie < 0.2 ? gut : wie < 0.8 ? mutiere(w, gut) : wie < 0.9 ? aus(w, FREMD)() : beliebig(w, 5);
  const frage = { art: 'frage', id: ganz(w, 1000), name, eingabe };
  return w() < 0.9 ? frage : w() < 0.5 ? mutiere(w, frage) : aus(w, FREMD)();
}

const GEWORFEN: readonly (() => unknown)[] = [
  () => new ProblemError('nicht-gefunden'),
  () => new Error('etwas'),
  () => undefined,
  () => 'Text',
  () => Object.create(null) as object,
];

/** Checks what it is handed against the table once more, and now and then breaks. */
function dienerApi(w: Wuerfel): WorkspaceApi {
  const zeile = (name: Name) => async (eingabe: unknown) => {
    verlange(TABELLE[name].eingabe.safeParse(eingabe).success, `${name} was called with what its row refuses`, eingabe);
    if (w() < 0.1) throw aus(w, GEWORFEN)();
    return w() < 0.1 ? undefined : { name };
  };
  return Object.fromEntries(NAMEN.map((n) => [n, zeile(n)])) as unknown as WorkspaceApi;
}

/** Whether there is a question to answer: the kind and an id, which is all that an answer needs. */
function istFrage(n: unknown): boolean {
  const { art, id } = (n ?? {}) as { art?: unknown; id?: unknown };
  return art === 'frage' && typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 && !Array.isArray(n);
}

export const WORKSPACE_API: Ziel = {
  name: 'workspaceApi',
  regel: 'C9',
  anteil: 1,
  async probe(w) {
    const n = nachricht(w);
    const gesendet: unknown[] = [];
    const gemeldet: string[] = [];
    let empfange: (nachricht: unknown) => unknown = () => undefined;
    bediene(
      {
        sende: (a) => void gesendet.push(a),
        empfange: (cb) => {
          empfange = cb;
        },
        beendet: () => undefined,
        schliesse: () => undefined,
      },
      dienerApi(w),
      (_name, p, fehler) => {
        if (fehler instanceof Error && fehler.name === 'Error' && fehler.message !== 'etwas')
          gemeldet.push(fehler.message);
        verlange(problemCode(p) !== undefined, 'a problem without a code of ours', p);
      },
    );
    await empfange(n);
    verlange(gemeldet.length === 0, 'the implementation was called wrongly', gemeldet);
    verlange(gesendet.length === (istFrage(n) ? 1 : 0), `${gesendet.length} answers`, n);
    for (const a of gesendet) {
      const gelesen = antwort.safeParse(a);
      verlange(gelesen.success, 'an answer of another form', a);
      if (!gelesen.data.ok) verlange(problemCode(gelesen.data.problem) !== undefined, 'problem without a code', a);
    }
  },
};
