/**
 * The completeness check before signing: what a careful colleague would point at. Its sentences warn and never stop
 * anybody; what must stop (rights, co-signature) is the domain's business. Each says what is missing and what follows.
 */
import type { Bescheid, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { type Behoerde, sitzVon } from './behoerde.ts';
import { hatAnschrift, nameVon } from './bescheid-inhalt.ts';
import { rechtsbehelfFuer } from './texte/rechtsbehelf.ts';
import { feldwerte, vorlageFuer } from './vorlagen.ts';

export interface VollstaendigkeitAuftrag {
  vorgang: Vorgang;
  bescheid: Bescheid;
  behoerde: Behoerde;
  land: string;
  /** Day (`YYYY-MM-DD`) whose law holds. */
  tag: string;
  /** Fields the Dienst's template asks for. */
  pflichtfelder?: readonly string[];
  fehlendeZeichen?: readonly string[];
}

/** German warnings, the weightiest first; empty where nothing is missing. */
export function pruefeVollstaendigkeit(auftrag: VollstaendigkeitAuftrag): string[] {
  return [
    ...zumText(auftrag),
    ...zumRechtsbehelf(auftrag),
    ...zumEmpfaenger(auftrag.vorgang),
    ...zumVorgang(auftrag),
    ...zurForm(auftrag),
  ];
}

/** Square brackets, double braces, and lines to fill in. Footnotes like [1] are none. */
const PLATZHALTER = /\[(?!\d+\])[^\][\n]{2,120}\]|\{\{[^{}\n]{1,120}\}\}|_{4,}|\bX{3,}\b|\.{5,}|…{2,}/g;

/** Placeholders left in a text, each once. */
export function platzhalter(text: string): string[] {
  return [...new Set(text.match(PLATZHALTER) ?? [])];
}

function zumText({ bescheid: b }: VollstaendigkeitAuftrag): string[] {
  if (b.text.trim() === '') return ['Der Bescheid hat keinen Text.'];
  const felder = Object.values(b.felder).filter((w): w is string => typeof w === 'string');
  const offen = platzhalter([b.text, ...felder].join('\n'));
  const begruendet = /begr(ü|ue)nd|gründe\b|\bweil\b|\bda\b|\bdenn\b/i.test(b.text);
  return [
    ...offen.map((p) => `Im Text steht noch ein Platzhalter: ${p}`),
    ...((b.entscheidung === 'ABGELEHNT' || b.entscheidung === 'TEILWEISE') && !begruendet
      ? [
          'Der Text enthält keine erkennbare Begründung. Ein ablehnender Bescheid ist zu begründen (§ 39 VwVfG und Landesrecht).',
        ]
      : []),
  ];
}

function zumRechtsbehelf({ vorgang: v, bescheid: b, behoerde, land, tag }: VollstaendigkeitAuftrag): string[] {
  const werte = feldwerte(v, b);
  const belastend = b.entscheidung === 'ABGELEHNT' || b.entscheidung === 'TEILWEISE';
  const jahr = 'Ohne sie läuft statt eines Monats ein Jahr (§ 58 Abs. 2 VwGO).';
  if (!werte.rechtsbehelf) return belastend ? [`Der Bescheid hat keine Rechtsbehelfsbelehrung. ${jahr}`] : [];
  if (werte.rechtsbehelfText !== undefined) return [];
  const behelf = rechtsbehelfFuer(land, tag);
  if (!behelf) return [`Für das Land „${land}“ ist kein Text der Rechtsbehelfsbelehrung hinterlegt. ${jahr}`];
  if (behelf.art === 'klage' && !behoerde.gericht) {
    return ['In der Rechtsbehelfsbelehrung fehlt das Verwaltungsgericht. Bitte tragen Sie die Belehrung selbst ein.'];
  }
  if (behelf.art === 'widerspruch' && sitzVon(behoerde) === undefined) {
    return [
      'In der Rechtsbehelfsbelehrung fehlt der Sitz der Behörde (§ 58 Abs. 1 VwGO). Bitte tragen Sie die Belehrung selbst ein.',
    ];
  }
  return [];
}

function zumEmpfaenger({ antragsteller: a }: Vorgang): string[] {
  if (!a) return ['Zum Vorgang ist keine antragstellende Person bekannt: Der Bescheid hat keinen Empfänger.'];
  const warnungen: string[] = [];
  if (nameVon(a) === '') warnungen.push('Zur antragstellenden Person ist kein Name angegeben.');
  if (!a.postfach && !hatAnschrift(a)) {
    warnungen.push(
      'Es ist weder ein Postfach noch eine vollständige Anschrift bekannt: Der Bescheid kann nicht zugestellt werden.',
    );
  } else if (!a.postfach) {
    warnungen.push('Es ist kein Postfach bekannt: Der Bescheid muss auf anderem Weg bekannt gegeben werden.');
  }
  if (a.auskunftssperre) {
    warnungen.push(
      'Für diese Person besteht eine Auskunftssperre. Die Anschrift darf nur ihr selbst gegenüber genannt werden.',
    );
  }
  return warnungen;
}

function zumVorgang({ vorgang: v }: VollstaendigkeitAuftrag): string[] {
  return [
    ...(v.aktenzeichen?.trim() ? [] : ['Der Vorgang hat noch kein Aktenzeichen.']),
    ...(v.bescheide.some((b) => b.stand === 'GEZEICHNET' || b.stand === 'VERSENDET')
      ? ['In diesem Vorgang ist schon ein Bescheid gezeichnet.']
      : []),
  ];
}

function zurForm({ bescheid: b, pflichtfelder = [], fehlendeZeichen = [] }: VollstaendigkeitAuftrag): string[] {
  const leer = pflichtfelder.filter((f) => b.felder[f] === undefined || b.felder[f] === null || b.felder[f] === '');
  return [
    ...(vorlageFuer(b.vorlageId).bekannt
      ? []
      : [`Die Vorlage „${b.vorlageId}“ kennt diese Fassung von Kontor nicht; das Dokument folgt der Standardvorlage.`]),
    ...leer.map((f) => `Das Feld „${f}“ der Vorlage ist leer.`),
    ...(fehlendeZeichen.length > 0
      ? [`Diese Zeichen kann das Dokument nicht darstellen: ${fehlendeZeichen.join(' ')}`]
      : []),
  ];
}
