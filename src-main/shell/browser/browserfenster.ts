// The window of the browser shell: an installed browser in app mode, with a profile of its own in the data folder. It is
// held by a debugging pipe, so it closes with the application however that ends, and the application hears when the
// person closes it. It must never touch the person's own browser profile.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Fenster } from '../shell.ts';
import { grundschalter, hatBildschirm, type Rechner, sucheBrowser } from './browser-suche.ts';

/** There is nothing to open a window in; `message` is a German sentence for the person. */
export class KeinFenster extends Error {
  override readonly name = 'KeinFenster';
}

/** How long the browser may take to close by itself before it is ended, in milliseconds. */
const SCHLIESSFRIST = 5_000;

export interface Browserfenster extends Fenster {
  /** Once, when the window or the whole browser is gone. */
  geschlossen(cb: () => void): void;
}

/**
 * Opens `adresse` as an application window.
 * @param ordner the browser's own profile folder; created by the browser
 * @throws {KeinFenster} when there is no browser, no display, or the browser does not start
 */
export async function oeffneBrowserfenster(rechner: Rechner, adresse: string, ordner: string): Promise<Browserfenster> {
  const programm = sucheBrowser(rechner);
  if (programm === null) throw new KeinFenster(keinBrowser(rechner));
  if (!hatBildschirm(rechner))
    throw new KeinFenster(
      'Hier ist kein Bildschirm angeschlossen (DISPLAY fehlt), ein Fenster lässt sich nicht öffnen.',
    );
  const schalter = [
    ...grundschalter(rechner),
    `--user-data-dir=${ordner}`,
    '--remote-debugging-pipe',
    '--window-size=1440,900',
    '--lang=de-DE',
    '--disable-features=Translate',
    // Without it a window opened as root carries a warning about the missing sandbox for ever.
    ...(rechner.istRoot ? ['--test-type'] : []),
    `--app=${adresse}`,
  ];
  const prozess = spawn(programm, schalter, {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    windowsHide: false,
  });
  await new Promise<void>((bereit, gescheitert) => {
    prozess.once('spawn', bereit);
    prozess.once('error', (e) =>
      gescheitert(new KeinFenster(`Der Browser ${programm} ließ sich nicht starten (${e.message}).`)),
    );
  });
  return new Appfenster(prozess);
}

/** What is missing, and what to do on this system. */
export function keinBrowser(rechner: Rechner): string {
  const gewuenscht = rechner.env.KONTOR_BROWSER;
  if (gewuenscht) return `Der in KONTOR_BROWSER genannte Browser „${gewuenscht}“ ist nicht da oder nicht ausführbar.`;
  const rat = rechner.plattform === 'linux' ? ' Unter Debian: apt-get install chromium' : '';
  return `Es ist kein Chromium, Chrome oder Edge installiert.${rat}`;
}

class Appfenster implements Browserfenster {
  private readonly prozess: ChildProcess;
  private readonly weg: Promise<void>;
  private ziel: string | null = null;
  private nummer = 0;

  constructor(prozess: ChildProcess) {
    this.prozess = prozess;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.weg = promise;
    prozess.once('exit', () => resolve());
    for (const rohr of [prozess.stdio[3], prozess.stdio[4]]) rohr?.on('error', () => resolve());
    this.lies(prozess.stdio[4] as Readable);
    this.sage('Target.setDiscoverTargets', { discover: true });
  }

  geschlossen(cb: () => void): void {
    void this.weg.then(cb);
  }

  zeige(): void {
    if (this.ziel !== null) this.sage('Target.activateTarget', { targetId: this.ziel });
  }

  async schliesse(): Promise<void> {
    if (this.prozess.exitCode !== null || this.prozess.signalCode !== null) return;
    this.sage('Browser.close', {});
    const hart = setTimeout(() => this.prozess.kill('SIGKILL'), SCHLIESSFRIST);
    await this.weg;
    clearTimeout(hart);
  }

  /** DevTools' pipe: JSON documents, each ended by a zero byte. */
  private lies(rohr: Readable): void {
    let rest = '';
    rohr.setEncoding('utf8');
    rohr.on('data', (stueck: string) => {
      const teile = (rest + stueck).split('\0');
      rest = teile.pop() ?? '';
      for (const teil of teile) this.nimm(JSON.parse(teil) as DevtoolsMeldung);
    });
  }

  /** The application's page is the first page there is; with it gone, the browser has nothing left to do. */
  private nimm({ method, params }: DevtoolsMeldung): void {
    if (method === 'Target.targetCreated' && params?.targetInfo?.type === 'page')
      this.ziel ??= params.targetInfo.targetId;
    if (method === 'Target.targetDestroyed' && params?.targetId === this.ziel) this.sage('Browser.close', {});
  }

  private sage(method: string, params: Record<string, unknown>): void {
    const rohr = this.prozess.stdio[3] as Writable;
    if (rohr.writable) rohr.write(`${JSON.stringify({ id: ++this.nummer, method, params })}\0`);
  }
}

interface DevtoolsMeldung {
  readonly method?: string;
  readonly params?: {
    readonly targetId?: string;
    readonly targetInfo?: { readonly targetId: string; readonly type: string };
  };
}
