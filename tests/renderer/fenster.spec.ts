/**
 * What a person does in the window, by keyboard: the queue, the main job from Annehmen to Schlusszeichnung, search, undo,
 * drafts. Asserted is what is seen and said, and which orders reached the workspace.
 */
import type { Page } from '@playwright/test';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { expect, test, vorgang, vorgangsliste } from './aufbau.ts';
import { vorgaenge } from './bestand.ts';

const letzte = (page: Page) => page.getByRole('status', { name: 'Letzte Änderung' });
const optionen = (page: Page) => vorgangsliste(page).getByRole('option');

/** Opens the newest case in the list by keyboard and goes into it. */
async function geheHinein(page: Page): Promise<void> {
  await expect(optionen(page).first()).toBeVisible();
  await vorgangsliste(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(vorgang(page).getByRole('heading', { level: 2 })).toBeFocused();
}

async function nieVerloren(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);
}

test('the main job by keyboard alone: from Annehmen to Schlusszeichnung, and back with Strg+Z', async ({
  page,
  doppel,
  server,
}) => {
  const v = [...doppel.vorgaenge.values()].find(
    (x) => x.status === 'NEU' && x.dienst.id.startsWith('gewerbe'),
  ) as Vorgang;
  await page.keyboard.press('F3');
  await page.keyboard.type(v.nummer);
  await page.keyboard.press('Enter');
  await expect(vorgang(page)).toContainText(v.nummer);
  await expect(vorgang(page).getByRole('heading', { level: 2 })).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(vorgang(page).getByText('Angenommen', { exact: true })).toBeVisible();
  await expect(letzte(page)).toContainText('Vorgang angenommen');
  await nieVerloren(page);
  await page.keyboard.press('Alt+m');
  await expect(vorgang(page)).toContainText('Bearbeitung Sabine Sander');
  await page.keyboard.press('Control+Enter');
  await expect(vorgang(page).getByText('In Bearbeitung', { exact: true })).toBeVisible();
  await page.keyboard.press('Alt+k');
  await page.keyboard.type('Unterlagen sind vollständig.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'Kommentare' })).toContainText('Unterlagen sind vollständig.');
  await page.keyboard.press('Alt+w');
  await page.keyboard.type('Gebühr eingegangen?');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Alt+e');
  await page.keyboard.press('Space');
  await page.getByRole('textbox', { name: 'Text des Bescheids' }).fill('Die Anmeldung wird bescheinigt.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('article', { name: 'Bescheid: Bewilligt' })).toContainText(
    'Die Anmeldung wird bescheinigt.',
  );
  await page.keyboard.press('Alt+z');
  await expect(page.getByRole('dialog', { name: /Schlusszeichnen/ })).toContainText(
    'keine qualifizierte elektronische Signatur',
  );
  await page.keyboard.press('Control+Enter');
  await expect(vorgang(page).getByText('Beschieden', { exact: true })).toBeVisible();
  await expect(vorgang(page).getByText('Zeichnung vorgemerkt')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(vorgang(page).getByText('In Bearbeitung', { exact: true })).toBeVisible();
  await nieVerloren(page);
  expect(doppel.gegeben.map((g) => g.order)).toEqual([
    'VORGANG_ANNEHMEN',
    'BEARBEITER_ZUWEISEN',
    'VORGANG_BEARBEITEN',
    'KOMMENTAR_ANLEGEN',
    'WIEDERVORLAGE_ANLEGEN',
    'BESCHEID_ENTWERFEN',
    'BESCHEID_ZEICHNEN',
  ]);
  expect(server.fehler).toEqual([]);
});

test('[O19] undo gives the inverse order once the cloud has confirmed', async ({ page, doppel, server }) => {
  await geheHinein(page);
  await page.keyboard.press('Control+Enter');
  await expect(vorgang(page).getByText('Angenommen', { exact: true })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(vorgang(page).getByText('Neu', { exact: true })).toBeVisible();
  await expect(letzte(page)).toContainText('Rückgängig gemacht: Vorgang angenommen');
  expect(doppel.gegeben.map((g) => g.order)).toEqual(['VORGANG_ANNEHMEN', 'VORGANG_ZURUECKSTELLEN']);
  expect(server.fehler.map((f) => f.name)).toEqual(['zuruecknehmen']);
});

test('what arrives never moves the row under the cursor', async ({ page, doppel, server }) => {
  await geheHinein(page);
  await page.keyboard.press('Escape');
  await expect(vorgangsliste(page)).toBeFocused();
  const gewaehlt = vorgangsliste(page).getByRole('option', { selected: true });
  const vorher = await gewaehlt.boundingBox();
  const text = await gewaehlt.textContent();
  const [neu] = vorgaenge(301, '2026-06-30').filter((x) => !doppel.vorgaenge.has(x.id));
  doppel.kommtAn({ ...(neu as Vorgang), nummer: 'FL-2026-009999', eingangAm: doppel.jetzt, status: 'NEU' });
  await expect(page.getByRole('button', { name: '1 neuen Vorgang anzeigen' })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Alle 301/ })).toBeVisible();
  await expect(gewaehlt).toHaveText(text ?? '');
  const nachher = await gewaehlt.boundingBox();
  expect(Math.abs((nachher?.y ?? 0) - (vorher?.y ?? 0)), 'the notice may not push the row').toBeLessThanOrEqual(1);
  await page.keyboard.press('F5');
  await expect(optionen(page).first()).toContainText('FL-2026-009999');
  expect(server.fehler).toEqual([]);
});

test('a case that leaves the view stays under the cursor until one moves on', async ({ page, server }) => {
  await page.keyboard.press('Alt+2');
  await geheHinein(page);
  await page.keyboard.press('Control+Enter');
  await expect(vorgang(page).getByText('Angenommen', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  const gewaehlt = vorgangsliste(page).getByRole('option', { selected: true });
  await expect(gewaehlt).toContainText('nicht mehr in dieser Ansicht');
  const nummer = ((await gewaehlt.textContent()) ?? '').match(/FL-\d+-\d+/)?.[0] ?? '';
  await page.keyboard.press('ArrowDown');
  await expect(vorgangsliste(page).getByText(nummer)).toHaveCount(0);
  expect(server.fehler).toEqual([]);
});

test('search finds while one types, marks the hits, Esc clears', async ({ page, server }) => {
  await page.keyboard.press('Control+f');
  await page.keyboard.type('darwish');
  await expect(page.getByRole('heading', { name: 'Suchergebnis' })).toBeVisible();
  await expect(vorgangsliste(page).locator('mark').first()).toHaveText('Darwish');
  await page.keyboard.press('ArrowDown');
  await expect(vorgang(page).getByRole('heading', { level: 2 })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('searchbox')).toHaveValue('');
  await expect(page.getByRole('heading', { name: 'Alle' })).toBeVisible();
  expect(server.fehler).toEqual([]);
});

test('F6 goes round the panes, the palette does what it names, F1 lists the keys', async ({ page, server }) => {
  await geheHinein(page);
  const inhalte: string[] = [];
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('F6');
    inhalte.push(
      await page.evaluate(
        () => document.activeElement?.closest('search, nav, #liste, #vorgang, footer')?.tagName ?? '',
      ),
    );
  }
  expect(inhalte).toEqual(['FOOTER', 'SEARCH', 'NAV', 'SECTION', 'SECTION']);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('überfäl');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Überfällig' })).toBeVisible();
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Tastenübersicht' })).toContainText('Strg+K');
  await page.keyboard.press('Escape');
  await nieVerloren(page);
  expect(server.fehler).toEqual([]);
});

test('[P1] a Bescheid begun is still there after the window died', async ({ page, doppel, server }) => {
  const v = [...doppel.vorgaenge.values()].find(
    (x) => x.status === 'IN_BEARBEITUNG' && x.bescheide.length === 0,
  ) as Vorgang;
  const oeffne = async (): Promise<void> => {
    await page.keyboard.press('F3');
    await page.keyboard.type(v.nummer);
    await page.keyboard.press('Enter');
    await expect(vorgang(page)).toContainText(v.nummer);
    await page.keyboard.press('Alt+e');
  };
  await expect(optionen(page).first()).toBeVisible();
  await oeffne();
  await page.getByRole('textbox', { name: 'Text des Bescheids' }).fill('Noch nicht fertig');
  await expect(page.getByText('Eingabe gesichert um')).toBeVisible();
  await page.reload();
  await expect(optionen(page).first()).toBeVisible();
  await oeffne();
  await expect(page.getByRole('textbox', { name: 'Text des Bescheids' })).toHaveValue('Noch nicht fertig');
  expect(server.fehler).toEqual([]);
});

test('the line to the workspace breaks and comes back by itself', async ({ page, doppel, server }) => {
  await geheHinein(page);
  server.reisse();
  await page.keyboard.press('Control+Enter');
  await expect(letzte(page)).toContainText('Vorgang angenommen');
  expect(doppel.gegeben).toHaveLength(1);
  doppel.cloud(false);
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('Cloud nicht erreichbar seit');
});

test('text from outside is text', async ({ page, doppel, server }) => {
  const boese = '<img src=x onerror="document.title=1">';
  const [v] = doppel.vorgaenge.values();
  doppel.kommtAn({
    ...(v as Vorgang),
    antragsteller: { nachname: boese },
    eingang: { ...(v as Vorgang).eingang, formData: [{ name: boese, label: boese, stringValue: boese }] },
  });
  await geheHinein(page);
  await expect(vorgang(page).getByRole('definition').filter({ hasText: boese })).toBeVisible();
  expect(await page.locator('#fenster img').count()).toBe(0);
  expect(await page.title()).toBe('Kontor');
  expect(server.fehler).toEqual([]);
});

test('a long list pages while one goes through it, and keeps its place when rows above it go', async ({
  page,
  doppel,
  server,
}) => {
  await vorgangsliste(page).focus();
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('End');
    await expect(vorgangsliste(page).getByRole('option', { selected: true })).toBeVisible();
  }
  const gewaehlt = vorgangsliste(page).getByRole('option', { selected: true });
  await expect.poll(async () => Number(await gewaehlt.getAttribute('aria-posinset'))).toBeGreaterThan(150);
  const vorher = await gewaehlt.boundingBox();
  const text = await gewaehlt.textContent();
  const oben = [...doppel.vorgaenge.values()].sort((a, b) => b.eingangAm.localeCompare(a.eingangAm)).slice(3, 9);
  for (const v of oben) doppel.vorgaenge.delete(v.id);
  doppel.geaendert(null, 'entzogen');
  await expect(page.getByRole('button', { name: /^Alle 294/ })).toBeVisible();
  await expect(gewaehlt).toHaveText(text ?? '');
  await expect
    .poll(async () => Math.abs(((await gewaehlt.boundingBox())?.y ?? 0) - (vorher?.y ?? 0)))
    .toBeLessThanOrEqual(2);
  expect(server.fehler).toEqual([]);
});

test('the preview shows the PDF in its frame', async ({ page, doppel, server }) => {
  const v = [...doppel.vorgaenge.values()].find((x) => x.bescheide.length > 0) as Vorgang;
  await page.keyboard.press('F3');
  await page.keyboard.type(v.nummer);
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'Bescheid' }).click();
  await page.getByRole('button', { name: 'Vorschau' }).first().click();
  const rahmen = page.getByRole('dialog', { name: 'Vorschau des Bescheids' }).locator('iframe');
  await expect(rahmen).toHaveAttribute('src', /^blob:/);
  expect(server.fehler).toEqual([]);
});
