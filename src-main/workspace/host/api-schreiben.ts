/**
 * Commands: each answers only after its commit. The domain's own rules judge in the cache, on what the person sees; what
 * they refuse comes back as the problem, and nothing is stored.
 */
import { createHash } from 'node:crypto';
import { alsBefehl } from '../../../src-shared/cloud-api/commands.ts';
import { istOrder, SIGNIERT } from '../../../src-shared/domain/befehle.ts';
import { ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import type { Anhang } from '../../../src-shared/domain/vorgang.ts';
import type { OutboxEintrag, OutboxState } from '../../../src-shared/workspace-api/ansichten.ts';
import type { BefehlName, GeprueftEingabe, WorkspaceApi } from '../../../src-shared/workspace-api/tabelle.ts';
import { zeitpunkt } from '../uhr.ts';
import { type Anruf, alsProblem } from './anruf.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';
import { zeichne, zurMitzeichnung } from './dokumente.ts';

export type Schreibend = Pick<
  WorkspaceApi,
  Exclude<BefehlName, 'sync' | 'entsperren' | 'anmelden' | 'abmelden' | 'offlineWaehlen'>
>;

/** Tells windows and the sending side that something of a Vorgang was clicked. */
export function geklickt(anruf: Anruf, platz: Arbeitsplatz, vorgangId: string): void {
  anruf.motor.melder.geaendert({ geaendert: [vorgangId], entfernt: [], behalten: [] }, 'klick');
  platz.klick();
}

/** The state of an order that is stored already under this id; a repeated call is answered with it. */
export function schonGespeichert(platz: Arbeitsplatz, commandId: string | undefined): OutboxState | undefined {
  if (commandId === undefined) return undefined;
  return eintragVon(platz, commandId)?.state;
}

export function schreibend(anruf: Anruf): Schreibend {
  const platz = (): Arbeitsplatz => anruf.motor.platz();
  const danach = <T>(p: Arbeitsplatz, vorgangId: string, antwort: T): T => {
    geklickt(anruf, p, vorgangId);
    return antwort;
  };
  return {
    befehl: async (e) => {
      const p = platz();
      const id = p.bestand.leser.vorgang(e.vorgangId).vorgang.id;
      return danach(p, id, befehl(anruf, p, { ...e, vorgangId: id }));
    },
    zeichne: async (e) => {
      const p = platz();
      const id = p.bestand.leser.vorgang(e.vorgangId).vorgang.id;
      return danach(p, id, await alsProblem(() => zeichne(anruf.motor.dienste, p, { ...e, vorgangId: id })));
    },
    zurMitzeichnung: async (e) => {
      const p = platz();
      return danach(p, e.vorgangId, await alsProblem(() => zurMitzeichnung(anruf.motor.dienste, p, e)));
    },
    zuruecknehmen: async ({ commandId }) => {
      const p = platz();
      const eintrag = eintragVon(p, commandId);
      // What the outbox has let go of (confirmed, taken back before) can only be answered by the inverse order.
      if (eintrag === undefined) throw new ProblemError('nicht-zuruecknehmbar');
      return danach(p, eintrag.vorgangId, p.bestand.schreiber.nimmZurueck(commandId));
    },
    loese: async ({ commandId, weg, body }) => {
      const p = platz();
      const eintrag = eintragVon(p, commandId);
      if (eintrag === undefined) throw new ProblemError('nicht-gefunden');
      return danach(p, eintrag.vorgangId, p.bestand.schreiber.loese(commandId, weg, body));
    },
    entwurfSpeichern: async ({ vorgangId, art, inhalt }) => ({
      gespeichertAm: platz().bestand.schreiber.speichereEntwurf(vorgangId, art, inhalt),
    }),
    anhangAnfuegen: async (e) => fuegeAn(anruf, platz(), e),
  };
}

function befehl(
  anruf: Anruf,
  platz: Arbeitsplatz,
  e: GeprueftEingabe<'befehl'>,
): { commandId: string; state: OutboxState } {
  const { uhr } = anruf.motor.dienste;
  const schon = schonGespeichert(platz, e.commandId);
  if (schon !== undefined && e.commandId !== undefined) return { commandId: e.commandId, state: schon };
  const commandId = e.commandId ?? uhr.id();
  const { order, vorgangId, body } = e;
  const geprueft = alsBefehl({ commandId, vorgangId, order, body, createdAt: zeitpunkt(uhr) });
  if ('problem' in geprueft) throw new ProblemError(geprueft.problem);
  if (!istOrder(order) || SIGNIERT.has(order)) {
    throw new ProblemError(problem('signatur-fehlt', { detail: 'Gezeichnet wird mit „zeichne“, nicht als Befehl.' }));
  }
  return platz.bestand.schreiber.stelleEin({
    vorgangId,
    order,
    body: geprueft.befehl.body,
    commandId,
    ...(e.entwurf === undefined ? {} : { entwurf: e.entwurf }),
  });
}

function eintragVon(platz: Arbeitsplatz, commandId: string): OutboxEintrag | undefined {
  return platz.bestand.leser.outbox().find((e) => e.commandId === commandId);
}

function fuegeAn(anruf: Anruf, platz: Arbeitsplatz, e: GeprueftEingabe<'anhangAnfuegen'>): Anhang {
  const bytes = Buffer.from(e.base64, 'base64');
  const anhang: Anhang = {
    id: anruf.motor.dienste.uhr.id(),
    dateiname: e.dateiname,
    contentType: e.contentType,
    groesse: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  platz.bestand.schreiber.legeUploadAb(e.vorgangId, anhang, bytes);
  return anhang;
}
