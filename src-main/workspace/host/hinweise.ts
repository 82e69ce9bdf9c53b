/**
 * What has to be told beside the state of the line, in words: a damaged cache that was salvaged, a cloud that was set back,
 * rows this version cannot read, a locked device's work that nobody can decide here, more than Kontor was tested for. What
 * the line says there is to do comes first.
 */
import type { Bestand } from '../cache/bestand.ts';
import type { NachlassMerk } from '../cache/bestand-typen.ts';
import type { Rettungsbericht } from '../cache/rettung.ts';
import { UNVERSTANDEN, type Unverstanden, ZURUECKGESETZT } from '../sync/pull.ts';

interface Hinweis {
  ursache: string;
  rat?: string;
}

/** What happened once is told for a day. */
const SAGEN_MS = 86_400_000;
/** For so much all of this was tested (docs/reliability.md "Limits"); past it Kontor says so. */
export const GRENZEN = { vorgaenge: 40_000, pending: 500 } as const;

export type Menge = Record<keyof typeof GRENZEN, number>;

/** `ursache` and `rat` of the status where there is something to tell; `lage` is what the line says. */
export function hinweise(
  platz: { bestand: Pick<Bestand, 'leser'>; rettung?: Rettungsbericht | undefined },
  lage: { ursache?: string; rat?: string },
  jetztMs: number,
  menge: Menge,
): { ursache?: string; rat?: string } {
  const alle = [
    gerettet(platz.rettung),
    zurueckgesetzt(platz.bestand, jetztMs),
    unverstanden(platz.bestand, jetztMs),
    ...nachlass(platz.bestand),
    zuViel(menge),
  ].filter((h) => h !== undefined);
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

function unverstanden({ leser }: Pick<Bestand, 'leser'>, jetztMs: number): Hinweis | undefined {
  const u = leser.gemerkt<Unverstanden>(UNVERSTANDEN);
  if (u == null || Math.abs(jetztMs - u.am) > SAGEN_MS) return undefined;
  const was = u.anzahl === 1 ? 'Eine Mitteilung' : `${u.anzahl} Mitteilungen`;
  return {
    ursache: `${was} der Cloud versteht diese Fassung von Kontor nicht; Vorgänge können hier fehlen oder älter sein.`,
    rat: 'Bitte lassen Sie Kontor aktualisieren.',
  };
}

/** For as long as the cloud keeps it. */
function nachlass({ leser }: Pick<Bestand, 'leser'>): Hinweis[] {
  const { ohneVorgang = 0, unlesbar = 0 } = leser.gemerkt<NachlassMerk>('nachlass') ?? {};
  const von = (n: number): string =>
    n === 1 ? 'Eine Änderung Ihres gesperrten Geräts' : `${n} Änderungen Ihres gesperrten Geräts`;
  const wohin = ohneVorgang === 1 ? 'gehört zu einem Vorgang, den' : 'gehören zu Vorgängen, die';
  return [
    ...(ohneVorgang === 0
      ? []
      : [
          {
            ursache: `${von(ohneVorgang)} ${wohin} Sie nicht sehen.`,
            rat: 'Das ist in der Cloud aufgehoben. Sobald Sie den Vorgang wieder sehen, können Sie entscheiden.',
          },
        ]),
    ...(unlesbar === 0
      ? []
      : [
          {
            ursache: `${von(unlesbar)} versteht diese Fassung von Kontor nicht.`,
            rat: 'Das ist in der Cloud aufgehoben. Bitte lassen Sie Kontor aktualisieren.',
          },
        ]),
  ];
}

function zuViel({ vorgaenge, pending }: Menge): Hinweis | undefined {
  const zahl = (n: number): string => n.toLocaleString('de-DE');
  if (vorgaenge > GRENZEN.vorgaenge) {
    return {
      ursache: `Hier liegen ${zahl(vorgaenge)} Vorgänge; erprobt ist Kontor bis ${zahl(GRENZEN.vorgaenge)}.`,
      rat: 'Es geht nichts verloren, aber manches kann langsamer sein. Bitte sagen Sie Ihrer IT Bescheid.',
    };
  }
  if (pending <= GRENZEN.pending) return undefined;
  return {
    ursache: `${zahl(pending)} Änderungen warten auf die Übertragung; erprobt ist Kontor bis ${zahl(GRENZEN.pending)}.`,
    rat: 'Bitte verbinden Sie dieses Gerät bald mit der Cloud.',
  };
}
