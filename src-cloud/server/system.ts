// The only file of the cloud that asks the machine for time and chance. Everybody else gets them handed in (Dienste), so
// that tests decide what time it is. Imported by the composition roots only (cli.ts, cloud.ts, testing/).
import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Uhr, Zufall } from './uhr.ts';

export const systemUhr: Uhr = { jetzt: () => new Date().toISOString() };
export const systemZufall: Zufall = { neueId: uuidv7, bytes: randomBytes };
