/**
 * A Vorgang as one readable HTML page: no script, no link to outside, no external style, so that it opens in twenty years as
 * well. Every value is escaped; what a citizen wrote can never become markup.
 */
import {
  BESCHEID_STAND_TITEL,
  ENTSCHEIDUNG_TITEL,
  type FormItem,
  type Vorgang,
} from '../../../src-shared/domain/vorgang.ts';
import type { AusfuhrDatei, FehlendeDatei } from './ausfuhr-dateien.ts';
import { nameVon, statusTitel } from './bescheid-inhalt.ts';
import { kurzesDatum, langesDatum, zeitpunktInWorten } from './zeitangaben.ts';

export interface HtmlAngaben {
  behoerde: string;
  jetzt: string;
  /** Files beside the page, with the path to them. */
  dateien: readonly (AusfuhrDatei & { pfad: string })[];
  fehlend: readonly FehlendeDatei[];
}

/** The page, UTF-8. */
export function vorgangHtml(v: Vorgang, angaben: HtmlAngaben): string {
  const teile = [
    tabelle('Vorgang', kopf(v)),
    tabelle('Antragstellende Person', person(v)),
    v.eingang.formData.length > 0 ? abschnitt('Formulardaten', v.eingang.formData.map((f) => feld(f, 3)).join('')) : '',
    v.bescheide.map((b) => bescheid(b)).join(''),
    v.nachrichten.length > 0 ? abschnitt('Nachrichten', v.nachrichten.map(nachricht).join('')) : '',
    v.kommentare.length > 0
      ? abschnitt(
          'Kommentare',
          v.kommentare.map((k) => eintrag(`${k.von.name}, ${zeitpunktInWorten(k.am)}`, k.text)).join(''),
        )
      : '',
    v.wiedervorlagen.length > 0 ? abschnitt('Wiedervorlagen', v.wiedervorlagen.map(wiedervorlage).join('')) : '',
    v.historie.length > 0 ? tabelle('Historie', v.historie.map(historie)) : '',
    dateiliste(angaben),
  ];
  const titel = `Vorgang ${v.nummer}`;
  return `<!DOCTYPE html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${e(titel)}</title>
<style>${STIL}</style>
</head>
<body>
<header><p>${e(angaben.behoerde)} · ${e(v.organisationseinheit.name)}</p>
<h1>${e(titel)}: ${e(v.name)}</h1>
<p>Ausgegeben am ${e(zeitpunktInWorten(angaben.jetzt))}</p></header>
<main>
${teile.filter(Boolean).join('\n')}
</main>
</body>
</html>
`;
}

const STIL =
  'body{font:16px/1.5 system-ui,"Segoe UI",sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}' +
  'h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem;border-bottom:2px solid #171a2b}h3{font-size:1rem}' +
  'table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25rem .5rem .25rem 0;border-bottom:1px solid #ccc}' +
  'th{width:14rem;font-weight:600}.text{white-space:pre-wrap}.feld{margin:.2rem 0}section section{margin-left:1rem}';

/** Escapes for text and for attributes in double quotes. */
function e(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\u0000', '');
}

type Zeile = readonly [string, string | undefined];

function tabelle(titel: string, zeilen: readonly Zeile[]): string {
  const gefuellt = zeilen.filter(([, wert]) => wert !== undefined && wert !== '');
  if (gefuellt.length === 0) return '';
  const html = gefuellt.map(([k, w]) => `<tr><th scope="row">${e(k)}</th><td class="text">${e(w ?? '')}</td></tr>`);
  return abschnitt(titel, `<table>${html.join('')}</table>`);
}

function abschnitt(titel: string, html: string, stufe = 2): string {
  const h = Math.min(stufe, 6);
  return `<section><h${h}>${e(titel)}</h${h}>${html}</section>`;
}

function eintrag(kopfzeile: string, text: string): string {
  return `<h3>${e(kopfzeile)}</h3><p class="text">${e(text)}</p>`;
}

function kopf(v: Vorgang): Zeile[] {
  return [
    ['Vorgangsnummer', v.nummer],
    ['Aktenzeichen', v.aktenzeichen],
    ['Status', statusTitel(v.status)],
    ['Dienst', v.dienst.name],
    ['Zuständig', v.organisationseinheit.name],
    ['Bearbeitung', v.bearbeiter?.name],
    ['Eingang', zeitpunktInWorten(v.eingangAm)],
    ['Frist', v.frist === undefined ? undefined : langesDatum(v.frist)],
    ['Formular', v.eingang.header.formName],
  ];
}

function person(v: Vorgang): Zeile[] {
  const a = v.antragsteller;
  const x = a?.anschrift;
  return [
    ['Name', nameVon(a)],
    ['Vertreten durch', a?.firma ? [a.vorname, a.nachname].filter(Boolean).join(' ') : undefined],
    ['Geburtsdatum', a?.geburtsdatum === undefined ? undefined : kurzesDatum(a.geburtsdatum)],
    ['Anschrift', x ? `${x.strasse} ${x.hausnummer}\n${x.plz} ${x.ort}` : undefined],
    ['E-Mail', a?.email],
    ['Telefon', a?.telefon],
    ['Postfach', a?.postfach?.art],
    ['Auskunftssperre', a?.auskunftssperre ? 'ja' : undefined],
  ];
}

function feld(f: FormItem, stufe: number): string {
  const titel = f.label || f.name;
  if (f.formItems) return abschnitt(titel, f.formItems.map((k) => feld(k, stufe + 1)).join(''), stufe);
  const wert =
    f.stringValue ??
    (f.dateValue === undefined ? undefined : kurzesDatum(f.dateValue)) ??
    (f.booleanValue === undefined ? undefined : f.booleanValue ? 'ja' : 'nein') ??
    (f.numberValue === undefined ? '' : String(f.numberValue).replace('.', ','));
  return `<p class="text feld"><strong>${e(titel)}:</strong> ${e(wert)}</p>`;
}

function bescheid(b: Vorgang['bescheide'][number]): string {
  return tabelle('Bescheid', [
    ['Entscheidung', ENTSCHEIDUNG_TITEL[b.entscheidung as keyof typeof ENTSCHEIDUNG_TITEL] ?? b.entscheidung],
    ['Stand', BESCHEID_STAND_TITEL[b.stand as keyof typeof BESCHEID_STAND_TITEL] ?? b.stand],
    ['Erstellt von', b.erstelltVon.name],
    ['Mitgezeichnet', mitZeit(b.mitgezeichnetVon?.name, b.mitgezeichnetAm)],
    ['Gezeichnet', mitZeit(b.gezeichnetVon?.name, b.gezeichnetAm)],
    ['Versendet', b.versendetAm === undefined ? undefined : zeitpunktInWorten(b.versendetAm)],
    ['Dokument', b.dokument ? `${b.dokument.dateiname}\nSHA-256 ${b.dokument.sha256}` : undefined],
    ['Text', b.text],
  ]);
}

function mitZeit(name: string | undefined, am: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  return am === undefined ? name : `${name}, ${zeitpunktInWorten(am)}`;
}

function nachricht(n: Vorgang['nachrichten'][number]): string {
  const richtung = n.richtung === 'EIN' ? 'Eingegangen' : 'Gesendet';
  return eintrag(`${richtung} am ${zeitpunktInWorten(n.am)}: ${n.betreff}`, n.text);
}

function wiedervorlage(w: Vorgang['wiedervorlagen'][number]): string {
  const stand = w.erledigt ? 'erledigt' : 'offen';
  return eintrag(`${w.betreff} – ${kurzesDatum(w.frist)} (${stand})`, w.beschreibung ?? '');
}

function historie(h: Vorgang['historie'][number]): Zeile {
  return [zeitpunktInWorten(h.am), `${h.was} – ${h.von.name}${h.begruendung ? `\n${h.begruendung}` : ''}`];
}

function dateiliste({ dateien, fehlend }: HtmlAngaben): string {
  if (dateien.length + fehlend.length === 0) return '';
  const da = dateien.map(
    (d) => `<li><a href="${e(encodeURI(d.pfad))}">${e(d.anhang.dateiname)}</a> (${e(d.rolle)})</li>`,
  );
  const weg = fehlend.map((f) => `<li>${e(f.dateiname)}: ${e(f.grund)}</li>`);
  return abschnitt('Dateien', `<ul>${[...da, ...weg].join('')}</ul>`);
}
