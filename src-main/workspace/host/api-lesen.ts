/**
 * Queries: they answer from the cache and change nothing in the case. Two of them may use the network where it is there:
 * an attachment's bytes that have not come yet, and the search for forwarding targets. Both say so when it is away.
 */
import { ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import type { DateiInhalt } from '../../../src-shared/workspace-api/ansichten.ts';
import type { AbfrageName, WorkspaceApi } from '../../../src-shared/workspace-api/tabelle.ts';
import { CloudFehler } from '../cloud/fehler.ts';
import { ladeAnhang } from '../sync/nachladen.ts';
import { ausfuhr, beleg } from './akten.ts';
import { findeAnhang } from './anhaenge.ts';
import { type Anruf, alsProblem, darfNetz } from './anruf.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';
import { diagnose } from './diagnose.ts';
import { bescheidVorschau } from './dokumente.ts';
import { journal, pruefeJournalHier } from './journal.ts';

export type Lesend = Pick<WorkspaceApi, Exclude<AbfrageName, 'sitzung' | 'status' | 'demoPersonen'>>;

const SUCHE_MS = 3_000;

export function lesend(anruf: Anruf): Lesend {
  const platz = (): Arbeitsplatz => anruf.motor.platz();
  const leser = () => platz().bestand.leser;
  return {
    zaehler: async () => leser().zaehler(),
    liste: async (e) => leser().liste(e),
    suche: async (e) => leser().suche(e),
    vorgang: async ({ id }) => leser().vorgang(id),
    dienste: async () => ({ dienste: leser().dienste() }),
    personen: async () => ({ personen: leser().personen() }),
    organisationseinheiten: async ({ suche }) => ({ organisationseinheiten: await ziele(anruf, platz(), suche) }),
    outbox: async () => ({ eintraege: leser().outbox() }),
    konflikte: async () => ({ konflikte: leser().konflikte() }),
    journal: async ({ vorgangId }) => ({ akte: await alsProblem(() => journal(anruf, platz(), vorgangId)) }),
    journalPruefen: ({ vorgangId }) => alsProblem(() => pruefeJournalHier(anruf, platz(), vorgangId)),
    anhang: ({ vorgangId, anhangId }) => alsProblem(() => anhangBytes(anruf, platz(), vorgangId, anhangId)),
    bescheidVorschau: ({ vorgangId, bescheidId }) =>
      alsProblem(() => bescheidVorschau(anruf.motor.dienste, platz(), vorgangId, bescheidId)),
    beleg: ({ vorgangId }) => alsProblem(() => beleg(anruf, platz(), vorgangId)),
    ausfuhr: (e) => alsProblem(() => ausfuhr(anruf, platz(), e)),
    diagnose: () => diagnose(anruf.motor),
    entwurf: async ({ vorgangId, art }) => ({ inhalt: leser().entwurf(vorgangId, art) }),
  };
}

/** Targets for forwarding: the cloud knows all, the cache those it has seen. */
async function ziele(anruf: Anruf, platz: Arbeitsplatz, suche: string | undefined) {
  if (suche !== undefined && suche !== '' && darfNetz(anruf, platz)) {
    const abbruch = new AbortController();
    const keinAbbruch = anruf.motor.dienste.uhr.nach(SUCHE_MS, () => abbruch.abort());
    try {
      return await platz.gateway.organisationseinheiten(suche, { signal: abbruch.signal });
    } catch (fehler) {
      if (!(fehler instanceof CloudFehler)) throw fehler;
    } finally {
      keinAbbruch();
    }
  }
  return platz.bestand.leser.organisationseinheiten(suche);
}

async function anhangBytes(
  anruf: Anruf,
  platz: Arbeitsplatz,
  vorgangId: string,
  anhangId: string,
): Promise<DateiInhalt> {
  const { leser } = platz.bestand;
  let da = leser.anhang(anhangId);
  if (da === undefined) {
    const { vorgang } = leser.vorgang(vorgangId);
    const anhang = findeAnhang(vorgang, anhangId);
    if (anhang === undefined) throw new ProblemError('objekt-unbekannt');
    if (!darfNetz(anruf, platz)) {
      const detail = 'Der Anhang liegt noch nicht auf diesem Gerät; zum Laden wird die Cloud gebraucht.';
      throw new ProblemError(problem('keine-verbindung', { detail }));
    }
    await ladeAnhang(platz.sync, vorgang.id, anhang);
    da = leser.anhang(anhangId);
  }
  if (da === undefined) throw new ProblemError('nicht-gefunden');
  const { dateiname, contentType, sha256 } = da.anhang;
  return { dateiname, contentType, sha256, base64: Buffer.from(da.bytes).toString('base64') };
}
