/**
 * The ways in which a Vorgang leaves a person's sight or the device, and whether its work comes back into the lists by itself
 * afterwards. Each says what of the log of removals must name, for those that go.
 */
import type { Ursache } from '../../src-main/workspace/cache/bestand-typen.ts';
import { raeumeAuf } from '../../src-main/workspace/sync/aufraeumen.ts';
import { Pull } from '../../src-main/workspace/sync/pull.ts';
import { erneuerePerson } from '../../src-main/workspace/sync/verzeichnis.ts';
import type { Werkbank } from '../../src-main/workspace/testing/werkbank.ts';
import { ALLE_RECHTE, FREMDE_STELLE, RECHTSAMT, type Wolke } from './wolke.ts';

export interface Verlust {
  name: string;
  regel: string;
  /** Cause in the log; undefined where nothing leaves. */
  ursache: Ursache | undefined;
  /** Brings it about for these Vorgänge, and lets the client learn of it. */
  nimm(w: Werkbank, wolke: Wolke, ids: readonly string[]): Promise<void>;
  /** Undoes it in the cloud; undefined where it is for good. */
  gibZurueck?(wolke: Wolke, ids: readonly string[]): void;
}

const AN = new AbortController().signal;
const TAG_MS = 86_400_000;

/** What the client does when it asks: who am I, what is new. */
async function frage(w: Werkbank): Promise<void> {
  await erneuerePerson(w.u, AN);
  await new Pull(w.u).ziehe(AN);
}

const jeden = (wolke: Wolke, ids: readonly string[], tu: (id: string) => void): void => {
  for (const id of ids) if (wolke.alle.has(id)) tu(id);
};
const inOe = (wolke: Wolke, ids: readonly string[], oe: { id: string; name: string }): void =>
  jeden(wolke, ids, (id) => {
    const v = wolke.alle.get(id);
    if (v) wolke.setze({ ...v, organisationseinheit: oe, version: v.version + 1 });
  });
const GEWERBE = { id: '197008', name: 'Gewerbe' };
const OHNE_SICHT = { rollen: ['VERWALTUNG_USER' as const], oe: ['197099'] };

export const VERLUSTE: readonly Verlust[] = [
  {
    name: 'the OE is taken',
    regel: 'T2',
    ursache: 'abgleich',
    nimm: async (w, wolke) => {
      wolke.gibRechte({ ...ALLE_RECHTE, ...OHNE_SICHT });
      await frage(w);
    },
    gibZurueck: (wolke) => wolke.gibRechte(ALLE_RECHTE),
  },
  {
    name: 'every role is taken',
    regel: 'T2',
    ursache: 'abgleich',
    nimm: async (w, wolke) => {
      wolke.gibRechte({ ...ALLE_RECHTE, rollen: [] });
      await frage(w);
    },
    gibZurueck: (wolke) => wolke.gibRechte(ALLE_RECHTE),
  },
  {
    name: 'forwarded inside the Mandant',
    regel: 'T1',
    ursache: 'entzogen',
    nimm: async (w, wolke, ids) => {
      inOe(wolke, ids, RECHTSAMT);
      // Neither as Poststelle nor as Löschbeauftragte does one see on.
      jeden(wolke, ids, (id) => {
        const v = wolke.alle.get(id);
        if (v && (v.status === 'NEU' || v.status === 'ZU_LOESCHEN')) wolke.setze({ ...v, status: 'ANGENOMMEN' });
      });
      await frage(w);
    },
    gibZurueck: (wolke, ids) => inOe(wolke, ids, GEWERBE),
  },
  {
    name: 'forwarded to another Mandant',
    regel: 'T1',
    ursache: undefined,
    nimm: async (w, wolke, ids) => {
      jeden(wolke, ids, (id) => {
        const v = wolke.alle.get(id);
        const verknuepft = { organisationseinheit: FREMDE_STELLE };
        if (v) wolke.setze({ ...v, status: 'WEITERGELEITET', verknuepft, version: v.version + 1 });
      });
      await frage(w);
    },
  },
  {
    name: 'deleted',
    regel: 'T1',
    ursache: 'geloescht',
    nimm: async (w, wolke, ids) => {
      jeden(wolke, ids, (id) => wolke.loesche(id));
      await frage(w);
    },
  },
  {
    name: 'lost by a restore: new epoch, without them',
    regel: 'T2',
    ursache: 'abgleich',
    nimm: async (w, wolke, ids) => {
      wolke.epoche += 1;
      jeden(wolke, ids, (id) => wolke.vergiss(id));
      await frage(w);
    },
  },
  {
    name: 'cursor expired (410)',
    regel: 'T2',
    ursache: undefined,
    nimm: async (w, wolke) => {
      wolke.epoche += 1;
      await frage(w);
    },
  },
  {
    name: 'retention on the device',
    regel: 'T3',
    ursache: 'frist',
    nimm: async (w, wolke, ids) => {
      jeden(wolke, ids, (id) => {
        const v = wolke.alle.get(id);
        if (v) wolke.setze({ ...v, status: 'ABGESCHLOSSEN', version: v.version + 1 });
      });
      await frage(w);
      await w.uhr.gehe(40 * TAG_MS);
      raeumeAuf(w.u);
    },
  },
  {
    name: 'scope changed',
    regel: 'T3',
    ursache: 'zustaendigkeit',
    nimm: async (w, _wolke, ids) => {
      w.bestand.schreiber.entferne(ids, 'zustaendigkeit');
    },
    gibZurueck: (wolke) => {
      wolke.epoche += 1;
    },
  },
  {
    name: 'everything is taken from the device at a sign-out',
    regel: 'T4',
    ursache: 'abmeldung',
    nimm: async (w) => {
      w.bestand.schreiber.entferneAlle('abmeldung');
    },
    gibZurueck: () => undefined,
  },
];
