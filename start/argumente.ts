// What can be said after `npm start --`. Anything else is refused by name with the list of what there is (exit 2); a
// mistyped switch must never start something other than what was meant.

import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface Startargumente {
  /** Absolute path of the folder for everything. */
  readonly daten: string;
  /** null: the usual number, or what is there. */
  readonly vorgaenge: number | null;
  readonly keinFenster: boolean;
  /** null: Electron where its runtime is, else the browser. */
  readonly shell: 'electron' | 'browser' | null;
  readonly zeiten: boolean;
  readonly hilfe: boolean;
}

/** Wrong usage; `message` says what and shows the help. */
export class Aufruffehler extends Error {
  override readonly name = 'Aufruffehler';
}

export const HILFE = `npm start [-- SCHALTER]

  --daten ORDNER      alles hier ablegen (sonst .kontor im Projekt)
  --vorgaenge ZAHL    so viele Vorgänge anlegen, beim ersten Start (sonst 1000)
  --kein-fenster      kein Fenster öffnen; Adresse als eine Zeile JSON auf der Standardausgabe
  --shell ART         electron oder browser statt der Wahl von selbst
  --zeiten            gemessene Abschnitte ausgeben
  --hilfe             diese Übersicht
`;

/** @param wurzel the checkout @throws {Aufruffehler} */
export function liesArgumente(argv: readonly string[], wurzel: string): Startargumente {
  const werte = zerlege(argv);
  const { vorgaenge, shell } = werte;
  if (vorgaenge !== undefined && !/^(0|[1-9]\d{0,6})$/.test(vorgaenge)) {
    throw new Aufruffehler(`--vorgaenge braucht eine ganze Zahl von 0 bis 9999999, nicht „${vorgaenge}“.\n\n${HILFE}`);
  }
  if (shell !== undefined && shell !== 'electron' && shell !== 'browser') {
    throw new Aufruffehler(`--shell kennt electron und browser, nicht „${shell}“.\n\n${HILFE}`);
  }
  if (shell === 'electron' && werte['kein-fenster']) {
    throw new Aufruffehler(`Ohne Fenster läuft Kontor nur mit --shell browser.\n\n${HILFE}`);
  }
  return {
    daten: werte.daten === undefined ? join(wurzel, '.kontor') : resolve(werte.daten),
    vorgaenge: vorgaenge === undefined ? null : Number(vorgaenge),
    keinFenster: werte['kein-fenster'],
    shell: shell ?? null,
    zeiten: werte.zeiten,
    hilfe: werte.hilfe,
  };
}

function zerlege(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        daten: { type: 'string' },
        vorgaenge: { type: 'string' },
        'kein-fenster': { type: 'boolean', default: false },
        shell: { type: 'string' },
        zeiten: { type: 'boolean', default: false },
        hilfe: { type: 'boolean', default: false, short: 'h' },
      },
    }).values;
  } catch {
    throw new Aufruffehler(`Der Aufruf „${argv.join(' ')}“ ist nicht zu verstehen.\n\n${HILFE}`);
  }
}
