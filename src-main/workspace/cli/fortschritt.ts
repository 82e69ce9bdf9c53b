/**
 * Progress of a long sync on a terminal: a bar, what was loaded, a rate and an estimate, on stderr and only where that is a
 * terminal. In a pipe nothing is shown.
 */
import type { Motor } from '../host/motor.ts';
import type { Uhr } from '../uhr.ts';
import type { Terminal } from './ausgabe.ts';

const TAKT_MS = 250;
const BALKEN = 24;

/** Shows progress until the returned function is called. */
export function zeigeFortschritt(t: Terminal, motor: Motor | undefined, uhr: Uhr): () => void {
  if (!t.interaktiv || motor === undefined) return () => undefined;
  const start = uhr.monoton();
  let ab: () => void = () => undefined;
  const anfang = stand(motor);
  const zeichne = (): void => {
    const jetzt = stand(motor);
    if (jetzt) t.fehler(`\r\u001b[2K${zeile(jetzt, anfang?.fertig ?? 0, (uhr.monoton() - start) / 1000)}`);
    ab = uhr.nach(TAKT_MS, zeichne);
  };
  ab = uhr.nach(TAKT_MS, zeichne);
  return () => {
    ab();
    t.fehler('\r\u001b[2K');
  };
}

interface Stand {
  vorgaenge: number;
  fertig: number;
  pending: number;
}

function stand(motor: Motor): Stand | undefined {
  if (motor.sitzung() === null) return undefined;
  const { leser } = motor.platz(true).bestand;
  const { vorgaenge, ohneDetails } = leser.groessen();
  return { vorgaenge, fertig: vorgaenge - ohneDetails, pending: leser.outboxZahlen().pending };
}

function zeile(s: Stand, anfang: number, sekunden: number): string {
  const anteil = s.vorgaenge === 0 ? 0 : s.fertig / s.vorgaenge;
  const voll = Math.round(anteil * BALKEN);
  const rate = sekunden > 0 ? (s.fertig - anfang) / sekunden : 0;
  const rest = rate > 0 ? Math.ceil((s.vorgaenge - s.fertig) / rate) : undefined;
  const balken = `${'█'.repeat(voll)}${'░'.repeat(BALKEN - voll)}`;
  const schaetzung = rest === undefined || rest === 0 ? '' : `, noch etwa ${rest} s`;
  const wartend = s.pending > 0 ? `, ${s.pending} zu senden` : '';
  return `${balken} ${s.fertig} von ${s.vorgaenge} Vorgängen, ${Math.round(rate)}/s${schaetzung}${wartend}`;
}
