/**
 * The first look: the queue is there, a case opens by keyboard, and its form reads as a document.
 */
import { expect, pruefeZugang, test, vorgang, vorgangsliste } from './aufbau.ts';

test('the queue is there and a case opens by keyboard alone', async ({ page, server }) => {
  expect(server.fehler).toEqual([]);
  await expect(vorgangsliste(page).getByRole('option').first()).toBeVisible();
  await vorgangsliste(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect(vorgang(page).getByRole('heading', { level: 2 })).not.toBeEmpty();
  await page.screenshot({ path: 'test-results/bild-liste.png' });
  await pruefeZugang(page);
});
