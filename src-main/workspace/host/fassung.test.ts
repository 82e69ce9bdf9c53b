/** The version that is said is the package's. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { KONTOR_VERSION } from './fassung.ts';

it('is the version of package.json', () => {
  expect(KONTOR_VERSION).toBe(
    JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version,
  );
});
