/**
 * The main job in the window, on real processes: Antrag → in the list within two seconds → the cloud is stopped →
 * accepted, assigned, taken into work, commented, Wiedervorlage, Bescheid drafted and signed → the application is killed
 * and started again → the cloud comes back → the outbox drains without a click → BESCHIEDEN, sent, the journal verifies.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { inDerCloud, postfach, starteCloud, stelleAntrag, token } from '../cloud-demo.ts';
import { bis, type Prozess } from '../prozesse.ts';
import { fall, handlung, oeffne, pruefeJournal, starteAnwendung, statusleiste, zeile } from './anwendung.ts';

const ordner = mkdtempSync(join(tmpdir(), 'kontor-e2e-'));
const TEXT = 'Ihre Gewerbeanmeldung vom heutigen Tag wird bestätigt.';
let cloud: Prozess;
let app: Prozess;
let url = '';

test.beforeAll(async () => {
  cloud = await starteCloud(join(ordner, 'cloud'));
  url = cloud.zeile.url ?? '';
  app = await starteAnwendung(ordner, url);
});

test.afterAll(async () => {
  await app?.beende();
  await cloud?.beende();
  rmSync(ordner, { recursive: true, force: true });
});

async function kommentiere(page: Page): Promise<void> {
  await page.getByRole('tab', { name: /Kommentare/ }).click();
  await page.getByLabel('Neuer Kommentar').fill('Rückruf wegen Öffnungszeiten vereinbart');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'Kommentare' })).toContainText('Rückruf wegen Öffnungszeiten');
}

async function legeWiedervorlageAn(page: Page): Promise<void> {
  await page.keyboard.press('Alt+w');
  const dialog = page.getByRole('dialog', { name: 'Wiedervorlage anlegen' });
  await dialog.getByLabel('Betreff').fill('Mietvertrag prüfen');
  await dialog.getByRole('button', { name: 'Wiedervorlage anlegen' }).click();
  await expect(dialog).toBeHidden();
}

async function entwerfeUndZeichne(page: Page): Promise<void> {
  await handlung(page, 'Bescheid entwerfen').click();
  const entwurf = page.getByRole('dialog', { name: /Bescheid entwerfen/ });
  await entwurf.getByRole('radio', { name: 'Bewilligt', exact: true }).check();
  await entwurf.getByLabel('Text des Bescheids').fill(TEXT);
  await entwurf.getByRole('button', { name: 'Entwurf speichern' }).click();
  await expect(entwurf).toBeHidden();
  await handlung(page, 'Schlusszeichnen').click();
  const zeichnen = page.getByRole('dialog', { name: /Schlusszeichnen/ });
  await expect(zeichnen).toContainText('keine qualifizierte elektronische Signatur');
  await zeichnen.getByRole('button', { name: 'Schlusszeichnen' }).click();
  await expect(zeichnen).toBeHidden();
}

test('[P1] [P2] one case from the form to the sent Bescheid, with the line cut in the middle', async ({ page }) => {
  await oeffne(page, app);
  await expect(statusleiste(page)).toContainText('Aktuell', { timeout: 20_000 });
  const geschickt = performance.now();
  const { vorgang } = await stelleAntrag(url, 'e2e-7c9e6679-7425-40de-944b-e07fc1f90ae7');
  const eintrag = zeile(page, 'Übelacker-Groß');
  const neue = page.getByRole('button', { name: /neuen? Vorg(ang|änge) anzeigen/ });
  await expect(eintrag.or(neue)).toBeVisible({ timeout: 2_000 - (performance.now() - geschickt) });
  if (await neue.isVisible()) await neue.click();
  await eintrag.click();
  await expect(fall(page)).toContainText('Fördeglück Kaffeerösterei');
  // Signing needs the device's enrolment and the details: both come with the first sync.
  await expect(statusleiste(page)).toContainText('Alles übertragen');

  await cloud.beende();
  await handlung(page, 'Annehmen').click();
  await handlung(page, 'Mir zuweisen').click();
  await handlung(page, 'In Bearbeitung nehmen').click();
  await kommentiere(page);
  await legeWiedervorlageAn(page);
  await entwerfeUndZeichne(page);
  await expect(fall(page)).toContainText('Beschieden');
  await expect(fall(page)).toContainText('vorgemerkt');
  await expect(statusleiste(page)).toContainText('Cloud nicht erreichbar', { timeout: 20_000 });
  await expect(statusleiste(page)).toContainText('7 Änderungen warten');

  await app.toete();
  app = await starteAnwendung(ordner, url);
  await oeffne(page, app);
  await expect(statusleiste(page)).toContainText('7 Änderungen warten', { timeout: 20_000 });
  await zeile(page, 'Übelacker-Groß').click();
  await expect(fall(page)).toContainText('Beschieden');
  await page.getByRole('tab', { name: /Bescheid/ }).click();
  await expect(fall(page)).toContainText(TEXT);

  cloud = await starteCloud(join(ordner, 'cloud'), Number(new URL(url).port));
  await expect(statusleiste(page)).toContainText('Alles übertragen', { timeout: 90_000 });
  await expect(statusleiste(page)).toContainText('Aktuell');
  await expect(fall(page)).toContainText('Versendet', { timeout: 20_000 });
  await pruefeCloud(vorgang.vorgangId);
});

async function pruefeCloud(id: string): Promise<void> {
  const zugang = await token(url, 'sabine.sander');
  const v = await bis('Versand', async () => {
    const da = await inDerCloud(url, zugang, id);
    return da.bescheide[0]?.stand === 'VERSENDET' ? da : undefined;
  });
  expect(v.status).toBe('BESCHIEDEN');
  const orders = v.historie.map((h) => h.order);
  expect(orders.toSorted()).toEqual([
    'BEARBEITER_ZUWEISEN',
    'BESCHEID_ENTWERFEN',
    'BESCHEID_ZEICHNEN',
    'EINGANG',
    'KOMMENTAR_ANLEGEN',
    'VERSAND',
    'VORGANG_ANNEHMEN',
    'VORGANG_BEARBEITEN',
    'WIEDERVORLAGE_ANLEGEN',
  ]);
  expect(new Set(v.historie.map((h) => h.commandId)).size).toBe(orders.length);
  expect(v.kommentare).toHaveLength(1);
  expect(v.wiedervorlagen).toHaveLength(1);
  const post = await postfach(url);
  expect(post).toHaveLength(1);
  expect(await pruefeJournal(ordner, url)).toBe(1);
}
