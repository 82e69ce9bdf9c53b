/**
 * The one way on which the window gives orders: opens the dialog an order needs, puts the command into the outbox,
 * shows that it is done and how to take it back. It computes no effect; the workspace answers what is so now.
 */
import { ORDER_TITEL, type Order } from '../../src-shared/domain/befehle.ts';
import { ProblemError, problemCode } from '../../src-shared/domain/problem.ts';
import { UEBERGAENGE } from '../../src-shared/domain/uebergaenge.ts';
import type { KonfliktAnsicht, VorgangAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import type { Eingabe } from '../../src-shared/workspace-api/tabelle.ts';
import { letzterBescheid, ORDER_BEDIENUNG } from '../befehle/orders.ts';
import { type Umkehr, umkehr } from '../befehle/umkehr.ts';
import { sichere as sichereDatei } from '../bridge/datei.ts';
import { neueKennung } from '../bridge/kennung.ts';
import type { Leitung } from '../bridge/leitung.svelte.ts';
import type { DialogStand } from './dialoge.svelte.ts';
import type { EntwurfArt } from './entwurf.svelte.ts';
import type { AbschnittName, FallStand } from './fall.svelte.ts';
import type { Fokus } from './fokus.svelte.ts';
import type { LageStand } from './lage.svelte.ts';
import type { Meldungen } from './meldungen.svelte.ts';

/** What giving orders needs of the window. */
export interface Umgebung {
  readonly leitung: Leitung;
  readonly fall: FallStand;
  readonly lage: LageStand;
  readonly dialoge: DialogStand;
  readonly meldungen: Meldungen;
  readonly fokus: Fokus;
  stosseAn(ids?: readonly string[]): void;
  zeigeAbschnitt(name: AbschnittName, elementId?: string): void;
}

export class Handeln {
  /** True while a command is on its way into the outbox: keeps a second click from giving it twice. */
  laeuft = $state(false);
  #f: Umgebung;

  constructor(fenster: Umgebung) {
    this.#f = fenster;
  }

  /** Begins an order on the open case: gives it, or opens what it needs. */
  async beginne(order: Order): Promise<void> {
    const a = this.#f.fall.ansicht;
    if (!a) return;
    const { weg } = ORDER_BEDIENUNG[order];
    const b = letzterBescheid(a);
    const { dialoge } = this.#f;
    switch (weg) {
      case 'sofort':
        return void (await this.gib(order, {}));
      case 'bescheidSofort':
        return b && void (await this.gib(order, { bescheidId: b.id }));
      case 'begruendung':
        return dialoge.oeffne({ art: 'begruendung', order });
      case 'kommentar':
        return this.#f.zeigeAbschnitt('kommentare', 'kommentar-text');
      case 'bescheid':
        return dialoge.oeffne(
          order === 'BESCHEID_AENDERN' && b ? { art: 'bescheid', bescheid: b } : { art: 'bescheid' },
        );
      case 'mitzeichnungGeben':
        return b && dialoge.oeffne({ art: 'mitzeichnungGeben', bescheid: b });
      case 'zeichnen':
        return (
          b &&
          dialoge.oeffne({
            art: 'zeichnen',
            bescheid: b,
            zeichnung: order === 'BESCHEID_MITZEICHNEN' ? 'MITZEICHNEN' : 'ZEICHNEN',
          })
        );
      case 'teil':
        return;
      default:
        return dialoge.oeffne({ art: weg });
    }
  }

  async mirZuweisen(): Promise<void> {
    const sub = this.#f.lage.sitzung?.sub;
    if (sub) await this.gib('BEARBEITER_ZUWEISEN', { bearbeiter: sub });
  }

  /** Puts an order for the open case into the outbox. False where it failed; then the failure is shown. */
  async gib(order: Order, body: Record<string, unknown>, entwurf?: EntwurfArt): Promise<boolean> {
    const a = this.#f.fall.ansicht;
    if (!a) return false;
    return this.#tue(ORDER_TITEL[order].was, a, umkehr(order, body, a), () =>
      this.#f.leitung.rufe('befehl', {
        order,
        vorgangId: a.vorgang.id,
        body,
        commandId: neueKennung(),
        ...(entwurf ? { entwurf } : {}),
      }),
    );
  }

  /** Signs (or co-signs) a Bescheid of the open case. */
  async zeichne(bescheidId: string, art: 'ZEICHNEN' | 'MITZEICHNEN'): Promise<boolean> {
    const a = this.#f.fall.ansicht;
    if (!a) return false;
    const order = art === 'ZEICHNEN' ? 'BESCHEID_ZEICHNEN' : 'BESCHEID_MITZEICHNEN';
    const was =
      art === 'ZEICHNEN'
        ? 'Bescheid schlussgezeichnet – vorgemerkt, bis die Cloud ihn annimmt'
        : ORDER_TITEL[order].was;
    return this.#tue(was, a, umkehr(order, { bescheidId }, a), () =>
      this.#f.leitung.rufe('zeichne', { vorgangId: a.vorgang.id, bescheidId, art, commandId: neueKennung() }),
    );
  }

  async gibZurMitzeichnung(bescheidId: string, an: string): Promise<boolean> {
    const a = this.#f.fall.ansicht;
    if (!a) return false;
    return this.#tue(ORDER_TITEL.BESCHEID_ZUR_MITZEICHNUNG_GEBEN.was, a, undefined, () =>
      this.#f.leitung.rufe('zurMitzeichnung', { vorgangId: a.vorgang.id, bescheidId, an }),
    );
  }

  /** Takes an entry out of the outbox, from the outbox panel. */
  async nimmZurueck(commandId: string): Promise<void> {
    try {
      await this.#f.leitung.rufe('zuruecknehmen', { commandId });
      this.#f.meldungen.sage('Die Änderung ist zurückgenommen.');
    } catch (fehler) {
      this.#f.meldungen.melde(fehler);
    }
    this.#f.stosseAn();
  }

  /** Solves a conflict on the way chosen. */
  async loese(
    konflikt: KonfliktAnsicht,
    weg: Eingabe<'loese'>['weg'],
    body?: Record<string, unknown>,
  ): Promise<boolean> {
    const { commandId } = konflikt.eintrag;
    try {
      await this.#f.leitung.rufe('loese', { commandId, weg, ...(body ? { body } : {}) });
      this.#f.meldungen.bestaetige({ text: LOESUNG[weg] });
      this.#f.stosseAn();
      return true;
    } catch (fehler) {
      this.#f.meldungen.melde(fehler);
      return false;
    }
  }

  /** Saves a file that the workspace makes: the evidence of the open case, or the diagnosis for IT. */
  async sichere(was: 'beleg' | 'diagnose'): Promise<void> {
    const vorgangId = this.#f.fall.ansicht?.vorgang.id ?? '';
    try {
      const datei = await (was === 'beleg'
        ? this.#f.leitung.rufe('beleg', { vorgangId })
        : this.#f.leitung.rufe('diagnose', {}));
      sichereDatei(datei);
      this.#f.meldungen.bestaetige({ text: `${datei.dateiname} ist gesichert.` });
    } catch (fehler) {
      this.#f.meldungen.melde(fehler);
    }
  }

  async #tue(
    text: string,
    vorher: VorgangAnsicht,
    zurueck: Umkehr | undefined,
    rufe: () => Promise<{ commandId: string }>,
  ): Promise<boolean> {
    if (this.laeuft) return false;
    this.laeuft = true;
    const kehrbar = zurueck && this.#darf(zurueck.order) ? zurueck : undefined;
    try {
      const { commandId } = await rufe();
      const nummer = vorher.vorgang.nummer;
      this.#f.meldungen.bestaetige({
        commandId,
        text: `${text} (${nummer})`,
        nurAusOutbox: !kehrbar,
        zurueck: () => this.#zurueck(commandId, vorher, kehrbar, text),
      });
      return true;
    } catch (fehler) {
      this.#f.meldungen.melde(fehler);
      return false;
    } finally {
      this.laeuft = false;
      this.#f.stosseAn([vorher.vorgang.id]);
      void this.#f.fokus.rette();
    }
  }

  /** Whether one's role may give the inverse order at all (the Poststelle may accept, not put back). */
  #darf(order: Order): boolean {
    return UEBERGAENGE[order].rollen.some((r) => this.#f.lage.sitzung?.rollen.includes(r));
  }

  /** Out of the outbox while it waits there; else the inverse order; else the failure is said. */
  async #zurueck(commandId: string, vorher: VorgangAnsicht, weg: Umkehr | undefined, text: string): Promise<void> {
    const { leitung, meldungen } = this.#f;
    try {
      await leitung.rufe('zuruecknehmen', { commandId });
      meldungen.bestaetige({ text: `Zurückgenommen: ${text}` });
    } catch (fehler) {
      if (!zuSpaet(fehler)) return meldungen.melde(fehler);
      if (await this.#geparkt(commandId)) return this.#f.dialoge.oeffne({ art: 'konflikt', commandId });
      if (!weg) return meldungen.melde(new ProblemError('nicht-zuruecknehmbar'));
      await this.#kehreUm(vorher, weg, text);
    } finally {
      this.#f.stosseAn([vorher.vorgang.id]);
      void this.#f.fokus.rette();
    }
  }

  /** In conflict or refused it had no effect: an inverse order would undo what somebody else did. */
  async #geparkt(commandId: string): Promise<boolean> {
    const { konflikte } = await this.#f.leitung.rufe('konflikte', {});
    return konflikte.some((k) => k.eintrag.commandId === commandId);
  }

  async #kehreUm(vorher: VorgangAnsicht, weg: Umkehr, text: string): Promise<void> {
    try {
      await this.#f.leitung.rufe('befehl', {
        order: weg.order,
        vorgangId: vorher.vorgang.id,
        body: weg.body,
        commandId: neueKennung(),
      });
      this.#f.meldungen.bestaetige({ text: `Rückgängig gemacht: ${text}` });
    } catch (fehler) {
      this.#f.meldungen.melde(fehler);
    }
  }
}

const LOESUNG: Record<Eingabe<'loese'>['weg'], string> = {
  erneut: 'Ihre Änderung wird auf den neuen Stand angewendet.',
  bearbeiten: 'Ihre geänderte Fassung wird angewendet.',
  kommentar: 'Ihre Änderung ist als Kommentar festgehalten.',
  verwerfen: 'Ihre Änderung ist verworfen. Es gilt der Stand der Cloud.',
};

/** The outbox has let go of it: it is on its way, or confirmed and no longer listed there. */
function zuSpaet(fehler: unknown): boolean {
  const code = fehler instanceof ProblemError ? problemCode(fehler.problem) : undefined;
  return code === 'nicht-zuruecknehmbar' || code === 'nicht-gefunden';
}
