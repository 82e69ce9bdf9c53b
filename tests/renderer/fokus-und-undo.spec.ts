/**
 * The window's promises when somebody else acts: the focus is never lost, the ring is the keyboard's, and undo never
 * touches what a colleague did. The workspace double plays the colleague.
 */
import type { Page } from '@playwright/test';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { expect, test, vorgang } from './aufbau.ts';
import type { WorkspaceDoppel } from './workspace-doppel.ts';

const letzte = (page: Page) => page.getByRole('status', { name: 'Letzte Änderung' });
const neuer = (doppel: WorkspaceDoppel): Vorgang =>
  [...doppel.vorgaenge.values()].find((x) => x.status === 'NEU' && !x.bearbeiter) as Vorgang;

async function oeffne(page: Page, v: Vorgang): Promise<void> {
  await page.keyboard.press('F3');
  await page.keyboard.type(v.nummer);
  await page.keyboard.press('Enter');
  await expect(vorgang(page).getByRole('heading', { level: 2 })).toBeFocused();
}

test('[O19] an act that met a conflict is not undone: neither the line nor Strg+Z touches the new state', async ({
  page,
  doppel,
  server,
}) => {
  const v = neuer(doppel);
  await oeffne(page, v);
  await page.keyboard.press('Alt+m');
  await expect(letzte(page).getByRole('button', { name: 'Rückgängig' })).toBeVisible();
  const jan = { sub: 'flensburg:jan.petersen', name: 'Jan Petersen' };
  doppel.machtKonflikt(v.id, { ...v, bearbeiter: jan, version: v.version + 1 });
  await expect(vorgang(page)).toContainText('Jan Petersen hat den Vorgang inzwischen geändert');
  // Long before its ten seconds are over.
  await expect(letzte(page)).toHaveText('', { timeout: 3_000 });
  const vorher = doppel.gegeben.length;
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('status', { name: 'Hinweis' })).toContainText('nichts zurückzunehmen');
  expect(doppel.gegeben).toHaveLength(vorher);
  expect(server.fehler).toEqual([]);
});

test('[O19] Strg+Z before the window has heard of the conflict shows it in place of an inverse order', async ({
  page,
  doppel,
  server,
}) => {
  const v = neuer(doppel);
  await oeffne(page, v);
  await page.keyboard.press('Alt+m');
  await expect(letzte(page).getByRole('button', { name: 'Rückgängig' })).toBeVisible();
  const jan = { sub: 'flensburg:jan.petersen', name: 'Jan Petersen' };
  doppel.geaendert = () => undefined;
  doppel.machtKonflikt(v.id, { ...v, bearbeiter: jan, version: v.version + 1 });
  const vorher = doppel.gegeben.length;
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('dialog', { name: /^Konflikt: Zuweisen/ })).toContainText('Jan Petersen');
  expect(doppel.gegeben).toHaveLength(vorher);
  expect(server.fehler.map((f) => f.name)).toEqual(['zuruecknehmen']);
});

test('a button that a colleague’s act takes away leaves the focus in the case', async ({ page, doppel, server }) => {
  const v = neuer(doppel);
  await oeffne(page, v);
  await page.getByRole('button', { name: 'Mir zuweisen' }).focus();
  doppel.vorgaenge.set(v.id, { ...v, status: 'WEITERGELEITET', version: v.version + 1 });
  doppel.geaendert([v.id], 'abruf');
  await expect(page.getByRole('button', { name: 'Mir zuweisen' })).toHaveCount(0);
  await expect(vorgang(page).getByRole('heading', { level: 2 })).toBeFocused();
  expect(server.fehler).toEqual([]);
});

test('the ring shows where the keyboard is, not where the pointer clicked', async ({ page, doppel, server }) => {
  await oeffne(page, neuer(doppel));
  const ring = () => page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
  await page.getByRole('tab', { name: 'Historie' }).click();
  expect(await ring()).toBe('none');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Kommentare' })).toBeFocused();
  expect(await ring()).toBe('solid');
  expect(server.fehler).toEqual([]);
});
