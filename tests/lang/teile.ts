/** Every proof that `npm run test:long` knows, in the order in which it lists them. */

import { beschaedigung } from '../beschaedigung/beschaedigung.ts';
import { fuzzCache } from '../beschaedigung/fuzz-cache.ts';
import { failover } from '../failover/wechsel.ts';
import { teil as duenneLeitung } from '../fault/duenne-leitung.ts';
import { teil as fehler } from '../fault/fehler.ts';
import { feed } from '../feed/feed.ts';
import { FUZZ } from '../fuzz/fuzz.ts';
import { FUZZ_HTTP } from '../fuzz/http/fuzz-http.ts';
import { KILL } from '../kill/kill.ts';
import { WAL } from '../kill/wal.ts';
import { migrationen } from '../migrationen/toeten.ts';
import { teil as mutation } from '../mutation/mutation.ts';
import { modell, modellEcht } from '../property/modell.ts';
import { RECHTE } from '../rechte/rechte.ts';
import { spuren } from '../spuren/spuren.ts';
import type { Teil } from './teil.ts';

export const TEILE: readonly Teil[] = [
  fehler,
  duenneLeitung,
  mutation,
  feed,
  failover,
  FUZZ,
  FUZZ_HTTP,
  beschaedigung,
  fuzzCache,
  spuren,
  migrationen,
  KILL,
  WAL,
  modell,
  modellEcht,
  RECHTE,
];
