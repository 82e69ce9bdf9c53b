/**
 * How long to wait before the next try: exponential with full jitter (1 s … 5 min), so that many clients do not come
 * back in step. Polls are spread by jitter as well. Nothing here waits; it only says for how long.
 */
import type { Uhr } from '../uhr.ts';

const ERSTE_MS = 1_000;
const LAENGSTE_MS = 300_000;

/** Wait before try number `versuche` + 1; `versuche` counts the failures so far, from 1. Never below 250 ms. */
export function backoffMs(versuche: number, uhr: Pick<Uhr, 'zufall'>, laengsteMs = LAENGSTE_MS): number {
  const grenze = Math.min(ERSTE_MS * 2 ** Math.min(Math.max(versuche - 1, 0), 20), laengsteMs);
  return Math.max(250, Math.round(uhr.zufall() * grenze));
}

/** `ms` ± 20 %. */
export function gestreut(ms: number, uhr: Pick<Uhr, 'zufall'>): number {
  return Math.round(ms * (0.8 + 0.4 * uhr.zufall()));
}
