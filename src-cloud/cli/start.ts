// `cloud start`: database, demo directory if asked for, server; one line on stdout when it is ready; drains at SIGTERM and
// SIGINT. Ends with code 1 and a sentence when it cannot start, leaving nothing running.
import { oeffnePool } from '../db/verbindung.ts';
import { type Cloud, starteCloud } from '../server/cloud.ts';
import { pruefeDemoAdresse, pruefeDemoDatenbank } from '../server/demoschutz.ts';
import { konfiguriere } from '../server/konfiguration.ts';
import { neuesProtokoll } from '../server/protokoll.ts';
import { systemUhr } from '../server/system.ts';
import { richteDemoEin } from '../verzeichnis/demo-anlegen.ts';
import { type Datenbank, type DatenOptionen, oeffneDatenbank } from './datenbank.ts';

type StartOptionen = DatenOptionen & { port: number; demo?: boolean };

/** Runs until it is told to stop. */
export async function startBefehl(optionen: StartOptionen): Promise<void> {
  // From here on a signal must not leave a database behind, so it is noted before anything is started.
  const ende = naechstesSignal();
  const datenbank = await oeffneDatenbank(optionen);
  let cloud: Cloud | undefined;
  try {
    cloud = await starte(optionen, datenbank);
    const { url, issuer } = cloud;
    process.stdout.write(`${JSON.stringify({ url, issuer, database: datenbank.anzeige })}\n`);
    await ende;
  } finally {
    await cloud?.beende();
    await datenbank.beende();
  }
}

async function starte({ port, demo = false }: StartOptionen, datenbank: Datenbank): Promise<Cloud> {
  const { datenordner, ziel } = datenbank;
  const konfiguration = konfiguriere({ datenordner, port, demo }, process.env);
  pruefeDemoAdresse(konfiguration);
  if (demo) {
    const pool = oeffnePool(ziel, () => undefined, 1);
    try {
      await pruefeDemoDatenbank(pool);
      await richteDemoEin(pool, systemUhr.jetzt());
    } finally {
      await pool.end();
    }
  }
  return starteCloud({ ziel, konfiguration, protokoll: neuesProtokoll(process.env.KONTOR_LOG ?? 'warn') });
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function naechstesSignal(): Promise<void> {
  return new Promise((fertig) => {
    let gerufen = false;
    const halt = () => {
      if (gerufen) process.exit(130);
      gerufen = true;
      fertig();
    };
    process.on('SIGTERM', halt);
    process.on('SIGINT', halt);
  });
}
