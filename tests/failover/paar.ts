/**
 * A primary with a synchronous standby, and what an operator's Patroni does with them: promote the standby when the primary is
 * dead, and put a new standby in the dead one's place (same address, copied while the new primary works). Two instances of the
 * cloud run on both servers' address. Acknowledged means: both servers have it.
 */
import { join } from 'node:path';
import { inMandant } from '../../src-cloud/db/mandant.ts';
import { migriere } from '../../src-cloud/db/migrieren.ts';
import { oeffnePool } from '../../src-cloud/db/verbindung.ts';
import { MANDANTEN } from '../../src-cloud/demo/mandanten.ts';
import { type Cloud, starteCloud } from '../../src-cloud/server/cloud.ts';
import { konfiguriere } from '../../src-cloud/server/konfiguration.ts';
import { neuesProtokoll } from '../../src-cloud/server/protokoll.ts';
import { legePersonenAn } from '../../src-cloud/verzeichnis/anlegen.ts';
import { richteDemoEin } from '../../src-cloud/verzeichnis/demo-anlegen.ts';
import { bis } from '../prozesse.ts';
import { adresseVon, Knoten, neuerOrt } from './knoten.ts';

export class Paar {
  readonly adresse: string;
  primaer: Knoten;
  standby: Knoten;
  private nummer = 2;

  private constructor(primaer: Knoten, standby: Knoten) {
    this.primaer = primaer;
    this.standby = standby;
    this.adresse = adresseVon([primaer, standby]);
  }

  /** Both running, the standby synchronous, the database `kontor` empty. */
  static async neu(ort: string): Promise<Paar> {
    const erster = await Knoten.neu(ort, 'knoten-1');
    await erster.starte();
    await erster.legeDatenbankAn();
    await erster.stoppe();
    const zweiter = await erster.kopie('knoten-2');
    await erster.starte();
    const paar = new Paar(erster, zweiter);
    await paar.bindeAn();
    return paar;
  }

  /** The primary is gone as with its machine; the standby takes over, alone for the moment. */
  async wechsle(nachMs: number): Promise<void> {
    await this.primaer.toete();
    await new Promise((f) => setTimeout(f, nachMs));
    const [antwort] = await this.standby.frage<{ ja: boolean }>('SELECT pg_promote(true, 30) AS ja');
    if (!antwort?.ja) throw new Error('Der Standby ließ sich nicht befördern.');
    [this.primaer, this.standby] = [this.standby, this.primaer];
  }

  /** A new standby where the dead one was. */
  async ersetze(): Promise<void> {
    const tot = this.standby;
    tot.vergiss();
    this.nummer += 1;
    this.standby = await this.primaer.kopieImLauf(`knoten-${this.nummer}`, tot.port);
    await this.bindeAn();
  }

  /** Starts the standby and waits until commits wait for it. */
  async bindeAn(): Promise<void> {
    await this.standby.folge(this.primaer);
    await this.standby.starte();
    await this.primaer.frage(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
    await this.primaer.frage('SELECT pg_reload_conf()');
    await bis('synchroner Standby', async () => {
      const [zeile] = await this.primaer.frage(`SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'`);
      return zeile ? true : undefined;
    });
  }

  /** What Patroni does with a promoted server: it does not wait for one that is not there. */
  async alleine(): Promise<void> {
    await this.primaer.frage('ALTER SYSTEM RESET synchronous_standby_names');
    await this.primaer.frage('SELECT pg_reload_conf()');
  }

  async beende(): Promise<void> {
    await this.standby.toete();
    await this.primaer.toete();
  }
}

export type Aufbau = {
  paar: Paar;
  ordner: string;
  clouds: [Cloud, Cloud];
  /** User names that may work on the demo's Gewerbe cases. */
  personen: string[];
  beende(): Promise<void>;
};

/** A pair, two instances on it, and people to write. */
export async function baueAuf(personen: number): Promise<Aufbau> {
  const { ordner, raeumeAuf } = neuerOrt();
  const paar = await Paar.neu(ordner);
  const ziel = { eigner: paar.adresse };
  await migriere(ziel.eigner);
  const pool = oeffnePool(ziel, () => undefined, 2);
  await richteDemoEin(pool);
  const namen = Array.from({ length: personen }, (_, n) => `schreibt.${n}`);
  const oe = MANDANTEN[0]?.personen[0]?.oe ?? [];
  await inMandant(pool, 'flensburg', (tx) =>
    legePersonenAn(
      tx,
      namen.map((name) => ({
        sub: `flensburg:${name}`,
        username: name,
        name,
        rollen: ['VERWALTUNG_USER'] as const,
        oe,
        zeichnung: [],
      })),
    ),
  );
  await pool.end();
  const starte = () =>
    starteCloud({
      ziel,
      konfiguration: konfiguriere({ demo: true, port: 0, datenordner: join(ordner, 'cloud') }),
      protokoll: neuesProtokoll(process.env.KONTOR_TEST_LOG ?? 'silent'),
    });
  const clouds: [Cloud, Cloud] = [await starte(), await starte()];
  return {
    paar,
    ordner,
    clouds,
    personen: namen,
    async beende() {
      for (const cloud of clouds) await cloud.beende();
      await paar.beende();
      raeumeAuf();
    },
  };
}
