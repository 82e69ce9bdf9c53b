/** Broken on purpose: what the base, the overlay, the gate and the ways out of a conflict promise. */
import type { Mutant } from '../mutant.ts';

export const BESTAND: readonly Mutant[] = [
  {
    name: 'page and cursor in two transactions',
    regeln: ['B1'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/schreiben.ts',
        alt: 'uebernimmSeite: (seite) => schreibe(() => uebernimmSeite(kern, seite)),',
        neu: 'uebernimmSeite: (seite) => uebernimmSeite(kern, seite),',
      },
    ],
    tests: ['src-main/workspace/cache/seite.test.ts'],
  },
  {
    name: 'an older version replaces a newer one',
    regeln: ['B2'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/basis.ts',
        alt: 'if (vorgang.version <= stand.kopfVersion) return undefined;',
        neu: 'if (vorgang.version === stand.kopfVersion) return undefined;',
      },
    ],
    tests: ['src-main/workspace/cache/seite.test.ts'],
  },
  {
    name: 'a reply brings a removed row back',
    regeln: ['B3'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/seite.ts',
        alt: '  const neuer = stand && nimmNeueres(kern, stand, vorgang);',
        neu: '  if (!stand) legeAn(kern, vorgang, freieZeile(kern, vorgang.eingangAm), generation(kern.v));\n  const neuer = stand && nimmNeueres(kern, stand, vorgang);',
      },
    ],
    tests: ['src-main/workspace/cache/seite.test.ts'],
  },
  {
    name: 'signing on stale details',
    regeln: ['B4'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/klick.ts',
        alt: 'if (SIGNIERT.has(order) && stand.detailsVersion < stand.kopfVersion) throw',
        neu: 'if (stand.detailsVersion < 0) throw',
      },
    ],
    tests: ['src-main/workspace/cache/akte.test.ts'],
  },
  {
    name: 'drafting on a head without details',
    regeln: ['B5'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/klick.ts',
        alt: "if (stand.detailsVersion === null) throw new ProblemError('details-fehlen');",
        neu: 'if (stand.detailsVersion === null) return;',
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts'],
  },
  {
    name: 'rows that came in neither phase stay',
    regeln: ['B6'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/seite.ts',
        alt: "if (fertig && vorher.phase !== 'fertig') {",
        neu: "if (fertig && vorher.phase === 'fertig') {",
      },
    ],
    tests: ['src-main/workspace/cache/seite.test.ts', 'src-main/workspace/sync/pull.test.ts'],
  },
  {
    name: '410 is an error instead of a new beginning',
    regeln: ['B7'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/pull.ts',
        alt: "if (fehler.fehler.art === 'neu_beginnen' && wieder) {",
        neu: "if (fehler.fehler.art === 'neu_beginnen' && wieder && limit < 0) {",
      },
    ],
    tests: ['src-main/workspace/sync/pull.test.ts'],
  },
  {
    name: 'the overlay is not computed anew after a click',
    regeln: ['V6', 'P2'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/tor.ts',
        alt: '  stelleDar(kern, stand);\n  bericht.geaendert.push(id);',
        neu: '  bericht.geaendert.push(id);',
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts'],
  },
  {
    name: 'confirmed entries leave the overlay before the base has them',
    regeln: ['V2'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/basis.ts',
        alt: "if (e.state !== 'bestaetigt' || (e.ergebnis_version !== null && e.ergebnis_version > erreicht)) return true;",
        neu: "if (e.state !== 'bestaetigt') return true;",
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts'],
  },
  {
    name: 'conflicts stay in the overlay',
    regeln: ['V3'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/eintraege.ts',
        alt: "new Set(['wartet', 'wird_gesendet', 'angehalten', 'bestaetigt']);",
        neu: "new Set(['wartet', 'wird_gesendet', 'angehalten', 'bestaetigt', 'konflikt']);",
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts'],
  },
  {
    name: 'one command that fails stops the overlay',
    regeln: ['V4'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/overlay.ts',
        alt: "    if (urteil?.state !== 'angenommen') {\n      uebersprungen.push(befehl.commandId);",
        neu: "    if (urteil?.state !== 'angenommen') {\n      sichtEnde = true;\n      uebersprungen.push(befehl.commandId);",
      },
    ],
    tests: ['src-main/workspace/sync/overlay.test.ts'],
  },
  {
    name: "orders after the end of one's own sight",
    regeln: ['V5'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/overlay.ts',
        alt: 'sichtEnde = sah && !sieht(person, lageVon(v));',
        neu: 'sichtEnde = false;',
      },
    ],
    tests: ['src-main/workspace/sync/overlay.test.ts'],
  },
  {
    name: 'removal past the gate',
    regeln: ['T1'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/tor.ts',
        alt: '  if (!hatArbeit(kern.v, idBytes(id))) {\n    loesche(kern, stand, ursache);',
        neu: "  if (id !== '') {\n    loesche(kern, stand, ursache);",
      },
    ],
    tests: ['src-main/workspace/cache/seite.test.ts', 'src-main/workspace/sync/pull.test.ts'],
  },
  {
    name: 'drafts do not count as work',
    regeln: ['T5'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/eintraege.ts',
        alt: 'OR EXISTS (SELECT 1 FROM entwurf WHERE vorgang_id = ?)',
        neu: 'OR EXISTS (SELECT 1 FROM entwurf WHERE vorgang_id = ? AND 0)',
      },
    ],
    tests: ['src-main/workspace/cache/seite.test.ts'],
  },
  {
    name: 'removals are not logged',
    regeln: ['T6'],
    stellen: [
      { datei: 'src-main/workspace/cache/tor.ts', alt: '  protokolliere(kern, stand.id, ursache, false);\n', neu: '' },
    ],
    tests: ['src-main/workspace/cache/seite.test.ts'],
  },
  {
    name: 'applying again forgets what it replaces',
    regeln: ['K2'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/loesung.ts',
        alt: 'const ersetzt = kommentar ? undefined : e.command_id;',
        neu: 'const ersetzt = undefined;',
      },
    ],
    tests: ['src-main/workspace/cache/loesung.test.ts'],
  },
  {
    name: 'a refused Bescheid is lost',
    regeln: ['K5'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/ergebnisse.ts',
        alt: "if (e.auftrag.startsWith('BESCHEID_')) rettePerEntwurf(kern, e);",
        neu: '',
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts'],
  },
  {
    name: 'details of all cases in no order',
    regeln: ['Z1'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/lesen.ts',
        alt: 'WHERE details_offen = 1 ORDER BY rang, zeile LIMIT ?',
        neu: 'WHERE details_offen = 1 ORDER BY zeile, rang LIMIT ?',
      },
    ],
    tests: ['src-main/workspace/cache/seite.test.ts'],
  },
  {
    name: 'the page size never changes',
    regeln: ['Z2'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/seitenmass.ts',
        alt: '    this.jetzige = Math.round(Math.min(Math.max(wert, this.kleinste), this.groesste));',
        neu: '    this.jetzige = Math.round(Math.min(Math.max(this.jetzige, wert * 0), this.groesste));',
      },
    ],
    tests: ['src-main/workspace/sync/takt.test.ts'],
  },
  {
    name: 'attachments begin anew after a break',
    regeln: ['Z3'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/nachladen.ts',
        alt: 'let offset = u.bestand.leser.anhangFortschritt(anhang.id);',
        neu: 'let offset = 0;',
      },
    ],
    tests: ['src-main/workspace/sync/pull.test.ts'],
  },
  {
    name: 'wrong bytes are shown',
    regeln: ['X3'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/anhaenge.ts',
        alt: 'if (hier !== anhang.groesse || sha256(alleBytes(v, anhang.id)) !== anhang.sha256) return verwirf(v, anhang.id);',
        neu: 'if (hier !== anhang.groesse) return verwirf(v, anhang.id);',
      },
    ],
    tests: ['src-main/workspace/cache/anhaenge.test.ts'],
  },
  {
    name: 'equal intent is a conflict',
    regeln: ['K4'],
    stellen: [
      {
        datei: 'src-shared/domain/absicht.ts',
        alt: 'export function gleicheAbsicht(v: Vorgang, befehl: Befehl): boolean {\n',
        neu: "export function gleicheAbsicht(v: Vorgang, befehl: Befehl): boolean {\n  if (befehl.commandId !== '') return false;\n",
      },
    ],
    tests: ['src-shared/domain/apply.test.ts'],
  },
  {
    name: 'signing twice passes as equal intent',
    regeln: ['K4'],
    stellen: [
      {
        datei: 'src-shared/domain/absicht.ts',
        alt: "    case 'BESCHEID_ZEICHNEN':\n    case 'VORGANG_WEITERLEITEN':\n",
        neu: "    case 'VORGANG_WEITERLEITEN':\n      return v.organisationseinheit.id === (befehl.body as { organisationseinheitId: string }).organisationseinheitId;\n    case 'BESCHEID_ZEICHNEN':\n      return v.bescheide.some((b) => b.stand === 'GEZEICHNET');\n",
      },
    ],
    tests: ['src-shared/domain/apply.test.ts'],
  },
];
