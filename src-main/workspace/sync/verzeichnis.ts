/**
 * Refreshes who I am, what I may do, and the directory: `ich`, Dienste, colleagues, forwarding targets, the cloud's API
 * version. Lists that a role may not read are no fault. Device enrolment follows the first `ich`, since only the cloud's
 * answer says that this session is good.
 */
import { CloudFehler } from '../cloud/fehler.ts';
import type { SyncUmgebung } from './umgebung.ts';

/** Under this name the cache keeps the cloud's API version, for the status. */
export const API_VERSION = 'apiVersion';

/** True for a list that this person may not read or that this cloud does not have. */
function entbehrlich(fehler: unknown): boolean {
  return (
    fehler instanceof CloudFehler && (fehler.fehler.art === 'verweigert' || fehler.fehler.art === 'dort_unbekannt')
  );
}

/** Asks for what this person may not read, or this cloud does not have, without a fault. @throws other CloudFehler */
export async function wennErlaubt(tu: () => Promise<void>): Promise<void> {
  try {
    await tu();
  } catch (fehler) {
    if (!entbehrlich(fehler)) throw fehler;
  }
}

/** Who I am and which API this is. @throws CloudFehler */
export async function erneuerePerson(u: SyncUmgebung, signal?: AbortSignal): Promise<void> {
  const { apiVersion } = await u.gateway.root({ signal });
  u.bestand.schreiber.merkeApiVersion(apiVersion);
  u.bestand.schreiber.merke(API_VERSION, apiVersion);
  u.bestand.schreiber.merkeIch(await u.gateway.ich({ signal }));
}

/** The lists. @throws CloudFehler */
export async function erneuereVerzeichnis(u: SyncUmgebung, signal?: AbortSignal): Promise<void> {
  const { gateway, bestand } = u;
  await wennErlaubt(async () => bestand.schreiber.merkeDienste(await gateway.dienste({ signal })));
  await wennErlaubt(async () => bestand.schreiber.merkePersonen(await gateway.personen({ signal })));
  await wennErlaubt(async () => {
    bestand.schreiber.merkeOrganisationseinheiten(await gateway.organisationseinheiten(undefined, { signal }));
  });
}
