/** Broken on purpose: what the outbox and the connection state promise. */
import type { Mutant } from '../mutant.ts';

export const WARTESCHLANGE: readonly Mutant[] = [
  {
    name: 'a click outside of any transaction',
    regeln: ['O1'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/schreiben.ts',
        alt: 'stelleEin: (klick) => schreibe(() => stelleEin(kern, klick)),',
        neu: 'stelleEin: (klick) => stelleEin(kern, klick),',
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts'],
  },
  {
    name: 'commits that are not on the disk (synchronous off)',
    regeln: ['O1'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/verbindung.ts',
        alt: "db.pragma('synchronous=FULL');",
        neu: "db.pragma('synchronous=OFF');",
      },
    ],
    tests: ['src-main/workspace/cache/verbindung.test.ts'],
  },
  {
    name: 'a conflict is dropped from the outbox',
    regeln: ['O2'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/ergebnisse.ts',
        alt: '    stelleZurSeite(kern, e, { ...r, state });\n',
        neu: "    kern.v.tu('DELETE FROM outbox WHERE folge = ?', e.folge);\n",
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts', 'src-main/workspace/sync/push.test.ts'],
  },
  {
    name: 'no order within a Vorgang',
    regeln: ['O3'],
    stellen: [{ datei: 'src-main/workspace/cache/sendung.ts', alt: "    lauf.halt.set(vorgang, 'fest');\n", neu: '' }],
    tests: ['src-main/workspace/cache/outbox.test.ts', 'src-main/workspace/sync/push.test.ts'],
  },
  {
    name: 'a new commandId on retry',
    regeln: ['O4'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/push.ts',
        alt: 'await this.u.gateway.commands(commands, { signal });',
        neu: 'await this.u.gateway.commands(\n        commands.map((c) => ({ ...c, commandId: this.u.uhr.id() })),\n        { signal },\n      );',
      },
    ],
    tests: ['src-main/workspace/sync/push.test.ts'],
  },
  {
    name: 'what was being sent at a crash stays so for ever',
    regeln: ['O4'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/sendung.ts',
        alt: "kern.v.tu(\"UPDATE outbox SET state = 'wartet', naechster_ms = 0 WHERE state = 'wird_gesendet'\");",
        neu: '',
      },
    ],
    tests: ['src-main/workspace/cache/oeffnen.test.ts'],
  },
  {
    name: 'a parked head holds nobody',
    regeln: ['O5'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/sendung.ts',
        alt: "    lauf.halt.set(vorgang, 'haelt');\n  } else if (halt === undefined",
        neu: '    lauf.halt.delete(vorgang);\n  } else if (halt === undefined',
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts'],
  },
  {
    name: 'Retry-After is not obeyed',
    regeln: ['O6'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/umgebung.ts',
        alt: 'this.nichtVor = Math.max(this.nichtVor, this.uhr.monoton() + ms);',
        neu: 'this.nichtVor = Math.max(this.nichtVor, this.uhr.monoton() + ms * 0);',
      },
    ],
    tests: ['src-main/workspace/sync/abgleich.test.ts', 'src-main/workspace/sync/push.test.ts'],
  },
  {
    name: 'undo of what may have left the device',
    regeln: ['O7'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/klick.ts',
        alt: "return e.state === 'wartet' && e.je_gesendet === 0 && e.gift === 0",
        neu: "return e.state === 'wartet' && e.gift === 0",
      },
    ],
    tests: ['src-main/workspace/cache/loesung.test.ts'],
  },
  {
    name: 'no ten seconds before a Nachricht leaves',
    regeln: ['O8'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/klick.ts',
        alt: 'export const BEDENKZEIT_MS = 10_000;',
        neu: 'export const BEDENKZEIT_MS = 0;',
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts', 'src-main/workspace/sync/push.test.ts'],
  },
  {
    name: "a 500 is taken for the cloud's word",
    regeln: ['O9'],
    stellen: [
      {
        datei: 'src-main/workspace/cloud/klassifizieren.ts',
        alt: 'if (p && status >= 400 && (status < 500 || status === 501) && status !== 408)',
        neu: 'if (p && status >= 400 && status !== 408)',
      },
    ],
    tests: ['src-main/workspace/cloud/http.test.ts'],
  },
  {
    name: 'a refused batch parks all of it',
    regeln: ['O11'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/push.ts',
        alt: '(!TRIFFT_ALLE.has(fehler.art) || istServerfehler(fehler)) && commands.length > 1;',
        neu: '(!TRIFFT_ALLE.has(fehler.art) || istServerfehler(fehler)) && commands.length > 1_000;',
      },
    ],
    tests: ['src-main/workspace/sync/push.test.ts'],
  },
  {
    name: 'what the cloud did not know is never tried again',
    regeln: ['O12'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/sendung.ts',
        alt: "if (liesMeta<string>(kern.v, 'apiVersion') === apiVersion) return;",
        neu: "if (liesMeta<string>(kern.v, 'apiVersion') !== apiVersion) return;",
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts'],
  },
  {
    name: 'a command overtakes its uploads',
    regeln: ['O14'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/sendung.ts',
        alt: 'return fehlend.length > 0 ? undefined : g.command;',
        neu: 'return g.command;',
      },
    ],
    tests: ['src-main/workspace/cache/outbox.test.ts', 'src-main/workspace/sync/push.test.ts'],
  },
  {
    name: 'a poison entry holds its Vorgang',
    regeln: ['O15'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/sendung.ts',
        alt: "if (e.gift === 1 || halt === 'fest') return;",
        neu: "if (halt === 'fest') return;",
      },
    ],
    tests: ['src-main/workspace/cache/oeffnen.test.ts'],
  },
  {
    name: 'two engines on one profile',
    regeln: ['O16'],
    stellen: [{ datei: 'src-main/workspace/cache/profilsperre.ts', alt: "offen.exec('BEGIN EXCLUSIVE');", neu: '' }],
    tests: ['src-main/workspace/cache/profilsperre.test.ts'],
  },
  {
    name: 'an undone act is not told to the journal',
    regeln: ['O17'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/klick.ts',
        alt: '    signiert ? 1 : 0,\n    e.folge,',
        neu: '    0,\n    e.folge,',
      },
    ],
    tests: ['src-main/workspace/cache/akte.test.ts'],
  },
  {
    name: "a portal's page is taken for the cloud's answer",
    regeln: ['S3'],
    stellen: [
      {
        datei: 'src-main/workspace/cloud/lesen.ts',
        alt: 'throw keineAntwortDerCloud(antwort);',
        neu: 'return {} as T;',
      },
    ],
    tests: ['src-main/workspace/cloud/http.test.ts'],
  },
  {
    name: 'synchron is claimed before the first answer',
    regeln: ['P4'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/verbindung.ts',
        alt: "anfang: VerbindungState = 'cloud_nicht_erreichbar') {",
        neu: "anfang: VerbindungState = 'online') {",
      },
    ],
    tests: ['src-main/workspace/sync/verbindung.test.ts'],
  },
  {
    name: 'the state is not told apart (no access as cloud away)',
    regeln: ['S2'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/verbindung.ts',
        alt: "  kein_zugang: 'kein_zugang',\n  sitzung_abgelaufen: 'sitzung_abgelaufen',",
        neu: "  kein_zugang: 'cloud_nicht_erreichbar',\n  sitzung_abgelaufen: 'sitzung_abgelaufen',",
      },
    ],
    tests: ['src-main/workspace/sync/verbindung.test.ts'],
  },
  {
    name: 'nothing wakes up when the cloud is back',
    regeln: ['P3'],
    stellen: [
      {
        datei: 'src-main/workspace/sync/abgleich.ts',
        alt: "if (lage.state === 'online' && vorher !== 'online') this.wiederDa();",
        neu: "if (lage.state !== 'online' && vorher === 'online') this.wiederDa();",
      },
    ],
    tests: ['src-main/workspace/sync/abgleich.test.ts'],
  },
];
