// Progress of `npm start` on stderr, in German: on a terminal a living line per step with its time, in a pipe one plain
// line at the end of each step. It must never write to stdout: there the one line of `--kein-fenster` stands alone.

/** One measured step, in milliseconds since the process started. */
export interface Abschnitt {
  readonly name: string;
  readonly von: number;
  readonly bis: number;
}

export interface Anzeige {
  /** Shows the step while `tue` runs. Steps may overlap. */
  schritt<T>(name: string, tue: () => Promise<T>): Promise<T>;
  /** A line of its own. */
  sage(text: string): void;
  /** What was measured so far. */
  abschnitte(): readonly Abschnitt[];
}

interface Ausgabe {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** @param jetzt milliseconds since the process started */
export function macheAnzeige(aus: Ausgabe, jetzt: () => number): Anzeige {
  const laufend = new Map<string, number>();
  const fertig: Abschnitt[] = [];
  let gezeichnet = 0;
  let takt: NodeJS.Timeout | null = null;

  const wische = (): void => {
    if (gezeichnet > 0) aus.write(`\x1b[${gezeichnet}A\x1b[0J`);
    gezeichnet = 0;
  };
  const zeichne = (): void => {
    if (!aus.isTTY) return;
    wische();
    for (const [name, von] of laufend) aus.write(`  … ${name} (${sekunden(jetzt() - von)})\n`);
    gezeichnet = laufend.size;
  };
  const zeile = (text: string): void => {
    if (aus.isTTY) wische();
    aus.write(`${text}\n`);
    zeichne();
  };
  const endeSchritt = (name: string, gelungen: boolean): void => {
    const von = laufend.get(name) ?? 0;
    laufend.delete(name);
    fertig.push({ name, von, bis: jetzt() });
    if (laufend.size === 0 && takt !== null) {
      clearInterval(takt);
      takt = null;
    }
    zeile(`  ${gelungen ? '✓' : '✗'} ${name} (${sekunden(jetzt() - von)})`);
  };

  return {
    schritt: async (name, tue) => {
      laufend.set(name, jetzt());
      if (aus.isTTY) takt ??= setInterval(zeichne, 200).unref();
      zeichne();
      let gelungen = false;
      try {
        const wert = await tue();
        gelungen = true;
        return wert;
      } finally {
        endeSchritt(name, gelungen);
      }
    },
    sage: zeile,
    abschnitte: () => fertig,
  };
}

/** `3,2 s` */
export function sekunden(ms: number): string {
  return `${(ms / 1000).toFixed(1).replace('.', ',')} s`;
}
