/** The verbs that show: liste, suche, zeige, status, konflikte. Shapes of --json as in the window's API. */

import type { KopfZeile, StatusAnsicht, VorgangAnsicht } from '../../../src-shared/workspace-api/ansichten.ts';
import type { Eingabe } from '../../../src-shared/workspace-api/tabelle.ts';
import { angaben, tabelle, verbindungInWorten, zeigeErgebnis } from './ausgabe.ts';
import type { Lage } from './rahmen.ts';
import { OUTBOX_TITEL, statusInWorten, tag, zeit } from './worte.ts';

export interface ListenWahl {
  status?: string;
  oe?: string;
  meine?: boolean;
  ueberfaellig?: boolean;
  sortierung: 'eingang' | 'frist';
  limit: number;
  nach?: string;
}

export async function liste({ kontor, o, t }: Lage, w: ListenWahl): Promise<void> {
  const eingabe: Eingabe<'liste'> = {
    filter: {
      ansicht: w.meine ? 'meine' : w.ueberfaellig ? 'ueberfaellig' : 'alle',
      ...(w.status === undefined ? {} : { status: w.status.split(',') }),
      ...(w.oe === undefined ? {} : { oe: w.oe }),
    },
    sortierung: w.sortierung,
    limit: w.limit,
    ...(w.nach === undefined ? {} : { nach: w.nach }),
  };
  const antwort = await kontor.rufe('liste', eingabe);
  zeigeErgebnis(t, o.json, antwort, () => listenText(antwort, t.breite));
}

export async function suche({ kontor, o, t }: Lage, text: string, limit: number): Promise<void> {
  const antwort = await kontor.rufe('suche', { text, limit });
  zeigeErgebnis(t, o.json, antwort, () =>
    tabelle(
      ['Nummer', 'Status', 'Vorgang', 'Fundstelle'],
      antwort.vorgaenge.map((v) => [
        v.nummer,
        statusInWorten(v.status),
        v.name,
        `${v.fundstelle.feld}: ${v.fundstelle.text}`,
      ]),
      t.breite,
    ),
  );
}

function listenText(
  a: { vorgaenge: KopfZeile[]; gesamt: number | { mindestens: number }; weiter?: string },
  breite: number,
): string {
  const text = tabelle(
    ['Nummer', 'Status', 'Eingang', 'Frist', 'Bearbeitung', 'Vorgang'],
    a.vorgaenge.map((v) => [
      v.nummer,
      statusInWorten(v.status) + (v.marke === undefined ? '' : ` (${v.marke})`),
      tag(v.eingangAm),
      tag(v.frist) + (v.ueberfaellig ? ' !' : ''),
      v.bearbeiter?.name ?? '–',
      v.name,
    ]),
    breite,
  );
  const gesamt = typeof a.gesamt === 'number' ? String(a.gesamt) : `mindestens ${a.gesamt.mindestens}`;
  return `${text}\n\n${a.vorgaenge.length} von ${gesamt}${a.weiter === undefined ? '' : `; weiter mit --nach ${a.weiter}`}`;
}

export async function zeige({ kontor, o, t }: Lage, id: string): Promise<void> {
  const ansicht = await kontor.rufe('vorgang', { id });
  // One document: the Vorgang itself, with what the screen shows beside it (its Dienst is already within).
  const { vorgang, dienst: _dienst, ...daneben } = ansicht;
  zeigeErgebnis(t, o.json, { ...vorgang, ...daneben }, () => vorgangText(ansicht));
}

function vorgangText({ vorgang: v, pending, angebote, details }: VorgangAnsicht): string {
  const a = v.antragsteller;
  const kopf = angaben([
    ['Nummer', v.nummer],
    ['Vorgang', v.name],
    ['Aktenzeichen', v.aktenzeichen],
    ['Status', statusInWorten(v.status)],
    ['Dienst', v.dienst.name],
    ['Zuständig', v.organisationseinheit.name],
    ['Bearbeitung', v.bearbeiter?.name],
    ['Eingang', zeit(v.eingangAm)],
    ['Frist', tag(v.frist)],
    ['Antrag von', a?.firma ?? ([a?.vorname, a?.nachname].filter(Boolean).join(' ') || undefined)],
    ['Einzelheiten', details],
  ]);
  const teile = [kopf];
  if ('bescheide' in v) {
    for (const b of v.bescheide) teile.push(`Bescheid ${b.id}: ${b.entscheidung}, ${b.stand}`);
    for (const k of v.kommentare) teile.push(`Kommentar von ${k.von.name}, ${zeit(k.am)}:\n  ${k.text}`);
  }
  for (const w of v.wiedervorlagen)
    teile.push(`Wiedervorlage ${tag(w.frist)}${w.erledigt ? ' (erledigt)' : ''}: ${w.betreff}`);
  if (pending.length > 0) {
    teile.push(`Noch nicht bestätigt:\n${pending.map((p) => `  ${p.titel}: ${OUTBOX_TITEL[p.state]}`).join('\n')}`);
  }
  teile.push(
    `Möglich: ${
      angebote
        .filter((x) => x.erlaubt)
        .map((x) => x.order)
        .join(', ') || '–'
    }`,
  );
  return teile.join('\n\n');
}

export async function konflikte({ kontor, o, t }: Lage): Promise<void> {
  const antwort = await kontor.rufe('konflikte', {});
  zeigeErgebnis(t, o.json, antwort, () =>
    tabelle(
      ['Befehl', 'Vorgang', 'Was', 'Stand', 'Warum', 'Wege'],
      antwort.konflikte.map((k) => [
        k.eintrag.commandId,
        k.vorgangNummer ?? k.eintrag.vorgangId,
        k.eintrag.titel,
        OUTBOX_TITEL[k.eintrag.state],
        k.eintrag.problem?.title ?? '',
        k.wege.join(', '),
      ]),
      t.breite,
    ),
  );
}

export async function status({ kontor, o, t }: Lage): Promise<void> {
  const s = await kontor.rufe('status', {});
  zeigeErgebnis(t, o.json, s, () => statusText(s));
}

function statusText(s: StatusAnsicht): string {
  return angaben([
    ['Verbindung', `${verbindungInWorten(s.state)} seit ${zeit(s.seit)}`],
    ['Ursache', s.ursache],
    ['Rat', s.rat],
    ['Letzter Abgleich', s.letzterSync === undefined ? 'noch keiner' : zeit(s.letzterSync)],
    ['Zu senden', s.pending],
    ['Konflikte', s.konflikte],
    ['Abgelehnt', s.abgelehnt],
    ['Ohne Cloud lesbar bis', s.lease.bis === undefined ? undefined : zeit(s.lease.bis)],
    ['Schutz', s.schutz],
    ['Vorgänge', s.groessen.vorgaenge],
    ['Datenbank', `${(s.groessen.datenbankBytes / 1e6).toFixed(1)} MB`],
    ['Fassung', s.versionen.kontor],
  ]);
}
