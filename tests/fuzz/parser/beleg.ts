/**
 * Evidence files from strangers, and the journal inside: unreadable is said as such, anything else is a finding. Valid is
 * only what carries the very contents that were signed and listed; a changed byte of them is never called valid.
 */
import { entpacke, packe } from '../../../src-main/workspace/dokument/archiv.ts';
import { erstelleBeleg } from '../../../src-main/workspace/zeichnung/beleg.ts';
import { pruefeBeleg } from '../../../src-main/workspace/zeichnung/beleg-pruefen.ts';
import { fingerprint, sha256 } from '../../../src-main/workspace/zeichnung/krypto.ts';
import { pruefeJournal } from '../../../src-main/workspace/zeichnung/pruefen.ts';
import { anker, beispielJournal, DOKUMENT, VORGANG_ID } from '../../../src-main/workspace/zeichnung/testing/journal.ts';
import { journalAntwort } from '../../../src-shared/cloud-api/geraete.ts';
import { ProblemError, problemCode } from '../../../src-shared/domain/problem.ts';
import { kanonisch } from '../../../src-shared/domain/zeichnung.ts';
import { aus, mutiere, mutiereBytes, mutiereText, type Wuerfel } from '../wuerfel.ts';
import { verlange, type Ziel } from '../ziel.ts';

const JETZT = '2026-03-03T08:00:00.000Z';
const JOURNAL = beispielJournal();
const ANKER = fingerprint(anker.jwk);
const dokumente = new Map([[sha256(DOKUMENT), { dateiname: 'Bescheid.pdf', bytes: DOKUMENT }]]);
const vorgang = { id: VORGANG_ID, nummer: 'FL-2026-000123', aktenzeichen: '32.1/7', name: 'Halteverbot' };
const GUT = (await erstelleBeleg({ vorgang, journal: JOURNAL, dokumente, jetzt: JETZT })).bytes;
const DATEIEN = await entpacke(GUT);
const SUMMEN = new Map(DATEIEN.map((d) => [d.name, sha256(d.bytes)]));

/** The file changed byte by byte, or one of its files changed and packed again. */
async function veraendert(w: Wuerfel): Promise<Uint8Array> {
  if (w() < 0.5) return mutiereBytes(w, GUT);
  const ziel = aus(w, DATEIEN).name;
  const dateien = DATEIEN.map(({ name, bytes }) => {
    if (name !== ziel) return { name, bytes };
    if (name !== 'beleg.json' || w() < 0.3) return { name, bytes: mutiereBytes(w, bytes) };
    const klar = JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
    return { name, bytes: Buffer.from(JSON.stringify(mutiere(w, klar)) ?? '') };
  });
  if (w() < 0.2) dateien.push({ name: w() < 0.5 ? 'noch-eine.txt' : ziel, bytes: Buffer.from('x') });
  if (w() < 0.2) dateien.splice(0, 1);
  if (w() < 0.5) {
    const liste = dateien.find((d) => d.name === 'SHA256SUMS');
    const neu = dateien
      .filter((d) => d !== liste)
      .map((d) => `${sha256(d.bytes)}  ${d.name}\n`)
      .join('');
    if (liste) liste.bytes = Buffer.from(w() < 0.8 ? neu : mutiereText(w, neu));
  }
  return packe(dateien, JETZT, { verdichtet: w() < 0.3 });
}

/** What the signatures cover: a valid file says the same of it, whatever else (names, notes) it says. */
const bedeutung = (j: typeof JOURNAL): string => kanonisch(j.akte.map((a) => ({ header: a.header, wert: a.wert })));

export const BELEG: Ziel = {
  name: 'beleg',
  regel: 'E1',
  anteil: 0.01,
  async probe(w) {
    const bytes = await veraendert(w);
    try {
      const p = await pruefeBeleg(bytes, ANKER);
      if (!p.gueltig) return verlange(p.fehler.length > 0, 'not valid, and no reason');
      const da = new Map((await entpacke(bytes)).map((d) => [d.name, d.bytes]));
      for (const [name, summe] of SUMMEN) {
        if (!name.startsWith('dokumente/')) continue;
        verlange(
          [...da.values()].some((b) => sha256(b) === summe),
          'valid without the signed document',
          name,
        );
      }
      const beleg = JSON.parse(Buffer.from(da.get('beleg.json') ?? []).toString('utf8')) as { journal: typeof JOURNAL };
      const fremd = beleg.journal.akte.filter((a) => !bedeutung(JOURNAL).includes(a.wert));
      verlange(fremd.length === 0, 'valid with an act that nobody signed', fremd);
    } catch (fehler) {
      if (!(fehler instanceof ProblemError)) throw fehler;
      verlange(problemCode(fehler.problem) === 'beleg-unlesbar', 'another problem', fehler.problem);
    }
  },
};

export const JOURNALE: Ziel = {
  name: 'journal',
  regel: 'E1',
  anteil: 0.05,
  probe(w) {
    const gelesen = journalAntwort.safeParse(mutiere(w, JOURNAL));
    if (!gelesen.success) return;
    const p = pruefeJournal({ journal: gelesen.data, anker: ANKER, dokumente: () => undefined });
    if (!p.gueltig) return verlange(p.fehler.length > 0, 'not valid, and no reason');
    for (const a of gelesen.data.akte) {
      const echt = JOURNAL.akte.find((x) => x.wert === a.wert);
      verlange(
        echt !== undefined && kanonisch(echt.header) === kanonisch(a.header),
        'valid with an act nobody signed',
        a,
      );
    }
  },
};
