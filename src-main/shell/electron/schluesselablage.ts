// Electron's safeStorage as the port's key store: DPAPI on Windows, Keychain on macOS, Secret Service on Linux. It must
// never pass off Chromium's fixed-key fallback as protection: then there is no key store.

import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Schluesselablage } from '../shell.ts';
import type { Elektron } from './elektron.ts';

/** To be called when the runtime is ready; before that safeStorage knows nothing. */
export function ablageAus(elektron: Pick<Elektron, 'safeStorage'>, plattform: NodeJS.Platform): Schluesselablage {
  const { safeStorage } = elektron;
  if (!safeStorage.isEncryptionAvailable()) return { art: 'keine' };
  // `basic_text` is a password in Chromium's source code.
  if (plattform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend()))
    return { art: 'keine' };
  return {
    art: 'betriebssystem',
    schuetze: async (klar) => new Uint8Array(safeStorage.encryptString(Buffer.from(klar).toString('base64'))),
    oeffne: async (geschuetzt) => {
      try {
        return new Uint8Array(Buffer.from(safeStorage.decryptString(Buffer.from(geschuetzt)), 'base64'));
      } catch (fehler) {
        throw new ProblemError('schluessel-unbrauchbar', {}, fehler);
      }
    },
  };
}
