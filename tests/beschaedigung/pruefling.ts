/**
 * Examines one damaged cache: opens it as the product does, reads all of it, works in it, and says what was seen. A
 * promise is broken where wrong data is shown, work is lost in silence or although a whole copy of it lives, damage is
 * neither found nor without effect, or anything but a problem of the closed vocabulary is thrown.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bestand } from '../../src-main/workspace/cache/bestand.ts';
import { oeffneMitRettung, type Rettungsbericht } from '../../src-main/workspace/cache/rettung.ts';
import { ProblemError, problemCode } from '../../src-shared/domain/problem.ts';
import { vorgaenge } from '../cache/arbeit.ts';
import { id, JETZT, seite } from '../cache/muster.ts';
import { type Art, FALSCHER_SCHLUESSEL } from './arten.ts';
import {
  ANZAHL,
  arbeitVon,
  type Dateien,
  type Inhalt,
  inhaltVon,
  NAME,
  optionen,
  schreibeOrdner,
  type Vorlage,
} from './vorlage.ts';

export interface Befund {
  /** How it was found; `ohne-wirkung`: all is as it was. */
  gefunden: 'beim-oeffnen' | 'beim-lesen' | 'zweitschrift' | 'ohne-wirkung';
  /** Things of the person's work that were there before, and after it was found. */
  arbeit: number;
  gerettet: number;
  funde: string[];
}

const istSchaden = (fehler: unknown): boolean =>
  fehler instanceof ProblemError && problemCode(fehler.problem) === 'bestand-beschaedigt';

const imWort = (fehler: unknown): string => {
  const { message, stack } = fehler as Error;
  return `${message} ${(stack ?? '').split('\n').find((z) => z.includes('/src-')) ?? ''}`.slice(0, 300);
};

/** What the cloud has. */
const alle = vorgaenge(ANZAHL);

class Pruefung {
  readonly funde: string[] = [];
  readonly gemeldet: string[] = [];
  private readonly pfad: string;
  private readonly art: Art;
  private readonly soll: Inhalt;

  constructor(pfad: string, art: Art, soll: Inhalt) {
    this.pfad = pfad;
    this.art = art;
    this.soll = soll;
  }

  finde(was: string): void {
    this.funde.push(was);
  }

  oeffne(): { bestand: Bestand; rettung?: Rettungsbericht } | undefined {
    try {
      return oeffneMitRettung(optionen(this.pfad, { melde: (was) => void this.gemeldet.push(was) }));
    } catch (fehler) {
      // Neither file opens and the fingerprint is broken too: a wrong key looks the same, and the files stay as they are.
      const ratlos = fehler instanceof ProblemError && problemCode(fehler.problem) === 'schluessel-unbrauchbar';
      if (!(ratlos && this.art.echt)) this.finde(`does not open: ${imWort(fehler)}`);
      return undefined;
    }
  }

  /** Runs a call that may meet the damage; answers whether it did. */
  wage(tat: () => void): boolean {
    try {
      tat();
      return false;
    } catch (fehler) {
      if (istSchaden(fehler)) return true;
      if (!(this.art.echt && fehler instanceof ProblemError)) this.finde(`throws no problem: ${imWort(fehler)}`);
      return false;
    }
  }

  /** Reads all; answers whether damage was met, and what was read. */
  lies(bestand: Bestand): { getroffen: boolean; ist: Inhalt } {
    let getroffen = false;
    const ist = inhaltVon(bestand, (tat) => {
      getroffen = this.wage(tat) || getroffen;
    });
    return { getroffen, ist };
  }

  /** What is shown must be what was, or not be shown. */
  vergleiche(ist: Map<string, string>, soll: Map<string, string>, ganz: boolean, wo: string): number {
    let richtig = 0;
    for (const [name, wert] of ist) {
      if (soll.get(name) === wert) richtig += 1;
      else if (!this.art.echt) this.finde(`${wo}: wrong or foreign: ${name}`);
    }
    if (ganz && richtig < soll.size && !this.art.echt) {
      this.finde(
        `${wo}: ${soll.size - richtig} missing without a word, e.g. ${[...soll.keys()].find((k) => !ist.has(k))}`,
      );
    }
    return richtig;
  }

  /** A click and a page, as work goes on. Both may meet the damage; neither may throw anything else. */
  arbeite(bestand: Bestand): { klick: string | undefined; getroffen: boolean } {
    let klick: string | undefined;
    const a = this.wage(() => {
      const body = { kommentarId: id(77, 5), text: 'Nach dem Schaden.' };
      klick = bestand.schreiber.stelleEin({ vorgangId: id(9), order: 'KOMMENTAR_ANLEGEN', body }).commandId;
    });
    const b = this.wage(() => {
      const neue = alle.slice(0, 8).map((v) => ({ ...v, version: 3 }));
      bestand.schreiber.uebernimmSeite(seite(neue, { cursor: 'c9', phase: 'folge', hasMore: false }));
    });
    const c = this.wage(() => void bestand.schreiber.naechsteSendung({ jetztMs: JETZT + 60_000, max: 100 }));
    return { klick, getroffen: a || b || c };
  }

  /** After a salvage: work compared, base fetched anew, the queue drains. */
  nachRettung({ bestand, rettung }: { bestand: Bestand; rettung?: Rettungsbericht }, mussGanz: boolean): number {
    const ganz = mussGanz || rettung?.unlesbar.length === 0;
    let getroffen = false;
    const arbeit = arbeitVon(bestand, (tat) => {
      getroffen = this.wage(tat) || getroffen;
    });
    if (getroffen && !this.art.echt) this.finde('damage in the salvaged cache');
    const gerettet = this.vergleiche(arbeit, this.soll.arbeit, ganz, `salvage (${rettung?.unlesbar.join() ?? ''})`);
    if (bestand.leser.ich() === undefined)
      bestand.schreiber.merkeIch(JSON.parse(this.soll.arbeit.get('ich') ?? 'null'));
    bestand.schreiber.uebernimmSeite(seite(alle.slice(0, 60), { cursor: 'neu', phase: 'folge', hasMore: false }));
    if (bestand.leser.zaehler().gesamt === 0) this.finde('base is not fetched anew');
    for (let runde = 0; runde < 4; runde++) {
      const { commands, uploads } = bestand.schreiber.naechsteSendung({ jetztMs: JETZT + 60_000, max: 100 });
      for (const u of uploads) bestand.schreiber.uploadFertig(u.anhang.id);
      const results = commands.map(({ commandId }) => ({ commandId, state: 'angenommen' as const, version: 9 }));
      bestand.schreiber.uebernimmErgebnisse(results, new Date(JETZT).toISOString());
    }
    const { pending } = bestand.leser.outboxZahlen();
    if (pending > 0 && !this.art.echt) this.finde(`the queue does not drain: ${pending} left`);
    return gerettet;
  }
}

/** `alteDateien`: what lay there damaged. */
function pruefeAufgehoben(p: Pruefung, ordner: string, alt: Buffer | undefined, rettung: Rettungsbericht): void {
  if (alt === undefined || alt.length === 0) return;
  if (!existsSync(rettung.beiseite)) p.finde(`the damaged file is not set aside: ${readdirSync(ordner).join()}`);
}

const hatZeugen = (d: Dateien): boolean =>
  [NAME, `${NAME}.arbeit`].some((n) => (d.get(n)?.length ?? 0) > 0) || d.get(`${NAME}.kennung`)?.length === 32;

/** Both places of work broken at random: which of two earlier, whole states is the last cannot be told; crashes count. */
function ohneZeugen(vorlage: Vorlage, art: Art, d: Dateien): boolean {
  const anders = (name: string): boolean => d.get(name) !== vorlage.dateien.get(name);
  const cache = anders(NAME) || anders(`${NAME}-wal`);
  return art.name === 'verwuestet' && cache && (anders(`${NAME}.arbeit`) || anders(`${NAME}.arbeit-wal`));
}

/** Damages a copy of the template in `ordner` (made and removed here) and examines it. */
export function pruefe(ordner: string, vorlage: Vorlage, art: Art, beschaedigt: Dateien): Befund {
  mkdirSync(ordner, { recursive: true });
  schreibeOrdner(ordner, beschaedigt);
  const p = new Pruefung(
    join(ordner, NAME),
    ohneZeugen(vorlage, art, beschaedigt) ? { ...art, echt: true } : art,
    vorlage.soll,
  );
  const befund = { arbeit: vorlage.soll.arbeit.size, gerettet: 0, gefunden: 'ohne-wirkung' as Befund['gefunden'] };
  try {
    // Where database, second copy and fingerprint are gone at once, nothing says that there was a cache.
    const soll = hatZeugen(beschaedigt) ? vorlage.soll : { arbeit: new Map(), basis: new Map() };
    if (art.name === FALSCHER_SCHLUESSEL) pruefeFalschen(p, ordner, beschaedigt, befund);
    else if (soll === vorlage.soll) examiniere(p, ordner, beschaedigt.get(NAME), art.arbeit === 'ganz', soll, befund);
    else p.oeffne()?.bestand.schliesse();
  } catch (fehler) {
    p.finde(`throws: ${imWort(fehler)}`);
  } finally {
    rmSync(ordner, { recursive: true, force: true });
  }
  return { ...befund, funde: p.funde };
}

function pruefeFalschen(p: Pruefung, ordner: string, dateien: Dateien, befund: Omit<Befund, 'funde'>): void {
  try {
    oeffneMitRettung(optionen(join(ordner, NAME), { schluessel: randomBytes(32) })).bestand.schliesse();
    p.finde('a wrong key opens it');
  } catch (fehler) {
    const code = fehler instanceof ProblemError ? problemCode(fehler.problem) : imWort(fehler);
    if (code !== 'schluessel-unbrauchbar') p.finde(`a wrong key is told as ${code}`);
  }
  for (const [name, bytes] of dateien) {
    if (!readFileSync(join(ordner, name)).equals(bytes)) p.finde(`a wrong key changed ${name}`);
  }
  befund.gefunden = 'beim-oeffnen';
  befund.gerettet = befund.arbeit;
}

function examiniere(
  p: Pruefung,
  ordner: string,
  alt: Buffer | undefined,
  mussGanz: boolean,
  soll: Inhalt,
  befund: Omit<Befund, 'funde'>,
): void {
  const erste = p.oeffne();
  if (erste === undefined) return;
  if (erste.rettung !== undefined) {
    befund.gefunden = 'beim-oeffnen';
    pruefeAufgehoben(p, ordner, alt, erste.rettung);
    befund.gerettet = p.nachRettung(erste, mussGanz);
    erste.bestand.schliesse();
    return;
  }
  const { getroffen, ist } = p.lies(erste.bestand);
  p.vergleiche(ist.basis, soll.basis, !getroffen, 'shown');
  const richtig = p.vergleiche(ist.arbeit, soll.arbeit, !getroffen, 'shown');
  const dann = getroffen ? { klick: undefined, getroffen } : p.arbeite(erste.bestand);
  erste.bestand.schliesse();
  const zweite = p.oeffne();
  if (zweite === undefined) return;
  if (dann.getroffen) {
    befund.gefunden = 'beim-lesen';
    if (zweite.rettung === undefined) p.finde('damage met at work is not salvaged at the next start');
    else pruefeAufgehoben(p, ordner, alt, zweite.rettung);
    befund.gerettet = p.nachRettung(zweite, mussGanz && dann.klick === undefined);
  } else {
    befund.gefunden = p.gemeldet.includes('zweitschrift-beschaedigt') ? 'zweitschrift' : 'ohne-wirkung';
    befund.gerettet = richtig;
    const da = dann.klick !== undefined && zweite.bestand.leser.outbox().some((e) => e.commandId === dann.klick);
    if (!da && !(dann.klick === undefined && p.funde.length > 0)) p.finde('the click after it is lost');
  }
  zweite.bestand.schliesse();
}
