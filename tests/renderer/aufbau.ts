/**
 * What each test of the window begins with: the bundle built once, a double with fresh cases, a page that has loaded,
 * and the proof at the end that nothing was said on the console and the Content-Security-Policy was never hurt.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { test as basis, expect, type Page } from '@playwright/test';
import { build } from 'vite';
import { vorgaenge } from './bestand.ts';
import { type Fensterserver, starteFensterserver } from './fensterserver.ts';
import { WorkspaceDoppel } from './workspace-doppel.ts';

interface Welt {
  doppel: WorkspaceDoppel;
  server: Fensterserver;
  anzahl: number;
}

export const test = basis.extend<Welt, { bundel: string }>({
  bundel: [
    async ({ browserName: _browser }, gib) => {
      const outDir = mkdtempSync(join(tmpdir(), 'kontor-fenster-'));
      await build({ mode: 'renderer', logLevel: 'error', build: { outDir } });
      await gib(outDir);
    },
    { scope: 'worker' },
  ],
  anzahl: [300, { option: true }],
  doppel: async ({ anzahl }, gib) => {
    // Up to this moment: with the whole day there would be cases from the future, above whatever arrives in a test.
    await gib(new WorkspaceDoppel(vorgaenge(anzahl, new Date().toISOString())));
  },
  server: async ({ bundel, doppel, page }, gib) => {
    const server = await starteFensterserver(bundel, doppel);
    const klagen: string[] = [];
    page.on(
      'console',
      (m) =>
        m.type() === 'error' &&
        klagen.push(`${m.text()} ${m.location().url}:${m.location().lineNumber}:${m.location().columnNumber}`),
    );
    page.on('pageerror', (e) => klagen.push(String(e)));
    await page.goto(server.adresse);
    await expect(vorgangsliste(page).getByRole('option').first()).toBeVisible();
    await gib(server);
    expect(klagen.filter((k) => !/WebSocket connection .* failed/.test(k))).toEqual([]);
    await server.schliesse();
  },
});

export { expect };

/** No violation of WCAG 2.2 A and AA on what is shown now. */
export async function pruefeZugang(page: Page): Promise<void> {
  const bericht = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const kurz = bericht.violations.map(
    (v) =>
      `${v.id}: ${v.nodes
        .map((n) => `${n.target.join(' ')} ${n.any[0]?.message ?? ''}`)
        .slice(0, 4)
        .join(' | ')}`,
  );
  expect(kurz).toEqual([]);
}

export const vorgangsliste = (page: Page) => page.getByRole('listbox', { name: 'Vorgänge' });
export const vorgang = (page: Page) => page.getByRole('region', { name: 'Vorgang', exact: true });
