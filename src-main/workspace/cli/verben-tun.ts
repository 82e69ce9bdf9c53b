/**
 * The verbs that do: sync, befehl, zeichne, loese. Calls that store name their commandId, so that a repeat after a broken
 * line to the running Kontor stores nothing twice.
 */
import { ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import type { VerbindungState } from '../../../src-shared/workspace-api/ansichten.ts';
import { Gescheitert, verbindungInWorten, zeigeErgebnis } from './ausgabe.ts';
import { zeigeFortschritt } from './fortschritt.ts';
import type { Lage } from './rahmen.ts';
import { OUTBOX_TITEL } from './worte.ts';

const GRUND: Partial<Record<VerbindungState, 'sitzung-abgelaufen' | 'kein-zugang' | 'geraet-gesperrt'>> = {
  sitzung_abgelaufen: 'sitzung-abgelaufen',
  kein_zugang: 'kein-zugang',
  geraet_gesperrt: 'geraet-gesperrt',
};

export async function sync({ kontor, o, t, dienste }: Lage, bisRuhig: boolean): Promise<void> {
  const ende = zeigeFortschritt(t, kontor.eigener, dienste.uhr);
  const bericht = await kontor.rufe('sync', { bisRuhig }).finally(ende);
  if (bericht.state !== 'online') {
    const { ursache } = await kontor.rufe('status', {});
    const p = problem(GRUND[bericht.state] ?? 'keine-verbindung', {
      detail: `${ursache ?? verbindungInWorten(bericht.state)} ${bericht.pending} Änderungen warten auf diesem Gerät.`,
    });
    throw new Gescheitert(p, { ...bericht });
  }
  zeigeErgebnis(t, o.json, bericht, () =>
    [
      `Abgeglichen in ${(bericht.dauerMs / 1000).toFixed(1)} s: ${bericht.pulled} geladen, ${bericht.removed} entfernt, ` +
        `${bericht.pushed} gesendet.`,
      `${bericht.pending} zu senden, ${bericht.konflikte} Konflikte.`,
    ].join('\n'),
  );
}

/** A JSON object from the command line. @throws ProblemError `verwendung-falsch` */
export function liesBody(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  try {
    const wert: unknown = JSON.parse(text);
    if (typeof wert === 'object' && wert !== null && !Array.isArray(wert)) return wert as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new ProblemError('verwendung-falsch', { detail: '--body verlangt ein JSON-Objekt, etwa \'{"text":"…"}\'.' });
}

export async function befehl(
  { kontor, o, t, dienste }: Lage,
  order: string,
  vorgangId: string,
  body: Record<string, unknown>,
): Promise<void> {
  const antwort = await kontor.rufe('befehl', { order, vorgangId, body, commandId: dienste.uhr.id() });
  zeigeErgebnis(t, o.json, antwort, () => `${OUTBOX_TITEL[antwort.state]} (${antwort.commandId})`);
}

export async function zeichne({ kontor, o, t, dienste }: Lage, vorgangId: string): Promise<void> {
  const antwort = await kontor.rufe('zeichne', { vorgangId, commandId: dienste.uhr.id() });
  for (const w of antwort.warnungen) t.fehler(`Hinweis: ${w}\n`);
  zeigeErgebnis(
    t,
    o.json,
    antwort,
    () =>
      `Gezeichnet, ${OUTBOX_TITEL[antwort.state]} (${antwort.commandId})\nDokument ${antwort.dokument.dateiname}, SHA-256 ${antwort.dokument.sha256}`,
  );
}

export async function loese(
  { kontor, o, t }: Lage,
  commandId: string,
  weg: 'erneut' | 'kommentar' | 'verwerfen',
): Promise<void> {
  const antwort = await kontor.rufe('loese', { commandId, weg });
  zeigeErgebnis(t, o.json, antwort, () =>
    antwort.neu === undefined ? 'Erledigt.' : `Erledigt; neuer Befehl ${antwort.neu}.`,
  );
}
