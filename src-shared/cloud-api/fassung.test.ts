/** The wire's hash pinned to its version: whoever changes a schema sees it here and decides on API_VERSION. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { BODY } from '../domain/befehle.ts';
import { problemSchema } from '../domain/problem.ts';
import { abfrageAnfrage, abfrageAntwort, changesAnfrage, changesAntwort } from './changes.ts';
import { commandsAnfrage, commandsAntwort } from './commands.ts';
import { API_VERSION } from './fassung.ts';
import {
  geraetAnfrage,
  geraetAntwort,
  journalAntwort,
  nachlassAnfrage,
  nachlassErledigtAnfrage,
  nachlassErledigtAntwort,
  nachlassListe,
} from './geraete.ts';
import { antragAntwort } from './intake.ts';
import { rolloutAntwort } from './rollout.ts';
import { diensteAntwort, ichAntwort, oeAntwort, personenAntwort, rootAntwort } from './root.ts';

const WIRE = {
  ...BODY,
  problemSchema,
  abfrageAnfrage,
  abfrageAntwort,
  changesAnfrage,
  changesAntwort,
  commandsAnfrage,
  commandsAntwort,
  geraetAnfrage,
  geraetAntwort,
  journalAntwort,
  nachlassAnfrage,
  nachlassListe,
  nachlassErledigtAnfrage,
  nachlassErledigtAntwort,
  antragAntwort,
  rolloutAntwort,
  diensteAntwort,
  ichAntwort,
  oeAntwort,
  personenAntwort,
  rootAntwort,
};

it('the wire is that of the version it says', () => {
  const text = JSON.stringify(
    Object.entries(WIRE).map(([name, s]) => [name, z.toJSONSchema(s, { io: 'input', unrepresentable: 'any' })]),
  );
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  expect({ version: API_VERSION, hash }).toEqual({ version: '1.0', hash: 'f9e5eaffcff248db' });
});
