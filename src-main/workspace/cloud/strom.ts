/**
 * Reads Server-Sent Events (WHATWG HTML, "Server-sent events") as far as the cloud uses them: the event's name is the
 * hint, data is ignored, comments are heartbeats. It never reconnects; that is sync's decision.
 */

/** A line that is longer is none of ours: what comes of it until its end is not kept. */
const LAENGSTE_ZEILE = 8_192;

/** Feeds text; calls `ereignis` with the name of each complete event. */
export class EreignisLeser {
  private rest = '';
  private name = '';
  private daten = false;
  private nachCr = false;
  private readonly ereignis: (name: string) => void;

  constructor(ereignis: (name: string) => void) {
    this.ereignis = ereignis;
  }

  nimm(stueck: string): void {
    if (stueck === '') return;
    // A line's end that was cut between CR and LF is one end.
    const text = this.nachCr && stueck.startsWith('\n') ? stueck.slice(1) : stueck;
    this.nachCr = stueck.endsWith('\r');
    const zeilen = text.split(/\r\n|\n|\r/);
    zeilen[0] = this.rest + (zeilen[0] ?? '');
    this.rest = (zeilen.pop() ?? '').slice(0, LAENGSTE_ZEILE);
    for (const zeile of zeilen) this.zeile(zeile);
  }

  private zeile(zeile: string): void {
    if (zeile === '') {
      if (this.name !== '' || this.daten) this.ereignis(this.name === '' ? 'message' : this.name);
      this.name = '';
      this.daten = false;
      return;
    }
    const [feld, wert] = [zeile.split(':', 1)[0] ?? '', zeile.slice(zeile.indexOf(':') + 1).replace(/^ /, '')];
    if (feld === 'event') this.name = wert;
    else if (feld === 'data') this.daten = true;
  }
}
