/**
 * What has to be told beside the state of the line, in words: a damaged cache that was salvaged, a cloud that was set back.
 * What the line says there is to do comes first.
 */
import type { Bestand } from '../cache/bestand.ts';
import type { Rettungsbericht } from '../cache/rettung.ts';
import { ZURUECKGESETZT } from '../sync/pull.ts';

interface Hinweis {
  ursache: string;
  rat?: string;
}

/** A restore of the cloud is told for a day. */
const SAGEN_MS = 86_400_000;

/** `ursache` and `rat` of the status where there is something to tell; `lage` is what the line says. */
export function hinweise(
  platz: { bestand: Pick<Bestand, 'leser'>; rettung?: Rettungsbericht | undefined },
  lage: { ursache?: string; rat?: string },
  jetztMs: number,
): { ursache?: string; rat?: string } {
  const alle = [gerettet(platz.rettung), zurueckgesetzt(platz.bestand, jetztMs)].filter((h) => h !== undefined);
  if (alle.length === 0) return {};
  const rat = lage.rat ?? alle.find((h) => h.rat !== undefined)?.rat;
  return {
    ursache: [...alle.map((h) => h.ursache), lage.ursache].filter(Boolean).join(' '),
    ...(rat === undefined ? {} : { rat }),
  };
}

/** For as long as the workspace is open. */
function gerettet(rettung: Rettungsbericht | undefined): Hinweis | undefined {
  if (rettung === undefined) return undefined;
  if (rettung.unlesbar.length === 0) {
    return {
      ursache:
        'Der Bestand auf diesem Gerät war beschädigt; er wird neu geladen, Ihre nicht gesendete Arbeit wurde gerettet.',
    };
  }
  return {
    ursache: 'Der Bestand auf diesem Gerät war beschädigt; nicht alles Nicht-Gesendete ließ sich daraus retten.',
    rat: 'Bitte prüfen Sie Ihre letzten Änderungen und sagen Sie Ihrer IT Bescheid; die beschädigte Datei ist aufgehoben.',
  };
}

function zurueckgesetzt({ leser }: Pick<Bestand, 'leser'>, jetztMs: number): Hinweis | undefined {
  const am = leser.gemerkt<number>(ZURUECKGESETZT);
  if (am == null || Math.abs(jetztMs - am) > SAGEN_MS) return undefined;
  return {
    ursache:
      'Die Cloud wurde auf einen früheren Stand zurückgesetzt; was Sie kurz davor getan haben, kann dort fehlen.',
    rat: 'Bitte prüfen Sie Ihre zuletzt bearbeiteten Vorgänge. Was noch wartet, sendet Kontor von selbst.',
  };
}
