// Work that no request asks for. Each worker starts with the cloud, stops when `dienste.ende` is aborted, and hands back a
// function that waits for what it still holds.
import type { Dienste } from './dienste.ts';

export type Arbeiter = (dienste: Dienste) => () => Promise<void>;

export const HINTERGRUND: readonly Arbeiter[] = [];
