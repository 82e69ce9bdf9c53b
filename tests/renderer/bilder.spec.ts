/**
 * Every screen in light and dark: no violation of WCAG, and a picture each for people to look at. A screen is what a
 * person meets: queue, case and its parts, dialogs, empty places, offline, conflict.
 */
import type { Page } from '@playwright/test';
import { expect, pruefeZugang, test, vorgang, vorgangsliste } from './aufbau.ts';
import type { WorkspaceDoppel } from './workspace-doppel.ts';

const ORT = process.env.KONTOR_BILDER ?? 'test-results/fenster-bilder';

async function zeige(page: Page, name: string, farbe: string): Promise<void> {
  await pruefeZugang(page);
  await page.screenshot({ path: `${ORT}/${farbe}-${name}.png` });
}

/** Opens the first case with this status that is not assigned to anybody else. */
async function oeffne(page: Page, doppel: WorkspaceDoppel, status: string): Promise<string> {
  const v = [...doppel.vorgaenge.values()].find((x) => x.status === status && x.dienst.id !== 'anfrage');
  await page.getByRole('searchbox', { name: 'Vorgänge suchen' }).fill(v?.nummer ?? '');
  await page.keyboard.press('Enter');
  await expect(vorgang(page)).toContainText(v?.nummer ?? '');
  return v?.id ?? '';
}

for (const farbe of ['light', 'dark'] as const) {
  test(`screens, ${farbe}`, async ({ page, doppel, server }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: farbe });
    expect(server.adresse).toBeTruthy();
    await expect(vorgangsliste(page).getByRole('option').first()).toBeVisible();
    await zeige(page, '01-anfang', farbe);
    const id = await oeffne(page, doppel, 'IN_BEARBEITUNG');
    await zeige(page, '02-suche', farbe);
    for (const teil of ['Anhänge', 'Bescheid', 'Nachrichten', 'Wiedervorlagen', 'Kommentare', 'Historie']) {
      await page.getByRole('tab', { name: teil }).click();
      await zeige(page, `03-${teil}`, farbe);
    }
    await page.getByRole('button', { name: 'Weitere Handlungen' }).click();
    await zeige(page, '04-menue', farbe);
    await page.keyboard.press('Escape');
    for (const [taste, name] of [
      ['Alt+e', 'bescheid'],
      ['Alt+u', 'zuweisen'],
      ['Alt+w', 'wiedervorlage'],
      ['Alt+n', 'nachricht'],
      ['Control+k', 'palette'],
      ['F1', 'tasten'],
      ['Control+,', 'einstellungen'],
    ] as const) {
      await page.keyboard.press(taste);
      await expect(page.getByRole('dialog')).toBeVisible();
      await zeige(page, `05-${name}`, farbe);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
    doppel.cloud(false);
    await page.keyboard.press('Alt+k');
    await page.keyboard.type('Frau rief an und fragt nach dem Stand.');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('status', { name: 'Letzte Änderung' })).toContainText('Kommentar angelegt');
    await zeige(page, '06-offline', farbe);
    const v = doppel.vorgaenge.get(id);
    if (!v) throw new Error('Der Vorgang fehlt.');
    doppel.machtKonflikt(id, { ...v, status: 'ABGESCHLOSSEN', aktenzeichen: '32.1-44/26', version: v.version + 1 });
    await page.getByRole('button', { name: 'Konflikt prüfen', exact: true }).click();
    await zeige(page, '07-konflikt', farbe);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Eigene Änderungen zeigen' }).click();
    await zeige(page, '08-outbox', farbe);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+7');
    await expect(page.getByText('Nichts zur Mitzeichnung')).toBeVisible();
    await zeige(page, '09-leer', farbe);
  });
}

test('signing in, the first sync, narrow and at 200 %', async ({ page, doppel, server }) => {
  doppel.sitzung = null;
  doppel.melde('sitzung', null);
  await expect(page.getByRole('heading', { name: 'Bei Kontor anmelden' })).toBeVisible();
  await zeige(page, '10-anmeldung', 'light');
  await page.getByRole('button', { name: /Sabine Sander/ }).click();
  await expect(vorgangsliste(page)).toBeVisible();
  doppel.erstabgleich = { geladen: 120, gesamt: 300 };
  doppel.geaendert(null, 'abruf');
  await expect(page.getByRole('progressbar')).toBeVisible();
  await zeige(page, '11-erstabgleich', 'light');
  doppel.erstabgleich = undefined;
  doppel.geaendert(null, 'abruf');
  await page.setViewportSize({ width: 640, height: 360 });
  await zeige(page, '12-200-prozent-liste', 'light');
  await vorgangsliste(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(vorgang(page).getByRole('heading', { level: 2 })).toBeFocused();
  await zeige(page, '13-200-prozent-fall', 'light');
  await page.setViewportSize({ width: 320, height: 640 });
  await zeige(page, '14-schmal-fall', 'light');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await page.getByRole('button', { name: 'Zur Liste' }).click();
  await zeige(page, '15-schmal-liste', 'light');
  server.reisse();
  await page.setViewportSize({ width: 1920, height: 1080 });
  await zeige(page, '16-gross', 'light');
});
