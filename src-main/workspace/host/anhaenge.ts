/** Finds an attachment's description in a Vorgang, wherever it hangs: Eingang, Kommentar, Nachricht, Bescheid. */
import type { Anhang, Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';

/** All attachments of a Vorgang, as far as its details are here. */
export function alleAnhaenge(v: Vorgang | VorgangKopf): Anhang[] {
  const eingang = [...v.eingang.anhaenge, ...v.eingang.repraesentationen];
  if ('kopf' in v) return eingang;
  return [
    ...eingang,
    ...v.kommentare.flatMap((k) => k.anhaenge),
    ...v.nachrichten.flatMap((n) => n.anhaenge),
    ...v.bescheide.flatMap((b) => (b.dokument === undefined ? [] : [b.dokument])),
  ];
}

/** The one with this id; undefined where there is none. */
export function findeAnhang(v: Vorgang | VorgangKopf, id: string): Anhang | undefined {
  return alleAnhaenge(v).find((a) => a.id === id);
}
