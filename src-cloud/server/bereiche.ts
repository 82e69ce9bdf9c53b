// The areas of the API, in the order in which the OpenAPI document lists them. A new area is a folder with a `route.ts` and
// one line here; how to write one stands in dienste.ts.
import { anhaenge } from '../anhaenge/route.ts';
import { changes } from '../changes/route.ts';
import { commands } from '../commands/route.ts';
import { geraete } from '../geraete/route.ts';
import { demoPersonen } from '../identitaet/demo-personen-route.ts';
import { intake } from '../intake/route.ts';
import { journal } from '../journal/route.ts';
import { rollout } from '../rollout/route.ts';
import { demoPostfach } from '../versand/postfach-route.ts';
import { verzeichnis } from '../verzeichnis/route.ts';
import { vorgaenge } from '../vorgaenge/route.ts';
import type { Bereich } from './dienste.ts';

/** Below /api/v1, for people with a valid token. */
export const BEREICHE: readonly Bereich[] = [
  verzeichnis,
  vorgaenge,
  changes,
  commands,
  anhaenge,
  geraete,
  journal,
  rollout,
];

/** Without a token: senders of Anträge. */
export const OFFENE_BEREICHE: readonly Bereich[] = [intake];

/** Only in demo mode, without a token. */
export const DEMO_BEREICHE: readonly Bereich[] = [demoPostfach, demoPersonen];
