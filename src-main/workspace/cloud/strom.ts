/**
 * Reads Server-Sent Events (WHATWG HTML, "Server-sent events") as far as the cloud uses them: the event's name is the
 * hint, data is ignored, comments are heartbeats. It never reconnects; that is sync's decision.
 */

/** Feeds text; calls `ereignis` with the name of each complete event. */
export class EreignisLeser {
  private rest = '';
  private name = '';
  private daten = false;
  private readonly ereignis: (name: string) => void;

  constructor(ereignis: (name: string) => void) {
    this.ereignis = ereignis;
  }

  nimm(text: string): void {
    const zeilen = (this.rest + text).split(/\r\n|\n|\r/);
    this.rest = zeilen.pop() ?? '';
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
