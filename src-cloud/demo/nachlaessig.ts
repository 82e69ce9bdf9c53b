/**
 * What real form engines get wrong (cloud-api.md, "Intake"), done to a clean request on purpose, so that seeded cases
 * meet the intake as real ones do. One fault a request, each named.
 */
import type { FormItem } from '../../src-shared/domain/vorgang.ts';
import type { Postfach } from './antragsteller.ts';
import type { Zufall } from './zufall.ts';

/** A form item as it is sent: mostly a FormItem, sometimes not. */
export type RohesItem = Record<string, unknown>;

/** The JSON part `formData` of `POST /antrag`. */
export interface DemoAntrag {
  control: {
    transactionId: string;
    zustaendigeStelle: string;
    leikaIds: string[];
    formId: string;
    name: string;
    serviceKonto?: Postfach | Record<string, unknown> | null;
    [unbekannt: string]: unknown;
  };
  formData: RohesItem[];
}

type Fehler = (antrag: DemoAntrag, z: Zufall) => DemoAntrag;

/** Changes every item of the tree. */
function ueberall(items: readonly RohesItem[], aendere: (item: RohesItem) => RohesItem): RohesItem[] {
  return items.map((item) => {
    const kinder = item.formItems;
    const neu = Array.isArray(kinder) ? { ...item, formItems: ueberall(kinder as RohesItem[], aendere) } : item;
    return aendere(neu);
  });
}

const imFormular =
  (aendere: (item: RohesItem, z: Zufall) => RohesItem): Fehler =>
  (antrag, z) => ({ ...antrag, formData: ueberall(antrag.formData, (i) => aendere(i, z)) });

const imKopf =
  (felder: (antrag: DemoAntrag, z: Zufall) => Partial<DemoAntrag['control']>): Fehler =>
  (antrag, z) => ({ ...antrag, control: { ...antrag.control, ...felder(antrag, z) } });

/** A leaf's typed value under another key. */
function umgetypt({ stringValue, numberValue, dateValue, booleanValue, ...rest }: RohesItem, als: string): RohesItem {
  const wert = stringValue ?? numberValue ?? dateValue ?? booleanValue;
  return wert === undefined ? rest : { ...rest, [als]: als === 'stringValue' ? String(wert) : wert };
}

/** All faults, by name. */
export const FEHLER = {
  leikaLeer: imKopf(() => ({ leikaIds: [] })),
  kontoNull: imKopf(() => ({ serviceKonto: null })),
  kontoKeineAngaben: imKopf(() => ({
    serviceKonto: { type: 'OSI', postfachAddress: { identifier: 'Keine Angaben', type: 'Keine Angaben' } },
  })),
  kopfUnbekannt: imKopf((_, z) => ({ formEngine: 'Formularserver', mandantenId: z.ziffern(4), version: 3 })),
  zahlKeineAngabe: imFormular((item, z) =>
    typeof item.numberValue === 'number' && z.wahr(0.6)
      ? { name: item.name, label: item.label, stringValue: 'Keine Angabe' }
      : item,
  ),
  allesText: imFormular((item) => umgetypt(item, 'stringValue')),
  mitType: imFormular((item) => (Array.isArray(item.formItems) ? item : { ...umgetypt(item, 'value'), type: 'text' })),
  nullWerte: imFormular((item, z) =>
    !Array.isArray(item.formItems) && z.wahr(0.2) ? { name: item.name, label: item.label, stringValue: null } : item,
  ),
  labelFehlt: imFormular(({ label, ...rest }, z) => (z.wahr(0.5) ? rest : { ...rest, label })),
  ueberschriften: (antrag) => ({
    ...antrag,
    formData: antrag.formData.flatMap((i) => [{ name: `Ueberschrift ${String(i.name)}`, label: i.label }, i]),
  }),
  nullZeichen: imFormular((item, z) =>
    typeof item.stringValue === 'string' && z.wahr(0.15) ? { ...item, stringValue: `${item.stringValue}\u0000` } : item,
  ),
  leer: (antrag) => ({ ...antrag, formData: [] }),
} satisfies Record<string, Fehler>;

const HAEUFIGKEIT: Record<keyof typeof FEHLER, number> = {
  leikaLeer: 4,
  kontoNull: 4,
  kontoKeineAngaben: 4,
  kopfUnbekannt: 3,
  zahlKeineAngabe: 3,
  allesText: 4,
  mitType: 2,
  nullWerte: 2,
  labelFehlt: 3,
  ueberschriften: 2,
  nullZeichen: 1,
  leer: 0.3,
};
const NAMEN = Object.keys(FEHLER) as (keyof typeof FEHLER)[];

/** One request in eight with a fault; the others unchanged. */
export function wieGesendet(antrag: DemoAntrag, z: Zufall): DemoAntrag {
  if (!z.wahr(0.125)) return antrag;
  return FEHLER[z.gewichtet(NAMEN, (n) => HAEUFIGKEIT[n])](antrag, z);
}

/** Whether the applicant has a Postfach that can be written to. */
export function hatPostfach({ control }: DemoAntrag): boolean {
  const adresse = control.serviceKonto?.postfachAddress as { identifier?: unknown } | undefined;
  return typeof adresse?.identifier === 'string' && adresse.identifier !== 'Keine Angaben';
}

/** The clean form as what is sent. */
export function alsRoh(items: readonly FormItem[]): RohesItem[] {
  return items as unknown as RohesItem[];
}
