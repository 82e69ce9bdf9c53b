// The window alone, in a real Chromium, against a workspace double: keyboard, accessibility, looks. The whole house is
// tested in tests/e2e.

import { defineConfig } from '@playwright/test';
import { dieserRechner, grundschalter, sucheBrowser } from '../../src-main/shell/browser/browser-suche.ts';

const rechner = dieserRechner();
const programm = sucheBrowser(rechner);

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../../test-results/fenster',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 5_000 },
  reporter: [['list']],
  use: {
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 720 },
    actionTimeout: 5_000,
    screenshot: 'only-on-failure',
    launchOptions: { ...(programm !== null && { executablePath: programm }), args: grundschalter(rechner) },
  },
});
