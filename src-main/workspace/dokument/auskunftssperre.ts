/**
 * Keeps the address of a person with an Auskunftssperre (§ 51 BMG) out of what leaves the device: the address itself, ways to
 * reach the person, form fields that hold it, and mentions in any text. Files cannot be blackened, so they are held back as a
 * whole and named. It errs on the side of leaving out.
 */
import type { Antragsteller, FormItem, Vorgang } from '../../../src-shared/domain/vorgang.ts';

/** What stands where something was left out. */
export const GESPERRT = '[Auskunftssperre]';

export interface OhneAnschrift {
  vorgang: Vorgang;
  /** True where a Auskunftssperre holds, so that no file of the case may go along. */
  gesperrt: boolean;
}

/** The Vorgang as it may leave; unchanged where there is no Auskunftssperre. */
export function ohneAnschrift(v: Vorgang): OhneAnschrift {
  const a = v.antragsteller;
  if (!a?.auskunftssperre) return { vorgang: v, gesperrt: false };
  const schwaerze = schwaerzerFuer([...angaben(a), ...ausFormular(v.eingang.formData)]);
  const { anschrift: _a, email: _e, telefon: _t, ...rest } = a;
  const bereinigt: Vorgang = {
    ...v,
    antragsteller: rest,
    eingang: { ...v.eingang, formData: v.eingang.formData.map((f) => ohneFeld(f, false)) },
  };
  return { vorgang: tief(bereinigt, schwaerze) as Vorgang, gesperrt: true };
}

/** A group or field that is about where a person lives or how she is reached. */
const ANSCHRIFTSFELD =
  /(^|[^a-zäöüß])(stra(ß|ss)e|hausn(umme)?r|plz|postleitzahl|ort|wohnort|ortsteil|adresszusatz|telefon\w*|mobil\w*|handy\w*|fax|e-?mail\w*)([^a-zäöüß]|$)|adress|anschrift|wohn(ung|sitz|haft)|postfach/i;

function ohneFeld(f: FormItem, inAnschrift: boolean): FormItem {
  const betroffen = inAnschrift || ANSCHRIFTSFELD.test(f.name) || ANSCHRIFTSFELD.test(f.label);
  const { stringValue, numberValue, formItems, ...rest } = f;
  return {
    ...rest,
    ...(stringValue === undefined ? {} : { stringValue: betroffen ? GESPERRT : stringValue }),
    ...(numberValue === undefined || betroffen ? {} : { numberValue }),
    ...(numberValue !== undefined && betroffen && stringValue === undefined ? { stringValue: GESPERRT } : {}),
    ...(formItems === undefined ? {} : { formItems: formItems.map((k) => ohneFeld(k, betroffen)) }),
  };
}

function angaben(a: Antragsteller): string[] {
  const x = a.anschrift;
  return [
    ...(x ? [`${x.strasse} ${x.hausnummer}`, x.strasse, `${x.plz} ${x.ort}`] : []),
    a.email ?? '',
    a.telefon ?? '',
  ];
}

/** Streets, e-mail addresses and numbers the form names, so that they are found in other texts as well. */
function ausFormular(felder: readonly FormItem[]): string[] {
  return felder.flatMap((f) => [
    ...(f.stringValue !== undefined && /stra(ß|ss)e|e-?mail|telefon|mobil/i.test(`${f.name} ${f.label}`)
      ? [f.stringValue]
      : []),
    ...ausFormular(f.formItems ?? []),
  ]);
}

/** Replaces each term wherever it stands, in any case, with any blanks between its words. */
function schwaerzerFuer(begriffe: readonly string[]): (text: string) => string {
  const muster = [...new Set(begriffe.map((b) => b.trim()))]
    .filter((b) => b.length >= 4)
    .sort((a, b) => b.length - a.length)
    .map((b) =>
      b
        .split(/\s+/)
        .map(maskiert)
        .join('[\\s,]+')
        .replaceAll(/stra(?:ß|ss)e/gi, 'str(?:a(?:ß|ss)e|\\.)'),
    );
  if (muster.length === 0) return (t) => t;
  const regel = new RegExp(muster.join('|'), 'giu');
  return (t) => t.replaceAll(regel, GESPERRT);
}

function maskiert(wort: string): string {
  return wort.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** Names of parts stay, every text in them goes through `schwaerze`; ids and digests never match an address. */
function tief(wert: unknown, schwaerze: (text: string) => string): unknown {
  if (typeof wert === 'string') return schwaerze(wert);
  if (Array.isArray(wert)) return wert.map((w) => tief(w, schwaerze));
  if (typeof wert !== 'object' || wert === null) return wert;
  return Object.fromEntries(Object.entries(wert).map(([k, w]) => [k, tief(w, schwaerze)]));
}
