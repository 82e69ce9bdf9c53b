/**
 * Loaded into a process before everything else, it puts that process' wall clock wrong by KONTOR_TEST_UHR_MS, as a dead battery
 * does: everything in it sees the wrong time, our own code and every library. Monotonic time and TLS are untouched.
 */
const versatz = Number(process.env.KONTOR_TEST_UHR_MS ?? 0);
const Richtig = Date;

class FalscheUhr extends Richtig {
  constructor(...werte: [] | [number | string | Date]) {
    if (werte.length === 0) super(Richtig.now() + versatz);
    else super(...(werte as [number]));
  }
  static override now(): number {
    return Richtig.now() + versatz;
  }
}

globalThis.Date = FalscheUhr as unknown as DateConstructor;
