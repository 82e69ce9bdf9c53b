// End-to-end tests in the installed Chromium, Chrome or Edge that the browser shell would use too (nothing is downloaded).
// One worker: each test brings up the whole house. The project `electron` runs the same files in the real runtime and
// exists only when start/electron-test.ts found one.

import { defineConfig } from '@playwright/test';
import { dieserRechner, grundschalter, sucheBrowser } from './src-main/shell/browser/browser-suche.ts';

const rechner = dieserRechner();
const programm = sucheBrowser(rechner);

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/e2e/buendel.ts',
  outputDir: 'test-results',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1440, height: 900 },
    actionTimeout: 10_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { ...(programm !== null && { executablePath: programm }), args: grundschalter(rechner) },
  },
  // `fenster`: the window alone against a workspace double, on the smallest screen it is made for.
  projects: [
    { name: 'fenster', testDir: 'tests/renderer', use: { viewport: { width: 1280, height: 720 } } },
    { name: 'browser' },
    ...(process.env.KONTOR_ELECTRON ? [{ name: 'electron' }] : []),
  ],
});
