/**
 * The window's API, implemented: every row of the table, put together from its three parts. One object a line, since a
 * joined call's `--offline` binds that call only. No rule of the domain is decided here.
 */
import type { WorkspaceApi } from '../../../src-shared/workspace-api/tabelle.ts';
import type { Anruf } from './anruf.ts';
import { lesend } from './api-lesen.ts';
import { schreibend } from './api-schreiben.ts';
import { sitzungsbezogen } from './api-sitzung.ts';

/** The API for one line. */
export function apiFuer(anruf: Anruf): WorkspaceApi {
  return { ...lesend(anruf), ...schreibend(anruf), ...sitzungsbezogen(anruf) };
}
