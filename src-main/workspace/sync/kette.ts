/**
 * Lets one run of a kind go at a time: a sync asked for by hand waits for the one that is running, then runs itself.
 * It keeps no result and swallows no error.
 */

export class Kette {
  private letzter: Promise<unknown> = Promise.resolve();

  /** Runs `tu` after everything that was handed in before. */
  nacheinander<T>(tu: () => Promise<T>): Promise<T> {
    const dieser = this.letzter.then(tu, tu);
    this.letzter = dieser.catch(() => undefined);
    return dieser;
  }
}
