// `npm start`: brings up the whole demo on one machine – database, cloud, demo data once, the built window, the
// application – shows how far it is, and takes it all down again in order. It must never leave a process behind, and
// never write anything but the one line of `--kein-fenster` to stdout.

import { join } from 'node:path';
import {
  type GestarteteAnwendung,
  gebrauchteBundles,
  PERSON,
  type Shellwahl,
  starteAnwendung,
} from './anwendungsstart.ts';
import { type Abschnitt, type Anzeige, macheAnzeige, sekunden } from './anzeige.ts';
import { Aufruffehler, HILFE, liesArgumente, type Startargumente } from './argumente.ts';
import { type Bundle, pruefeBundle } from './bundles.ts';
import { brauchtSaat, type Cloud, saee, starteCloud, UEBLICHE_ZAHL } from './cloud.ts';
import { type Datenordner, oeffneDatenordner } from './datenordner.ts';
import { sucheElectron } from './electron-suche.ts';
import { begleitet, imProjekt, type Kind, starteKind } from './kind.ts';
import { sperre } from './sperre.ts';
import { kindfehler, Startfehler } from './startfehler.ts';
import { seitStart } from './system.ts';

/** How long each process may take to end in order, in milliseconds. */
const ENDFRIST = 30_000;
/** npm passes on a Ctrl-C that the terminal has already sent: a second one so soon is no impatience. */
const UNGEDULD = 3_000;

const WURZEL = imProjekt('.');

/** Ended from outside while starting; no failure. */
class Abgebrochen extends Error {
  override readonly name = 'Abgebrochen';
}

/** The running processes, in the order of their start; ended in the opposite order. */
class Prozesse {
  private readonly kinder = new Map<string, Kind>();
  private beendet: Promise<void> | null = null;

  nimm(name: string, kind: Kind): void {
    this.kinder.set(name, kind);
    void kind.ende.then(() => this.kinder.delete(name));
    if (this.beendet !== null) void kind.beende(ENDFRIST);
  }

  /** Whether the end has begun. */
  endet(): boolean {
    return this.beendet !== null;
  }

  pids(): Record<string, number | undefined> {
    return Object.fromEntries([...this.kinder].map(([name, kind]) => [name, kind.pid]));
  }

  beende(): Promise<void> {
    this.beendet ??= (async () => {
      for (const [, kind] of [...this.kinder].reverse()) await kind.beende(ENDFRIST);
    })();
    return this.beendet;
  }

  async toete(): Promise<void> {
    await Promise.all([...this.kinder.values()].map((kind) => kind.beende(0)));
  }
}

async function laufe(argumente: Startargumente, anzeige: Anzeige): Promise<void> {
  const ordner = await oeffneDatenordner(argumente.daten);
  const prozesse = new Prozesse();
  const haltung = await sperre(ordner.pfad, () => ({ pid: process.pid, prozesse: prozesse.pids() }));
  if (haltung.art === 'belegt') throw new Startfehler(laeuftSchon(ordner.pfad, haltung.von?.pid));
  const abbruch = hoereAufEnde(prozesse, anzeige);
  try {
    const { anwendung, cloud } = await Promise.race([fahreHoch(argumente, ordner, prozesse, anzeige), abbruch]);
    melde(argumente, anwendung, cloud, anzeige);
    void cloud.kind.ende.then(() => {
      if (!prozesse.endet())
        anzeige.sage('Die Cloud wurde beendet. Kontor arbeitet ohne sie weiter; „npm start“ startet sie neu.');
    });
    const code = await Promise.race([anwendung.kind.ende, abbruch]);
    if (code !== 0) throw kindfehler('Kontor wurde unerwartet beendet.', anwendung.kind.letzteWorte());
  } catch (fehler) {
    if (!(fehler instanceof Abgebrochen)) throw fehler;
  } finally {
    await anzeige.schritt('Alles beenden', () => prozesse.beende());
    await haltung.gibFrei();
  }
}

async function fahreHoch(
  argumente: Startargumente,
  ordner: Datenordner,
  prozesse: Prozesse,
  anzeige: Anzeige,
): Promise<{ anwendung: GestarteteAnwendung; cloud: Cloud }> {
  const wahl = waehleShell(argumente, anzeige);
  // The database starts and is filled while the window is built: on two cores that is the shorter way.
  const [cloud] = await Promise.all([
    starteGefuellteCloud(argumente, ordner, prozesse, anzeige),
    baueFehlende(gebrauchteBundles(wahl), ordner, prozesse, anzeige),
  ]);
  const anwendung = await anzeige.schritt('Kontor öffnen', () =>
    starteAnwendung(wahl, ordner, cloud.url, !argumente.keinFenster, (kind) => prozesse.nimm('anwendung', kind)),
  );
  return { anwendung, cloud };
}

async function starteGefuellteCloud(
  argumente: Startargumente,
  ordner: Datenordner,
  prozesse: Prozesse,
  anzeige: Anzeige,
): Promise<Cloud> {
  const cloud = await anzeige.schritt('Datenbank und Cloud starten', () =>
    starteCloud(ordner, anzeige.sage, (kind) => prozesse.nimm('cloud', kind)),
  );
  await saeeEinmal(argumente, ordner, prozesse, anzeige);
  return cloud;
}

function waehleShell(argumente: Startargumente, anzeige: Anzeige): Shellwahl {
  if (argumente.shell === 'browser' || argumente.keinFenster) return { art: 'browser' };
  const programm = sucheElectron(WURZEL, process.env);
  if (programm !== null) return { art: 'electron', programm };
  const rat = 'zu holen mit „node node_modules/electron/install.js“';
  if (argumente.shell === 'electron') throw new Startfehler(`Die Laufzeit von Electron ist nicht da (${rat}).`);
  anzeige.sage(`  Die Laufzeit von Electron ist nicht da (${rat}); Kontor öffnet sich im Browser.`);
  return { art: 'browser' };
}

async function baueFehlende(
  bundles: readonly Bundle[],
  ordner: Datenordner,
  prozesse: Prozesse,
  anzeige: Anzeige,
): Promise<void> {
  const geprueft = await Promise.all(bundles.map(async (b) => ({ b, ...(await pruefeBundle(WURZEL, b)) })));
  const fehlende = geprueft.filter((g) => !g.frisch).map((g) => g.b);
  if (fehlende.length === 0) return;
  await anzeige.schritt('Oberfläche bauen', async () => {
    const kind = await starteKind({
      name: 'der Bau',
      programm: process.execPath,
      argumente: begleitet(imProjekt('start/bundles.ts'), fehlende),
      protokoll: join(ordner.protokoll, 'bau.log'),
    });
    prozesse.nimm('bau', kind);
    if ((await kind.ende) !== 0) throw kindfehler('Die Oberfläche ließ sich nicht bauen.', kind.letzteWorte());
  });
}

async function saeeEinmal(
  argumente: Startargumente,
  ordner: Datenordner,
  prozesse: Prozesse,
  anzeige: Anzeige,
): Promise<void> {
  const { gesaet } = ordner.stand();
  if (brauchtSaat(ordner)) {
    const zahl = argumente.vorgaenge ?? UEBLICHE_ZAHL;
    await anzeige.schritt(`${zahl.toLocaleString('de-DE')} Vorgänge für Flensburg anlegen`, () =>
      saee(ordner, zahl, (kind) => prozesse.nimm('saat', kind)),
    );
  } else if (argumente.vorgaenge !== null && argumente.vorgaenge !== gesaet?.vorgaenge) {
    anzeige.sage(
      `  Hier liegen schon ${gesaet?.vorgaenge.toLocaleString('de-DE')} Vorgänge; eine andere Zahl braucht einen anderen Ordner (--daten).`,
    );
  }
}

function melde(argumente: Startargumente, anwendung: GestarteteAnwendung, cloud: Cloud, anzeige: Anzeige): void {
  if (argumente.zeiten) zeigeZeiten(anzeige);
  if (argumente.keinFenster) {
    process.stdout.write(`${JSON.stringify({ url: anwendung.url, cloud: cloud.url })}\n`);
    return;
  }
  if (anwendung.ohneFenster !== null) {
    anzeige.sage(
      `${anwendung.ohneFenster}\nDie Adresse gilt einmal, in einem Browser auf diesem Rechner:\n  ${anwendung.url}`,
    );
  }
  anzeige.sage(`Kontor läuft nach ${sekunden(seitStart())}, angemeldet als ${PERSON}. Beenden mit Strg+C.`);
}

function zeigeZeiten(anzeige: Anzeige): void {
  const zeile = (a: Abschnitt): string =>
    `  ${sekunden(a.von).padStart(7)} – ${sekunden(a.bis).padStart(7)}  ${a.name}`;
  anzeige.sage([...anzeige.abschnitte().map(zeile), `  gesamt ${sekunden(seitStart())}`].join('\n'));
}

/** Rejects with `Abgebrochen` on the first signal; impatience ends the processes the hard way. */
function hoereAufEnde(prozesse: Prozesse, anzeige: Anzeige): Promise<never> {
  let seit: number | null = null;
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined); // the race that listens may be over already
  const ende = (): void => {
    if (seit === null) {
      seit = seitStart();
      reject(new Abgebrochen());
    } else if (seitStart() - seit > UNGEDULD) {
      anzeige.sage('Kontor wird sofort beendet.');
      void prozesse.toete();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ende);
  process.on('disconnect', ende);
  return promise;
}

function laeuftSchon(ordner: string, pid: number | undefined): string {
  const wer = pid === undefined ? '' : ` (Prozess ${pid})`;
  return `Kontor läuft mit dem Ordner ${ordner} schon${wer}. Bitte nehmen Sie das offene Fenster, beenden Sie es mit Strg+C, oder geben Sie mit „-- --daten ORDNER“ einen anderen Ordner an.`;
}

async function haupt(): Promise<number> {
  try {
    const argumente = liesArgumente(process.argv.slice(2), WURZEL.replace(/[/\\]$/, ''));
    if (argumente.hilfe) process.stderr.write(HILFE);
    else await laufe(argumente, macheAnzeige(process.stderr, seitStart));
    return 0;
  } catch (fehler) {
    if (!(fehler instanceof Startfehler) && !(fehler instanceof Aufruffehler)) throw fehler;
    process.stderr.write(`${fehler.message}\n`);
    return fehler instanceof Aufruffehler ? 2 : 1;
  }
}

process.exit(await haupt());
