/**
 * Pieces of the wire that every resource shares. Requests are checked strictly with these; replies are read
 * tolerantly (unknown fields are dropped).
 */
import { z } from 'zod';

/** RFC 3339 UTC with milliseconds. */
export const instant = z.iso.datetime();
export const datum = z.iso.date();
export const uuid = z.uuid();
