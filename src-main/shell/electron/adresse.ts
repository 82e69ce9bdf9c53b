// kontor://app/ – the origin under which the window's page runs: files of the built renderer, nothing from a network.
// It must never answer another host than `app`, and never a file outside the renderer's folder.

import { schutzkopf } from '../inhaltsschutz.ts';
import type { Seitendateien } from '../seitendateien.ts';
import type { Elektron } from './elektron.ts';

const SCHEMA = 'kontor';

/** The page the window shows. */
export const STARTSEITE = `${SCHEMA}://app/`;

/** Before the runtime is ready: kontor:// is a standard, secure origin like https. */
export function meldeSchemaAn(elektron: Pick<Elektron, 'protocol'>): void {
  elektron.protocol.registerSchemesAsPrivileged([
    { scheme: SCHEMA, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** After the runtime is ready: serves the files. */
export function bedieneSchema(elektron: Pick<Elektron, 'protocol'>, dateien: Seitendateien): void {
  const koepfe = schutzkopf();
  elektron.protocol.handle(SCHEMA, async (anfrage) => {
    const url = URL.parse(anfrage.url);
    const datei = url?.host === 'app' ? dateien.get(url.pathname) : undefined;
    if (datei === undefined) return new Response('Das gibt es hier nicht.', { status: 404, headers: koepfe });
    return new Response(datei.inhalt, { headers: { ...koepfe, 'content-type': datei.typ } });
  });
}
