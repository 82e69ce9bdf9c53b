/**
 * The workspace process as a shell runs it: forked, spoken to over its channel, ended or killed. Whoever starts one ends it;
 * `toeteAlle` is for the end of a test file that failed in between.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { bis, WURZEL } from './prozesse.ts';

const kinder = new Set<ChildProcess>();

type Nachricht = { art: string; daten?: { id?: number; ok?: boolean; wert?: unknown; problem?: unknown } };

/** Signed in against a demo cloud as this person. */
export async function starteArbeitsbereich(profil: string, cloud: string, als: string) {
  const kind = fork(join(WURZEL, 'src-main/workspace/prozess.ts'), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  kinder.add(kind);
  const gehoert: Nachricht[] = [];
  kind.on('message', (n) => void gehoert.push(n as Nachricht));
  kind.send({ art: 'start', konfiguration: { profil, cloud, als } });
  await bis('bereit', async () => gehoert.find((n) => n.art === 'bereit'));
  kind.send({ art: 'verbindung', kanal: 1 });
  let id = 0;
  const rufe = async <T>(name: string, eingabe: unknown = {}): Promise<T> => {
    const meine = ++id;
    kind.send({ art: 'nachricht', kanal: 1, daten: { art: 'frage', id: meine, name, eingabe } });
    const { daten } = await bis(name, async () => gehoert.find((n) => n.daten?.id === meine));
    if (daten?.ok !== true) throw new Error(`${name}: ${JSON.stringify(daten?.problem)}`);
    return daten.wert as T;
  };
  const beende = async (signal?: 'SIGKILL'): Promise<void> => {
    const weg = once(kind, 'exit');
    if (signal) kind.kill(signal);
    else kind.send({ art: 'beenden' });
    await weg;
    kinder.delete(kind);
  };
  return { rufe, beende };
}

export type Arbeitsbereich = Awaited<ReturnType<typeof starteArbeitsbereich>>;

/** Kills what is left. */
export function toeteAlle(): void {
  for (const kind of kinder) kind.kill('SIGKILL');
}
