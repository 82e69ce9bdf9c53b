// Work that no request asks for. Each worker starts with the cloud, stops when `dienste.ende` is aborted, and hands back a
// function that waits for what it still holds.
import { anhaengeAufraeumen } from '../anhaenge/aufraeumen.ts';
import { feedAufraeumen } from '../changes/aufraeumen.ts';
import { befehleVergessen } from '../commands/aufraeumen.ts';
import { versand } from '../versand/versenden.ts';
import type { Arbeiter } from './takt.ts';

export const HINTERGRUND: readonly Arbeiter[] = [versand, anhaengeAufraeumen, feedAufraeumen, befehleVergessen];
