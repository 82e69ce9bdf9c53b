/**
 * Making, showing and signing a Bescheid's document. The document is made once from the draft; a co-signed one is signed
 * as it is, by the same digest. Number, predecessor and signature are taken within the cache's one transaction.
 */
import { ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import type { Bescheid, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import type { DateiInhalt } from '../../../src-shared/workspace-api/ansichten.ts';
import type { AusgabeVon, GeprueftEingabe } from '../../../src-shared/workspace-api/tabelle.ts';
import { geraeteAnbieter } from '../zeichnung/anbieter.ts';
import { signiereAkt } from '../zeichnung/signieren.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';
import { dokumentFuer } from './bescheid-dokument.ts';
import type { MotorDienste } from './dienste.ts';

/** The whole Vorgang; drafting and signing need its details. @throws ProblemError `details-fehlen` */
function ganzer(platz: Arbeitsplatz, vorgangId: string): Vorgang {
  const { vorgang } = platz.bestand.leser.vorgang(vorgangId);
  if ('kopf' in vorgang) throw new ProblemError('details-fehlen');
  return vorgang;
}

const STAENDE = { ZEICHNEN: ['ENTWURF', 'MITGEZEICHNET'], MITZEICHNEN: ['ZUR_MITZEICHNUNG'] } as const;

/** The Bescheid asked for, else the newest that may be signed. @throws ProblemError `objekt-unbekannt`, `bescheid-stand` */
function welcher(v: Vorgang, bescheidId: string | undefined, staende?: readonly string[]): Bescheid {
  if (bescheidId !== undefined) {
    const b = v.bescheide.find((x) => x.id === bescheidId);
    if (b === undefined) throw new ProblemError('objekt-unbekannt');
    return b;
  }
  const passend = v.bescheide.filter((b) => staende?.includes(b.stand)).at(-1);
  if (passend) return passend;
  const stand = v.bescheide.at(-1)?.stand;
  if (stand === undefined) {
    throw new ProblemError(
      problem('objekt-unbekannt', { detail: 'Zu diesem Vorgang gibt es keinen Bescheidentwurf.' }),
    );
  }
  throw new ProblemError('bescheid-stand');
}

/** The document as it would be signed now. @throws ProblemError, CloudFehler */
export async function bescheidVorschau(
  dienste: MotorDienste,
  platz: Arbeitsplatz,
  vorgangId: string,
  bescheidId: string,
): Promise<DateiInhalt & { warnungen: string[] }> {
  const v = ganzer(platz, vorgangId);
  const { anhang, bytes, warnungen } = await dokumentFuer(dienste, platz, v, welcher(v, bescheidId));
  const { dateiname, contentType, sha256 } = anhang;
  return { dateiname, contentType, sha256, base64: Buffer.from(bytes).toString('base64'), warnungen };
}

/** Signs: document, signature, journal and outbox at once. @throws ProblemError, CloudFehler */
export async function zeichne(
  dienste: MotorDienste,
  platz: Arbeitsplatz,
  e: GeprueftEingabe<'zeichne'>,
): Promise<AusgabeVon<'zeichne'>> {
  const v = ganzer(platz, e.vorgangId);
  const b = welcher(v, e.bescheidId, STAENDE[e.art]);
  const dokument = await dokumentFuer(dienste, platz, v, b);
  const schluessel = await platz.geraet();
  const sub = platz.bestand.leser.ich()?.sub;
  if (sub === undefined) throw new ProblemError('nicht-angemeldet');
  const order = e.art === 'ZEICHNEN' ? 'BESCHEID_ZEICHNEN' : 'BESCHEID_MITZEICHNEN';
  const anbieter = geraeteAnbieter(schluessel);
  const antwort = platz.bestand.schreiber.stelleEin({
    vorgangId: v.id,
    order,
    body: { bescheidId: b.id, dokument: { anhangId: dokument.anhang.id, sha256: dokument.anhang.sha256 } },
    commandId: e.commandId ?? dienste.uhr.id(),
    deviceId: schluessel.deviceId,
    ...(dokument.neu ? { dokument: { anhang: dokument.anhang, bytes: dokument.bytes } } : {}),
    signiere: ({ commandId, createdAt, seq, prev }) =>
      signiereAkt(
        {
          commandId,
          vorgangId: v.id,
          order,
          bescheidId: b.id,
          bescheidVersion: b.version,
          entscheidung: b.entscheidung,
          dokumentSha256: dokument.anhang.sha256,
          sub,
          createdAt,
        },
        { seq, prev },
        anbieter,
        dienste.zufall,
      ),
  });
  return { ...antwort, dokument: dokument.anhang, warnungen: dokument.warnungen };
}

/** Makes the document and gives it to a colleague. @throws ProblemError, CloudFehler */
export async function zurMitzeichnung(
  dienste: MotorDienste,
  platz: Arbeitsplatz,
  e: GeprueftEingabe<'zurMitzeichnung'>,
): Promise<AusgabeVon<'zurMitzeichnung'>> {
  const v = ganzer(platz, e.vorgangId);
  const b = welcher(v, e.bescheidId);
  const { anhang, bytes, warnungen, neu } = await dokumentFuer(dienste, platz, v, b);
  const antwort = platz.bestand.schreiber.stelleEin({
    vorgangId: v.id,
    order: 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN',
    body: { bescheidId: b.id, an: e.an, dokument: { anhangId: anhang.id, sha256: anhang.sha256 } },
    ...(neu ? { dokument: { anhang, bytes } } : {}),
  });
  return { ...antwort, warnungen };
}
