/**
 * The verbs about signed acts and files for others: journal (list, verify, evidence file), export, diagnose. An evidence
 * file is verified with neither cloud nor cache: no engine is opened for it.
 */
import { ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import type { JournalPruefung } from '../../../src-shared/workspace-api/ansichten.ts';
import { angaben, Gescheitert, tabelle, zeigeErgebnis } from './ausgabe.ts';
import { liesDatei, schreibeDatei } from './dateien.ts';
import type { RoheOptionen } from './optionen.ts';
import { type Lage, ohneMotor, type Umwelt } from './rahmen.ts';
import { zeit } from './worte.ts';

export interface JournalWahl {
  pruefe?: string | true;
  beleg?: string;
  nach?: string;
  anker?: string;
}

/** One of four: list, verify what is here, write an evidence file, verify one. Answers the exit code. */
export async function journal(
  umwelt: Umwelt,
  mitMotor: (roh: RoheOptionen, verb: (lage: Lage) => Promise<void>) => Promise<number>,
  o: RoheOptionen & JournalWahl,
): Promise<number> {
  if (typeof o.pruefe === 'string') {
    const datei = o.pruefe;
    return ohneMotor(umwelt, o, ({ json }) => pruefeDatei(umwelt, json, datei, o.anker));
  }
  if (o.beleg !== undefined) {
    const { beleg, nach } = o;
    return mitMotor(o, (l) => schreibeBeleg(l, beleg, nach));
  }
  return mitMotor(o, (l) => (o.pruefe === true ? pruefeHier(l) : zeigeJournal(l)));
}

async function zeigeJournal({ kontor, o, t }: Lage): Promise<void> {
  const antwort = await kontor.rufe('journal', {});
  zeigeErgebnis(t, o.json, antwort, () =>
    tabelle(
      ['Nr.', 'Wann', 'Was', 'Stand', 'Vorgang'],
      antwort.akte.map((a) => [
        String(a.header.seq),
        zeit(a.inhalt?.createdAt ?? a.eingetroffenAm),
        a.inhalt?.order ?? '–',
        a.vorgemerkt ? 'vorgemerkt' : a.state,
        a.vorgangId ?? '–',
      ]),
      t.breite,
    ),
  );
}

async function pruefeHier({ kontor, o, t }: Lage): Promise<void> {
  const befund = await kontor.rufe('journalPruefen', {});
  sageBefund(t, o.json, befund);
}

async function pruefeDatei(umwelt: Umwelt, json: boolean, datei: string, anker: string | undefined): Promise<void> {
  const bytes = await liesDatei(datei);
  const { pruefeBeleg } = await import('../zeichnung/beleg-pruefen.ts');
  sageBefund(umwelt.t, json, await pruefeBeleg(bytes, anker));
}

/** Prints what was found; a failed verification is a refusal, with all findings beside the problem. */
function sageBefund(t: Umwelt['t'], json: boolean, befund: JournalPruefung): void {
  if (!befund.gueltig) {
    const detail = befund.fehler.map((f) => (f.seq === undefined ? f.was : `Akt ${f.seq}: ${f.was}`)).join('\n');
    throw new Gescheitert(problem('pruefung-gescheitert', { detail }), { ...befund });
  }
  zeigeErgebnis(t, json, befund, () =>
    [
      angaben([
        ['Ergebnis', `gültig, ${befund.geprueft} Akte geprüft`],
        ['Fingerabdruck des Ankers', befund.ankerFingerprint],
      ]),
      ...befund.hinweise.map((h) => `Hinweis: ${h}`),
    ].join('\n'),
  );
}

async function schreibeBeleg({ kontor, o, t }: Lage, vorgangId: string, nach: string | undefined): Promise<void> {
  if (nach === undefined) throw new ProblemError('verwendung-falsch', { detail: '--beleg braucht --nach DATEI.' });
  const { base64, ...rest } = await kontor.rufe('beleg', { vorgangId });
  await schreibeDatei(nach, Buffer.from(base64, 'base64'));
  for (const sha of rest.fehlendeDokumente)
    t.fehler(`Hinweis: Das Dokument ${sha.slice(0, 12)} lag nicht vor und fehlt.\n`);
  const antwort = { datei: nach, ...rest };
  zeigeErgebnis(t, o.json, antwort, () => `${nach}\nFingerabdruck des Ankers: ${rest.ankerFingerprint}`);
}

export async function exportiere(
  { kontor, o, t }: Lage,
  vorgangIds: string[],
  format: 'zip' | 'xdomea',
  nach: string,
): Promise<void> {
  const { base64, hinweise, ...rest } = await kontor.rufe('ausfuhr', { vorgangIds, format });
  await schreibeDatei(nach, Buffer.from(base64, 'base64'));
  for (const h of hinweise) t.fehler(`Hinweis: ${h}\n`);
  zeigeErgebnis(t, o.json, { datei: nach, ...rest, hinweise }, () => nach);
}

export async function diagnose({ kontor, o, t }: Lage, nach: string): Promise<void> {
  const { base64, ...rest } = await kontor.rufe('diagnose', {});
  await schreibeDatei(nach, Buffer.from(base64, 'base64'));
  zeigeErgebnis(t, o.json, { datei: nach, ...rest }, () => nach);
}
