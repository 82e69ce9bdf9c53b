/**
 * Do the tests test? Each mutant breaks one promise in a copy of the checkout; the tests mapped to it must go red, and one
 * of the red ones must carry the rule's id. Before that they must be green unbroken, and a canary that always fails
 * must be seen red – else a run that sees nothing would look like proof.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Auftrag, Ergebnis, Teil } from '../lang/teil.ts';
import { takt } from '../lang/teil.ts';
import { WURZEL } from '../prozesse.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTEN } from './mutanten.ts';
import { type Befund, type Werkstatt, werkstatt } from './werkstatt.ts';

/** A mutant's tests must be red within this time, seconds. */
const FRIST_S = 60;

/** The failing tests that carry one of the mutant's rules. */
export function treffer(mutant: Mutant, befund: Befund): string[] {
  return befund.rot.filter((name) => mutant.regeln.some((regel) => name.includes(`[${regel}]`)));
}

async function kanarieSingt(w: Werkstatt): Promise<string[]> {
  const { rot } = await w.kanarie();
  return rot.some((name) => name.includes('[CANARY]'))
    ? []
    : ['The canary, a test that always fails, was not seen red.'];
}

async function unversehrt(w: Werkstatt, mutanten: readonly Mutant[]): Promise<string[]> {
  const { rot, gruen } = await w.pruefe([...new Set(mutanten.flatMap((m) => m.tests))]);
  const fehlt = gruen === 0 ? ['Unbroken, not one of the mapped tests ran.'] : [];
  return [...fehlt, ...rot.map((name) => `Unbroken, this is red already: ${name}`)];
}

export async function lauf(
  { minuten, anzahl, melde }: Auftrag,
  mutanten: readonly Mutant[] = MUTANTEN,
): Promise<Ergebnis> {
  const w = werkstatt();
  try {
    const funde = [...(await kanarieSingt(w)), ...(await unversehrt(w, mutanten))];
    const gefangen: Record<string, string> = {};
    const weiter = takt({ minuten, ...(anzahl !== undefined && { anzahl }) });
    let gebaut = 0;
    for (const mutant of mutanten) {
      if (!weiter(gebaut)) break;
      gebaut += 1;
      const befund = await w.breche(mutant);
      const [erster, ...weitere] = treffer(mutant, befund);
      melde(`${erster === undefined ? 'SURVIVED' : 'caught'} in ${befund.sekunden} s: ${mutant.name}`);
      if (erster === undefined) {
        funde.push(`${mutant.name} survived ${mutant.tests.join(', ')}; red: ${befund.rot.join(' | ') || 'nothing'}`);
      } else {
        gefangen[mutant.name] = weitere.length === 0 ? erster : `${erster} (and ${weitere.length} more)`;
        if (befund.sekunden > FRIST_S) funde.push(`${mutant.name}: red only after ${befund.sekunden} s`);
      }
    }
    return { zahlen: { mutanten: gebaut, gefangen: Object.keys(gefangen).length }, einzeln: gefangen, funde };
  } finally {
    w.raeumeAb();
  }
}

/** Which test caught which, as docs/mutations.md shows it. */
export function tafel(einzeln: Record<string, string>): string {
  const zeilen = MUTANTEN.map(
    (m) =>
      `| ${m.name} | ${m.regeln.join(', ')} | ${m.stellen.map((s) => `\`${s.datei}\``).join(', ')} | ${einzeln[m.name] ?? 'not run yet'} |`,
  );
  return `# Mutation check: which test catches which broken promise

Made by \`npm run test:long -- mutation --merken\`; the mutants stand in \`tests/mutation/\`.

| broken on purpose | rules | where | caught by |
|---|---|---|---|
${zeilen.join('\n')}
`;
}

/** Mutants whose test files are not there. */
export const ohneTests = (mutanten: readonly Mutant[]): string[] =>
  mutanten.filter((m) => m.tests.length === 0 || m.tests.some((t) => !existsSync(join(WURZEL, t)))).map((m) => m.name);

export const teil: Teil = {
  name: 'mutation',
  titel: 'builds with one promise broken on purpose turn its tests red',
  regeln: [...new Set(MUTANTEN.flatMap((m) => m.regeln))],
  ziele: { gefangen: 20 },
  lauf,
  bericht: { datei: 'docs/mutations.md', text: tafel },
};
