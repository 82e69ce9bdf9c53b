/**
 * Which dialog is open: at most one, so that Esc always means the same. Closing gives the focus back to where it was
 * (the dialog element does that; where the place is gone, `Fokus` finds the nearest).
 */
import type { Order } from '../../src-shared/domain/befehle.ts';
import type { Bescheid, Wiedervorlage } from '../../src-shared/domain/vorgang.ts';

export type DialogArt =
  | { art: 'begruendung'; order: Order }
  | { art: 'zuweisen' }
  | { art: 'weiterleiten' }
  | { art: 'aktenzeichen' }
  | { art: 'wiedervorlage'; wiedervorlage?: Wiedervorlage }
  | { art: 'nachricht' }
  | { art: 'bescheid'; bescheid?: Bescheid }
  | { art: 'vorschau'; bescheid: Bescheid }
  | { art: 'zeichnen'; bescheid: Bescheid; zeichnung: 'ZEICHNEN' | 'MITZEICHNEN' }
  | { art: 'mitzeichnungGeben'; bescheid: Bescheid }
  | { art: 'loeschen' }
  | { art: 'dokument'; anhangId: string; dateiname: string }
  | { art: 'konflikt'; commandId: string }
  | { art: 'outbox' }
  | { art: 'palette' }
  | { art: 'tasten' }
  | { art: 'einstellungen' }
  | { art: 'abmelden' };

export class DialogStand {
  offen = $state.raw<DialogArt | null>(null);

  oeffne(dialog: DialogArt): void {
    this.offen = dialog;
  }

  schliesse(): void {
    this.offen = null;
  }
}
