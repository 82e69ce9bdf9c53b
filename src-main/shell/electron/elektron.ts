// Which parts of Electron this shell uses, as one type: main.ts hands over the real module, the contract test a double.
// It must never be imported for its values; only main.ts and the preload script load the runtime.

import type * as electron from 'electron';

/** The used part of the module `electron`. */
export type Elektron = Pick<
  typeof electron,
  | 'app'
  | 'BrowserWindow'
  | 'ipcMain'
  | 'Menu'
  | 'net'
  | 'Notification'
  | 'powerMonitor'
  | 'protocol'
  | 'safeStorage'
  | 'session'
  | 'utilityProcess'
>;
