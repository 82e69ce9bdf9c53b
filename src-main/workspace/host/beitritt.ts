/**
 * One engine a profile: takes the lock and opens the engine, or joins the one that holds it. Lock held and nobody answers,
 * or the line breaks: both are tried again for ten seconds, and the same call is then repeated; calls that store name
 * their commandId, so that a repeat stores nothing twice.
 */
import { connect, type Socket } from 'node:net';
import { type Problem, ProblemError, problemCode } from '../../../src-shared/domain/problem.ts';
import { type Klient, verbinde } from '../../../src-shared/workspace-api/klient.ts';
import type { AusgabeVon, Eingabe, Name, WorkspaceApi } from '../../../src-shared/workspace-api/tabelle.ts';
import { TABELLE } from '../../../src-shared/workspace-api/tabelle.ts';
import { nimmProfilsperre } from '../cache/profilsperre.ts';
import { schlafe } from '../uhr.ts';
import { anschlussPfad, type Hallo, horche, willkommen } from './anschluss.ts';
import { apiFuer } from './api.ts';
import type { Laufart, MotorDienste } from './dienste.ts';
import { Motor } from './motor.ts';
import { Profil } from './profil.ts';
import { zeilenVerbindung } from './zeilen.ts';

/** An engine of one's own, with lock and socket. */
export interface EigenerMotor {
  motor: Motor;
  beende(): Promise<void>;
}

const FRIST_MS = 10_000;
const ZWISCHEN_MS = 150;

/** Takes the lock and opens the engine; undefined where another process holds it. @throws ProblemError */
export async function oeffneMotor(dienste: MotorDienste, lauf: Laufart): Promise<EigenerMotor | undefined> {
  const profil = new Profil(dienste.profil, dienste.cloud, dienste.ablage);
  profil.bereite();
  const sperre = nimmProfilsperre(profil.sperrdatei);
  if (sperre === undefined) return undefined;
  const motor = new Motor(dienste, lauf);
  let anschluss: Awaited<ReturnType<typeof horche>> | undefined;
  const beende = async (): Promise<void> => {
    await anschluss?.schliesse();
    await motor.beende();
    sperre.gibFrei();
  };
  try {
    anschluss = await horche(motor);
    await motor.starte();
    return { motor, beende };
  } catch (fehler) {
    await beende();
    throw fehler;
  }
}

/** What a command line calls: its own engine's API, or a joined one's. */
export interface Zugriff {
  rufe<N extends Name>(name: N, eingabe: Eingabe<N>): Promise<AusgabeVon<N>>;
  /** The engine, where it is this process' own. */
  eigener: Motor | undefined;
  beende(): Promise<void>;
}

type Offen = { art: 'eigen'; motor: EigenerMotor; api: WorkspaceApi } | { art: 'beigetreten'; klient: Klient };

/** Opens or joins. @throws ProblemError `profil-belegt` after ten seconds, and whatever opening says */
export async function oeffneZugriff(dienste: MotorDienste, lauf: Laufart): Promise<Zugriff> {
  let offen = await versuche(dienste, lauf);
  return {
    get eigener() {
      return offen.art === 'eigen' ? offen.motor.motor : undefined;
    },
    rufe: async (name, eingabe) => {
      for (;;) {
        try {
          return await rufe(offen, name, eingabe);
        } catch (fehler) {
          if (offen.art === 'eigen' || !leitungWeg(fehler)) throw fehler;
          offen = await versuche(dienste, lauf);
        }
      }
    },
    beende: async () => {
      if (offen.art === 'eigen') await offen.motor.beende();
      else offen.klient.schliesse();
    },
  };
}

async function rufe<N extends Name>(offen: Offen, name: N, eingabe: Eingabe<N>): Promise<AusgabeVon<N>> {
  if (offen.art === 'beigetreten') return offen.klient.rufe(name, eingabe);
  const geprueft = TABELLE[name].eingabe.safeParse(eingabe);
  if (!geprueft.success) {
    const errors = geprueft.error.issues.map((i) => ({ pointer: `/${i.path.join('/')}`, message: i.message }));
    throw new ProblemError('eingabe-ungueltig', { errors });
  }
  return (offen.api[name] as (e: unknown) => Promise<AusgabeVon<N>>)(geprueft.data);
}

function leitungWeg(fehler: unknown): boolean {
  return fehler instanceof ProblemError && problemCode(fehler.problem) === 'arbeitsbereich-fehlt';
}

async function versuche(dienste: MotorDienste, lauf: Laufart): Promise<Offen> {
  const bis = dienste.uhr.monoton() + FRIST_MS;
  for (;;) {
    const motor = await oeffneMotor(dienste, lauf);
    if (motor) {
      return { art: 'eigen', motor, api: apiFuer({ motor: motor.motor, offline: lauf.offline }) };
    }
    const klient = await trittBei(dienste, lauf);
    if (klient) return { art: 'beigetreten', klient };
    if (dienste.uhr.monoton() >= bis) throw new ProblemError('profil-belegt');
    await schlafe(dienste.uhr, ZWISCHEN_MS);
  }
}

/** Joins the engine that holds the lock; undefined where nobody answers. @throws ProblemError what it says against it */
async function trittBei(dienste: MotorDienste, lauf: Laufart): Promise<Klient | undefined> {
  const socket = await verbindeSocket(anschlussPfad(dienste.profil));
  if (socket === undefined) return undefined;
  const verbindung = zeilenVerbindung(socket);
  const gruss: Hallo = {
    art: 'hallo',
    v: 1,
    cloud: dienste.cloud,
    offline: lauf.offline,
    ...(lauf.als === undefined ? {} : { als: lauf.als }),
  };
  const antwort = await new Promise<Problem | boolean>((gut) => {
    const keineFrist = dienste.uhr.nach(FRIST_MS / 2, () => gut(false));
    verbindung.beendet(() => gut(false));
    verbindung.empfange((nachricht) => {
      keineFrist();
      const w = willkommen.safeParse(nachricht);
      gut(w.success && (w.data.art === 'willkommen' ? true : w.data.problem));
    });
    verbindung.sende(gruss);
  });
  if (antwort === true) return verbinde(verbindung);
  verbindung.schliesse();
  if (antwort === false) return undefined;
  throw new ProblemError(antwort);
}

function verbindeSocket(pfad: string): Promise<Socket | undefined> {
  return new Promise((fertig) => {
    const socket = connect(pfad);
    socket.once('connect', () => fertig(socket));
    socket.once('error', () => fertig(undefined));
  });
}
