/**
 * Lists, counters and search of the workspace double, over cases in memory: views and order as the API's table names
 * them. Slow and plain on purpose; the real ones are indexed queries of the cache.
 */
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type {
  KopfZeile,
  ListenAntwort,
  SuchAntwort,
  ZaehlerAnsicht,
} from '../../src-shared/workspace-api/ansichten.ts';
import type { Ansicht, GeprueftEingabe } from '../../src-shared/workspace-api/tabelle.ts';
import { ich } from './bestand.ts';

/** What lists need of the double. */
interface Bestand {
  readonly vorgaenge: ReadonlyMap<string, Vorgang>;
  readonly heute: string;
  kopf(v: Vorgang): KopfZeile;
}

type Praedikat = (v: Vorgang, d: Bestand) => boolean;
const offen: Praedikat = (v) => ['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG'].includes(v.status);

const ANSICHT: Record<Ansicht, Praedikat> = {
  alle: () => true,
  neu: (v) => v.status === 'NEU',
  meine: (v, d) => offen(v, d) && v.bearbeiter?.sub === ich.sub,
  nicht_zugewiesen: (v, d) => offen(v, d) && v.bearbeiter === undefined,
  ueberfaellig: (v, d) => d.kopf(v).ueberfaellig,
  wiedervorlagen: (v, d) => v.wiedervorlagen.some((w) => !w.erledigt && w.frist <= d.heute),
  zur_mitzeichnung: (v) => v.bescheide.at(-1)?.stand === 'ZUR_MITZEICHNUNG',
  konflikte: (v, d) => d.kopf(v).marke === 'konflikt',
};

const alle = (d: Bestand): Vorgang[] =>
  [...d.vorgaenge.values()].sort((a, b) => b.eingangAm.localeCompare(a.eingangAm));

export function zaehler(d: Bestand): ZaehlerAnsicht {
  const n = (a: Ansicht): number => alle(d).filter((v) => ANSICHT[a](v, d)).length;
  return {
    status: {},
    neuInMeinerOe: n('neu'),
    meine: n('meine'),
    nichtZugewiesen: n('nicht_zugewiesen'),
    ueberfaellig: n('ueberfaellig'),
    wiedervorlagenFaellig: n('wiedervorlagen'),
    zurMitzeichnung: n('zur_mitzeichnung'),
    konflikte: n('konflikte'),
    gesamt: d.vorgaenge.size,
  };
}

export function liste(d: Bestand, e: GeprueftEingabe<'liste'>): ListenAntwort {
  const f = e.filter;
  const passend = alle(d).filter(
    (v) =>
      ANSICHT[f.ansicht](v, d) &&
      (f.status === undefined || f.status.includes(v.status)) &&
      (f.oe === undefined || v.organisationseinheit.id === f.oe) &&
      (f.dienst === undefined || v.dienst.id === f.dienst),
  );
  if (e.sortierung === 'frist') passend.sort((a, b) => (a.frist ?? '9999').localeCompare(b.frist ?? '9999'));
  const von = e.nach === undefined ? 0 : passend.findIndex((v) => v.id === e.nach) + 1;
  const seite = passend.slice(von, von + e.limit);
  const weiter = von + e.limit < passend.length ? seite.at(-1)?.id : undefined;
  return { vorgaenge: seite.map((v) => d.kopf(v)), gesamt: passend.length, ...(weiter ? { weiter } : {}) };
}

export function suche(d: Bestand, text: string): SuchAntwort {
  const gesucht = text.toLowerCase();
  const treffer = alle(d).flatMap((v) => {
    const inhalt = `${JSON.stringify(v.antragsteller ?? {})} ${v.nummer} ${v.dienst.name}`.replaceAll(/["{}]/g, ' ');
    const i = inhalt.toLowerCase().indexOf(gesucht);
    if (i < 0) return [];
    const [a, b, c] = [
      inhalt.slice(Math.max(0, i - 20), i),
      inhalt.slice(i, i + text.length),
      inhalt.slice(i + text.length, i + 60),
    ];
    return [{ ...d.kopf(v), fundstelle: { feld: 'Antragsteller', text: `${a}«${b}»${c}` } }];
  });
  return { vorgaenge: treffer.slice(0, 100), gesamt: treffer.length };
}
