/**
 * Between heads and whole Vorgänge: the smallest whole Vorgang that says no more than its head, so that the one `apply`
 * works on both, and a newer head laid over older details. Pure; never invents details.
 */
import { kopfVon, type Vorgang, type VorgangKopf } from '../../../src-shared/domain/vorgang.ts';

export function istKopf(v: Vorgang | VorgangKopf): v is VorgangKopf {
  return 'kopf' in v;
}

/** The head as a whole Vorgang with empty details; a whole one as it is. */
export function alsGanzes(v: Vorgang | VorgangKopf): Vorgang {
  if (!istKopf(v)) return v;
  const { kopf: _k, bescheidStand: _b, neueNachrichten: _n, eingang, ...rest } = v;
  return {
    ...rest,
    eingang: { ...eingang, formData: [] },
    kommentare: [],
    nachrichten: [],
    bescheide: [],
    historie: [],
  };
}

/** Back to a head: what only details could say comes from the head it was made of. */
export function alsKopf(v: Vorgang, ursprung: VorgangKopf): VorgangKopf {
  const { bescheidStand: _b, ...kopf } = kopfVon(v);
  return {
    ...kopf,
    ...(ursprung.bescheidStand === undefined ? {} : { bescheidStand: ursprung.bescheidStand }),
    neueNachrichten: ursprung.neueNachrichten,
  };
}

/** A newer head over older details: the head's fields win, the details stay as they were known. */
export function kopfUeberDetails(kopf: VorgangKopf, details: Vorgang): Vorgang {
  const { kopf: _k, bescheidStand: _b, neueNachrichten: _n, eingang, ...rest } = kopf;
  const { kommentare, nachrichten, bescheide, historie } = details;
  return {
    ...rest,
    eingang: { ...eingang, formData: details.eingang.formData },
    kommentare,
    nachrichten,
    bescheide,
    historie,
  };
}
