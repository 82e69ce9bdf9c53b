/**
 * The window where the system keeps no keys: choosing a passphrase and giving it, by keyboard, with what is wrong said at the
 * field. Nothing that was typed may stay in the window or go into its storage.
 */
import type { Page } from '@playwright/test';
import { expect, pruefeZugang, test, vorgangsliste } from './aufbau.ts';
import type { WorkspaceDoppel } from './workspace-doppel.ts';

const SATZ = 'Möwe Leuchtturm Krabbe';

function sperre(doppel: WorkspaceDoppel, lage: 'neu' | 'noetig'): void {
  doppel.passphrase = { lage, richtig: SATZ };
  doppel.sitzung = null;
  doppel.melde('status', doppel.status());
  doppel.melde('sitzung', null);
}
const feld = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

/** No role of its own: a password field is found by its label. */
const geheim = (page: Page, name: string) => page.getByLabel(name, { exact: true });

test('choosing one: twice, shown on demand; two that differ are said at the second field', async ({
  page,
  doppel,
  server,
}) => {
  sperre(doppel, 'neu');
  await expect(page.getByRole('heading', { name: 'Passphrase festlegen' })).toBeVisible();
  await expect(geheim(page, 'Neue Passphrase')).toBeFocused();
  await pruefeZugang(page);
  await page.keyboard.type(SATZ);
  await page.keyboard.press('Tab');
  await page.keyboard.type('etwas anderes');
  await page.keyboard.press('Enter');
  await expect(geheim(page, 'Passphrase wiederholen')).toHaveAccessibleDescription(/verschieden/);
  await pruefeZugang(page);
  await page.getByRole('button', { name: 'Eingabe anzeigen' }).click();
  await expect(feld(page, 'Neue Passphrase')).toHaveValue(SATZ);
  await expect(feld(page, 'Neue Passphrase')).toHaveAttribute('spellcheck', 'false');
  await expect(feld(page, 'Neue Passphrase')).toHaveAttribute('autocomplete', 'off');
  await page.getByRole('button', { name: 'Eingabe verbergen' }).click();
  await geheim(page, 'Passphrase wiederholen').fill(SATZ);
  await page.keyboard.press('Enter');
  await expect(vorgangsliste(page)).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('Leuchtturm');
  expect(server.fehler).toEqual([]);
});

test('giving it: a wrong one is said at the field, which keeps the focus; the right one opens the workplace', async ({
  page,
  doppel,
  server,
}) => {
  sperre(doppel, 'noetig');
  await expect(page.getByRole('heading', { name: 'Kontor entsperren' })).toBeVisible();
  // After a reload too it is asked for, and nobody is asked to sign in.
  await page.reload();
  const passphrase = geheim(page, 'Passphrase');
  await expect(passphrase).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(passphrase).toHaveAccessibleDescription(/Bitte geben Sie Ihre Passphrase ein/);
  await page.keyboard.type('falsch falsch falsch');
  await page.keyboard.press('Enter');
  await expect(passphrase).toHaveAccessibleDescription(/nicht richtig/);
  await expect(passphrase).toBeFocused();
  await expect(passphrase).toHaveAttribute('type', 'password');
  await passphrase.fill(SATZ);
  await page.getByRole('button', { name: 'Entsperren' }).click();
  await expect(vorgangsliste(page)).toBeVisible();
  // The wrong one was asked about, the empty one was not.
  expect(server.fehler.map((f) => f.name)).toEqual(['entsperren']);
});
