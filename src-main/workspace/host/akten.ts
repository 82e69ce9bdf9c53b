/**
 * Files for others: the evidence file of a case, the export for an E-Akte, the diagnosis for support. Gathers what the
 * document and signing modules need; what goes into a file is decided there.
 */
import { createHash } from 'node:crypto';
import { ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import type { Anhang, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import type { DateiInhalt } from '../../../src-shared/workspace-api/ansichten.ts';
import type { AusgabeVon, GeprueftEingabe } from '../../../src-shared/workspace-api/tabelle.ts';
import { ladeAnhang } from '../sync/nachladen.ts';
import { zeitpunkt } from '../uhr.ts';
import { alleAnhaenge } from './anhaenge.ts';
import { type Anruf, darfNetz } from './anruf.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';
import { behoerdeVon, schriftenAus } from './bescheid-dokument.ts';
import { alsGlieder, cloudJournal } from './journal.ts';

const ZIP = 'application/zip';

function alsDatei(dateiname: string, bytes: Uint8Array): DateiInhalt {
  return {
    dateiname,
    contentType: ZIP,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    base64: Buffer.from(bytes).toString('base64'),
  };
}

/** The last journal the cloud told is kept, so that an evidence file can be made while it is away. */
const merkname = (vorgangId: string): string => `journal:${vorgangId}`;

/** The evidence file. @throws ProblemError `keine-verbindung` where the cloud's statements were never here; CloudFehler */
export async function beleg(anruf: Anruf, platz: Arbeitsplatz, vorgangId: string): Promise<AusgabeVon<'beleg'>> {
  const { leser, schreiber } = platz.bestand;
  const { vorgang } = leser.vorgang(vorgangId);
  const dort = await cloudJournal(anruf, platz, vorgang.id);
  if (dort) schreiber.merke(merkname(vorgang.id), dort);
  const journal = dort ?? leser.gemerkt<NonNullable<typeof dort>>(merkname(vorgang.id));
  if (journal == null) {
    const detail = 'Ein Beleg enthält die Aussagen der Cloud zu den Zeichnungen; dazu muss sie einmal erreichbar sein.';
    throw new ProblemError(problem('keine-verbindung', { detail }));
  }
  const lokale = leser.akte(vorgang.id);
  const gezeichnet = new Set(
    [...journal.akte.map((a) => a.inhalt), ...lokale.map((a) => a.signatur.inhalt)].flatMap(
      (i) => i?.dokumentSha256 ?? [],
    ),
  );
  const dokumente = new Map<string, { dateiname: string; bytes: Uint8Array }>();
  for (const a of alleAnhaenge(vorgang)) {
    if (!gezeichnet.has(a.sha256)) continue;
    const bytes = await bytesVon(anruf, platz, vorgang.id, a);
    if (bytes) dokumente.set(a.sha256, { dateiname: a.dateiname, bytes });
  }
  const { erstelleBeleg } = await import('../zeichnung/beleg.ts');
  const { id, nummer, aktenzeichen, name } = vorgang;
  const fertig = await erstelleBeleg({
    vorgang: { id, nummer, aktenzeichen, name },
    journal,
    lokale: alsGlieder(lokale),
    dokumente,
    jetzt: zeitpunkt(anruf.motor.dienste.uhr),
  });
  const { ankerFingerprint, fehlendeDokumente } = fertig;
  return { ...alsDatei(fertig.dateiname, fertig.bytes), ankerFingerprint, fehlendeDokumente };
}

/** The export. What could not be put in is named in `hinweise`. @throws ProblemError `details-fehlen`; CloudFehler */
export async function ausfuhr(
  anruf: Anruf,
  platz: Arbeitsplatz,
  e: GeprueftEingabe<'ausfuhr'>,
): Promise<AusgabeVon<'ausfuhr'>> {
  const { uhr, version, schriften } = anruf.motor.dienste;
  const vorgaenge = e.vorgangIds.map((id) => ganzerVorgang(platz, id));
  for (const v of vorgaenge) for (const a of alleAnhaenge(v)) await bytesVon(anruf, platz, v.id, a);
  const { fuehreAlsXdomeaAus, fuehreAlsZipAus } = await import('../dokument/ausfuhr.ts');
  const auftrag = {
    vorgaenge,
    bytesVon: (id: string) => platz.bestand.leser.anhang(id)?.bytes,
    behoerde: { name: vorgaenge[0] ? behoerdeVon(platz, vorgaenge[0]).name : '' },
    schriften: await schriftenAus(schriften),
    jetzt: zeitpunkt(uhr),
    version,
    neueId: () => uhr.id(),
  };
  const fertig = e.format === 'zip' ? await fuehreAlsZipAus(auftrag) : await fuehreAlsXdomeaAus(auftrag);
  return { ...alsDatei(fertig.dateiname, fertig.bytes), hinweise: fertig.hinweise };
}

/** Bytes of an attachment, fetched where they are not here and may be; undefined where they cannot be had. */
export async function bytesVon(
  anruf: Anruf,
  platz: Arbeitsplatz,
  vorgangId: string,
  anhang: Anhang,
): Promise<Uint8Array | undefined> {
  const { leser } = platz.bestand;
  const da = leser.anhang(anhang.id);
  if (da || !darfNetz(anruf, platz)) return da?.bytes;
  await ladeAnhang(platz.sync, vorgangId, anhang);
  return leser.anhang(anhang.id)?.bytes;
}

/** The whole of a Vorgang. @throws ProblemError `details-fehlen` */
export function ganzerVorgang(platz: Arbeitsplatz, id: string): Vorgang {
  const { vorgang } = platz.bestand.leser.vorgang(id);
  if ('kopf' in vorgang) throw new ProblemError('details-fehlen');
  return vorgang;
}
