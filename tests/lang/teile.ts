/** Every proof that `npm run test:long` knows, in the order in which it lists them. */
import { teil as mutation } from '../mutation/mutation.ts';
import type { Teil } from './teil.ts';

export const TEILE: readonly Teil[] = [mutation];
