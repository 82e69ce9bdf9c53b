// How electron-builder packs the product: the four bundles, the few packages that stay packages, and fuses that take from
// the runtime what Kontor does not need. The browser shell, the cloud and `npm start` must never get into the package.

import type { Configuration } from 'electron-builder';
import { auszulassen } from './start/ungebuendelt.ts';

const config: Configuration = {
  appId: 'de.kontor.arbeitsplatz',
  productName: 'Kontor',
  copyright: 'EUPL-1.2',
  directories: { output: 'dist/paket', buildResources: 'assets' },
  files: [
    'dist/main/**',
    'dist/preload/**',
    'dist/workspace/**',
    'dist/renderer/**',
    'assets/fonts/**',
    'package.json',
    'LICENSE*',
    ...auszulassen(import.meta.dirname).map((name) => `!node_modules/${name}{,/**}`),
  ],
  // A native module cannot be loaded from within an archive.
  asarUnpack: ['node_modules/better-sqlite3-multiple-ciphers/**'],
  npmRebuild: false,
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  win: { target: [{ target: 'dir', arch: ['x64'] }] },
  linux: { target: [{ target: 'dir', arch: ['x64'] }], category: 'Office' },
  mac: { target: [{ target: 'dir', arch: ['arm64'] }] },
  publish: null,
};

export default config;
