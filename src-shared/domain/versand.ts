/**
 * The one change of a Bescheid that no person orders: the cloud has sent it (GEZEICHNET → VERSENDET). Only the cloud
 * calls this; the client never claims a Versand it has not been told of.
 */
import type { Vorgang } from './vorgang.ts';

/** The Vorgang after the Versand; undefined where the Bescheid is not waiting for it (withdrawn, gone, sent). */
export function nachVersand(v: Vorgang, bescheidId: string, am: string, ereignisId: string): Vorgang | undefined {
  const b = v.bescheide.find((x) => x.id === bescheidId);
  if (b?.stand !== 'GEZEICHNET') return undefined;
  return {
    ...v,
    version: v.version + 1,
    geaendertAm: am,
    bescheide: v.bescheide.map((x) => (x.id === bescheidId ? { ...x, stand: 'VERSENDET', versendetAm: am } : x)),
    historie: [
      ...v.historie,
      {
        am,
        von: { sub: 'cloud', name: 'OZG-Cloud' },
        order: 'VERSAND',
        commandId: ereignisId,
        was: 'Bescheid versendet',
        bezug: bescheidId,
      },
    ],
  };
}
