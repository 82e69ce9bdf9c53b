/**
 * What happens between people, on real processes: each has an application and a profile of their own, all on one demo
 * cloud. Mitzeichnung, conflicts and their ways out, cases that leave one's sight, undo, and what is not allowed. Asserted
 * is what each of them sees, and that the cloud has each act once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test';
import dienste from '../../src-cloud/demo/daten/dienste.json' with { type: 'json' };
import { mandantVon, oeFuer } from '../../src-cloud/demo/mandanten.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { inDerCloud, starteCloud, stelleAntrag, token } from '../cloud-demo.ts';
import { bis, type Prozess } from '../prozesse.ts';
import { fall, handlung, oeffne, pruefeJournal, starteAnwendung, statusleiste, zeile } from './anwendung.ts';

const PERSONEN = ['sabine.sander', 'vera.vogt', 'jan.petersen', 'petra.post'] as const;
type Person = (typeof PERSONEN)[number];

const ordner = mkdtempSync(join(tmpdir(), 'kontor-zwei-'));
const apps = new Map<Person, Prozess>();
const seiten = new Map<Person, Page>();
let cloud: Prozess;
let url = '';
let zugang = '';
let nummer = 0;

const seite = (p: Person): Page => seiten.get(p) as Page;

/** Starts the person's application where it does not run yet, and opens its window. */
async function tritteAuf(browser: Browser, person: Person): Promise<Page> {
  const da = seiten.get(person);
  if (da) return da;
  const app = await starteAnwendung(ordner, url, person);
  apps.set(person, app);
  // Cookies know no ports: each window gets a browser profile of its own, as each person has.
  const page = await (await browser.newContext()).newPage();
  await oeffne(page, app);
  await expect(statusleiste(page)).toContainText('Aktuell', { timeout: 20_000 });
  seiten.set(person, page);
  return page;
}

test.beforeAll(async ({ browser }) => {
  cloud = await starteCloud(join(ordner, 'cloud'));
  url = cloud.zeile.url ?? '';
  zugang = await token(url, 'sabine.sander');
  await tritteAuf(browser, 'sabine.sander');
});

test.afterAll(async () => {
  await Promise.all([...apps.values()].map((a) => a.beende()));
  await cloud?.beende();
  rmSync(ordner, { recursive: true, force: true });
});

/** A new case of that applicant; answers its id. */
async function neuerFall(nachname: string, control: Record<string, unknown> = {}): Promise<string> {
  nummer += 1;
  const transactionId = `e2e-zwei-${nummer}-0000-4000-8000-000000000000`;
  return (await stelleAntrag(url, transactionId, { nachname, control })).vorgang.vorgangId;
}

const baumfaellung = (): Record<string, unknown> => {
  const dienst = dienste.find((d) => d.id === 'baumfaellung');
  const { id } = oeFuer(mandantVon('flensburg'), 'umwelt');
  return { zustaendigeStelle: id, leikaIds: [dienst?.leikaId], formId: 'Baumfaellung', name: dienst?.name };
};

/** Opens a case of the list, asking for the new ones where they wait. */
async function oeffneFall(page: Page, nachname: string): Promise<void> {
  const eintrag = zeile(page, nachname);
  const neue = page.getByRole('button', { name: /neuen? Vorg(ang|änge) anzeigen/ });
  await expect(async () => {
    if (!(await eintrag.isVisible()) && (await neue.isVisible())) await neue.click();
    await expect(eintrag).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await eintrag.click();
  await expect(fall(page)).toContainText(nachname);
}

const ansicht = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Ansichten' }).getByRole('button', { name });
const letzte = (page: Page): Locator => page.getByRole('status', { name: 'Letzte Änderung' });

/** Orders the cloud has taken on this case, in order; the intake is not one. */
async function orders(id: string): Promise<{ order: string; von: string }[]> {
  const v = await inDerCloud(url, zugang, id);
  return v.historie.filter((h) => h.order !== 'EINGANG').map((h) => ({ order: h.order, von: h.von.name }));
}

const inCloud = (was: string, id: string, ob: (v: Vorgang) => boolean): Promise<Vorgang> =>
  bis(was, async () => {
    const v = await inDerCloud(url, zugang, id);
    return ob(v) ? v : undefined;
  });

/** By the palette, as somebody who knows no menu. */
async function schalteOffline(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Offline arbeiten');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** Nobody's focus falls to the page. */
async function fokusDa(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true);
}

/** Writes down from now on what the head says: status and Bearbeitung. What goes and comes again was a flicker. */
async function schreibeMit(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const gesehen: string[] = [];
    const lies = (): void => {
      const status = document.querySelector('#vorgang .marken > :first-child')?.textContent?.trim();
      const wer = document.querySelectorAll('#vorgang header dd')[1]?.textContent?.trim();
      const jetzt = `${status}, ${wer}`;
      if (gesehen.at(-1) !== jetzt) gesehen.push(jetzt);
    };
    lies();
    new MutationObserver(lies).observe(document.body, { childList: true, characterData: true, subtree: true });
    Object.assign(window, { mitschrift: gesehen });
  });
  return () => page.evaluate(() => (window as unknown as { mitschrift: string[] }).mitschrift);
}

async function nimmInArbeit(page: Page): Promise<void> {
  await handlung(page, 'Annehmen').click();
  await handlung(page, 'In Bearbeitung nehmen').click();
}

async function entwerfe(page: Page, text: string): Promise<void> {
  await handlung(page, 'Bescheid entwerfen').click();
  const dialog = page.getByRole('dialog', { name: /Bescheid entwerfen/ });
  await dialog.getByRole('radio', { name: 'Bewilligt', exact: true }).check();
  await dialog.getByLabel('Text des Bescheids').fill(text);
  await dialog.getByRole('button', { name: 'Entwurf speichern' }).click();
  await expect(dialog).toBeHidden();
}

async function zeichne(page: Page, wort: 'Schlusszeichnen' | 'Mitzeichnen'): Promise<void> {
  await handlung(page, wort).click();
  const dialog = page.getByRole('dialog', { name: new RegExp(wort) });
  await dialog.getByRole('button', { name: wort }).click();
  await expect(dialog).toBeHidden();
}

async function gibZurMitzeichnung(page: Page, an: string): Promise<void> {
  await handlung(page, 'Zur Mitzeichnung geben').click();
  const dialog = page.getByRole('dialog', { name: /Zur Mitzeichnung geben/ });
  await dialog.getByRole('combobox', { name: 'An wen?' }).fill(an);
  await dialog.getByRole('option', { name: an }).click();
  await dialog.getByRole('button', { name: 'Zur Mitzeichnung geben' }).click();
  await expect(dialog).toBeHidden();
}

test('[E4] Mitzeichnung: drafted by one, co-signed by the other, signed; both acts verify', async ({ browser }) => {
  const sabine = seite('sabine.sander');
  const veraKommt = tritteAuf(browser, 'vera.vogt');
  const id = await neuerFall('Eichenwald', baumfaellung());
  await oeffneFall(sabine, 'Eichenwald');
  await expect(fall(sabine)).toContainText('Baumfällung');
  const gezeigt = await schreibeMit(sabine);
  await nimmInArbeit(sabine);
  await entwerfe(sabine, 'Die Fällung der Eiche wird genehmigt.');
  await expect(handlung(sabine, 'Schlusszeichnen')).toHaveCount(0);
  await gibZurMitzeichnung(sabine, 'Dr. Vera Vogt');
  await expect(fall(sabine)).toContainText('Zur Mitzeichnung');
  await fokusDa(sabine);

  const vera = await veraKommt;
  await expect(ansicht(vera, 'Zur Mitzeichnung')).toContainText('1', { timeout: 20_000 });
  await ansicht(vera, 'Zur Mitzeichnung').click();
  await zeile(vera, 'Eichenwald').click();
  await vera.getByRole('tab', { name: /Bescheid/ }).click();
  await expect(fall(vera)).toContainText('Die Fällung der Eiche wird genehmigt.');
  await expect(statusleiste(vera)).toContainText('Alles übertragen');
  await zeichne(vera, 'Mitzeichnen');
  await expect(fall(vera)).toContainText('Mitgezeichnet');
  await fokusDa(vera);

  await expect(fall(sabine)).toContainText('Mitgezeichnet', { timeout: 20_000 });
  await zeichne(sabine, 'Schlusszeichnen');
  await expect(letzte(sabine)).toContainText('schlussgezeichnet');
  // The others come while the ten seconds of taking back run.
  const [v] = await Promise.all([
    inCloud('Schlusszeichnung', id, (da) => da.status === 'BESCHIEDEN'),
    tritteAuf(browser, 'jan.petersen'),
    tritteAuf(browser, 'petra.post'),
  ]);
  expect(v.bescheide[0]).toMatchObject({
    mitgezeichnetVon: { name: 'Dr. Vera Vogt' },
    gezeichnetVon: { name: 'Sabine Sander' },
  });
  await expect(fall(sabine)).toContainText('Versendet', { timeout: 20_000 });
  expect(await gezeigt()).toEqual(
    ['Neu', 'Angenommen', 'In Bearbeitung', 'Beschieden'].map((status) => `${status}, niemand`),
  );
  await expect(ansicht(vera, 'Zur Mitzeichnung')).toContainText('0');
  for (const person of ['sabine.sander', 'vera.vogt'] as const) {
    expect(await pruefeJournal(ordner, url, person)).toBeGreaterThanOrEqual(1);
  }
});

test('[K1] [K2] [K3] conflict: two take one case; applied again in one, discarded in the other, each once', async ({
  browser,
}) => {
  const sabine = seite('sabine.sander');
  const jan = await tritteAuf(browser, 'jan.petersen');
  const erneut = await neuerFall('Nochmalsen');
  const weg = await neuerFall('Dochnicht');
  for (const name of ['Nochmalsen', 'Dochnicht']) await oeffneFall(sabine, name);
  await schalteOffline(sabine);
  await expect(statusleiste(sabine)).toContainText('Offline (von Ihnen gewählt)');
  for (const name of ['Nochmalsen', 'Dochnicht']) {
    await oeffneFall(sabine, name);
    await handlung(sabine, 'Mir zuweisen').click();
    await expect(fall(sabine)).toContainText('Bearbeitung Sabine Sander');
    await oeffneFall(jan, name);
    await handlung(jan, 'Mir zuweisen').click();
    await expect(fall(jan)).toContainText('Bearbeitung Jan Petersen');
  }
  for (const id of [erneut, weg]) await inCloud('Zuweisung', id, (v) => v.bearbeiter?.name === 'Jan Petersen');
  await expect(statusleiste(sabine)).toContainText('2 Änderungen warten');

  await schalteOffline(sabine);
  await expect(statusleiste(sabine)).toContainText('2 Konflikte prüfen', { timeout: 20_000 });
  await expect(fall(sabine)).toContainText('Bearbeitung Jan Petersen');
  await ansicht(sabine, 'Konflikte').click();
  await zeile(sabine, 'Nochmalsen').click();
  await fall(sabine).getByRole('button', { name: 'Konflikt prüfen' }).click();
  const dialog = sabine.getByRole('dialog', { name: /^Konflikt/ });
  const reihe = dialog.getByRole('row', { name: /Bearbeitung/ });
  await expect(reihe.getByRole('cell')).toHaveText(['niemand', 'Sabine Sander', /Jan Petersen/]);
  await expect(dialog).toContainText('zuletzt geändert von Jan Petersen');
  const gezeigt = await schreibeMit(sabine);
  await dialog.getByRole('button', { name: 'Auf den neuen Stand anwenden' }).click();
  await expect(dialog).toBeHidden();
  await fokusDa(sabine);
  await expect(statusleiste(sabine)).toContainText('1 Konflikt prüfen');
  await expect(fall(sabine)).toContainText('Bearbeitung Sabine Sander');
  await inCloud('erneute Zuweisung', erneut, (v) => v.bearbeiter?.name === 'Sabine Sander');
  await expect(statusleiste(sabine)).not.toContainText('wartet');
  expect(await gezeigt()).toEqual(['Neu, Jan Petersen', 'Neu, Sabine Sander']);

  await zeile(sabine, 'Dochnicht').click();
  await fall(sabine).getByRole('button', { name: 'Konflikt prüfen' }).click();
  await dialog.getByRole('button', { name: 'Meine Änderung verwerfen' }).click();
  await expect(dialog).toBeHidden();
  await expect(statusleiste(sabine)).toContainText('Alles übertragen');
  await expect(fall(sabine)).toContainText('Bearbeitung Jan Petersen');
  await expect(ansicht(sabine, 'Konflikte')).toContainText('0');
  await ansicht(sabine, 'Alle').click();
  const zuweisung = (von: string) => ({ order: 'BEARBEITER_ZUWEISEN', von });
  expect(await orders(erneut)).toEqual([zuweisung('Jan Petersen'), zuweisung('Sabine Sander')]);
  expect(await orders(weg)).toEqual([zuweisung('Jan Petersen')]);
});

async function leiteWeiter(page: Page, nachname: string, oe: string): Promise<void> {
  await oeffneFall(page, nachname);
  await page.keyboard.press('Alt+l');
  const dialog = page.getByRole('dialog', { name: /Weiterleiten/ });
  await dialog.getByRole('combobox', { name: 'An welche Stelle?' }).fill(oe);
  await dialog.getByRole('option', { name: oe, exact: true }).click();
  await dialog.getByRole('button', { name: 'Weiterleiten' }).click();
  await expect(dialog).toBeHidden();
}

/** The case went, and the window says so as a state of the work, not as a failure; moving on clears the row. */
async function gingWeg(page: Page, nachname: string, naechster: string): Promise<void> {
  await expect(fall(page)).toContainText('Der Vorgang ist nicht mehr in Ihrer Zuständigkeit');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(zeile(page, nachname)).toContainText('nicht mehr in dieser Ansicht');
  await expect(letzte(page).getByRole('button', { name: 'Rückgängig' })).toHaveCount(0);
  await fokusDa(page);
  await oeffneFall(page, naechster);
  await expect(zeile(page, nachname)).toHaveCount(0);
}

test('[T1] entzogen: what leaves one’s sight leaves the list in words; unsent work on it stays to be decided', async ({
  browser,
}) => {
  const sabine = seite('sabine.sander');
  const petra = await tritteAuf(browser, 'petra.post');
  const post = await neuerFall('Posthorn');
  await neuerFall('Rechtens');
  await neuerFall('Unfertig');
  await oeffneFall(petra, 'Posthorn');
  await handlung(petra, 'Annehmen').click();
  await inCloud('Annahme', post, (v) => v.status === 'ANGENOMMEN');
  await gingWeg(petra, 'Posthorn', 'Rechtens');
  await leiteWeiter(sabine, 'Rechtens', 'Rechtsamt');
  await gingWeg(sabine, 'Rechtens', 'Unfertig');
  // The Poststelle sees it still: forwarded, it is NEU again.
  await expect(fall(petra)).toContainText('Rechtsamt');

  await schalteOffline(sabine);
  await sabine.keyboard.press('Alt+k');
  await sabine.keyboard.type('Bitte beim Rechtsamt nachfragen.');
  await sabine.keyboard.press('Control+Enter');
  await leiteWeiter(petra, 'Unfertig', 'Rechtsamt');
  await expect(statusleiste(petra)).toContainText('Alles übertragen');
  await schalteOffline(sabine);
  await expect(fall(sabine)).toContainText('Abgelehnt: Kommentieren');
  await expect(fall(sabine)).toContainText('nicht mehr in Ihrer Zuständigkeit');
  await expect(statusleiste(sabine)).toContainText('1 abgelehnte Änderung');
  await statusleiste(sabine).getByRole('button').first().click();
  await sabine.getByRole('button', { name: 'Kommentieren prüfen' }).last().click();
  const dialog = sabine.getByRole('dialog', { name: /Nicht übernommen: Kommentieren/ });
  await expect(dialog).toContainText('Bitte beim Rechtsamt nachfragen.');
  await expect(dialog).toContainText('für Sie nicht mehr sichtbar');
  await expect(letzte(sabine)).not.toContainText('Kommentar angelegt');
  await dialog.getByRole('button', { name: 'Meine Änderung verwerfen' }).click();
  await expect(statusleiste(sabine)).toContainText('Alles übertragen');
  await expect(fall(sabine)).toContainText('Der Vorgang ist nicht mehr in Ihrer Zuständigkeit');
  await fokusDa(sabine);
});

test('[O7] [O17] undo: what waits is taken back and leaves nothing in the cloud; the signature within ten seconds', async () => {
  const sabine = seite('sabine.sander');
  const annahme = await neuerFall('Voreilig');
  const unterschrift = await neuerFall('Rückzug');
  await oeffneFall(sabine, 'Rückzug');
  await nimmInArbeit(sabine);
  await entwerfe(sabine, 'Die Anmeldung wird bestätigt.');
  await inCloud('Entwurf', unterschrift, (v) => v.bescheide[0]?.stand === 'ENTWURF');
  await oeffneFall(sabine, 'Voreilig');
  await cloud.beende();
  await expect(statusleiste(sabine)).toContainText('Cloud nicht erreichbar');
  await handlung(sabine, 'Annehmen').click();
  await expect(fall(sabine)).toContainText('Angenommen');
  await expect(statusleiste(sabine)).toContainText('1 Änderung wartet');
  await sabine.keyboard.press('Control+z');
  await expect(letzte(sabine)).toContainText('Zurückgenommen: Vorgang angenommen');
  await expect(handlung(sabine, 'Annehmen')).toBeVisible();
  await expect(statusleiste(sabine)).not.toContainText('wartet');
  await fokusDa(sabine);

  await oeffneFall(sabine, 'Rückzug');
  await zeichne(sabine, 'Schlusszeichnen');
  await expect(fall(sabine)).toContainText('Beschieden');
  await sabine.keyboard.press('Control+z');
  await expect(letzte(sabine)).toContainText('Zurückgenommen: Bescheid schlussgezeichnet');
  await expect(fall(sabine)).toContainText('Bescheid: Entwurf');
  await expect(fall(sabine)).toContainText('Schlusszeichnung zurückgenommen');
  cloud = await starteCloud(join(ordner, 'cloud'), Number(new URL(url).port));
  await sabine.keyboard.press('F9');
  await expect(statusleiste(sabine)).toContainText('Alles übertragen', { timeout: 30_000 });
  await expect(statusleiste(sabine)).toContainText('Aktuell');
  expect(await orders(annahme)).toEqual([]);
  const v = await inDerCloud(url, zugang, unterschrift);
  expect(v).toMatchObject({ status: 'IN_BEARBEITUNG', bescheide: [{ stand: 'ENTWURF' }] });
  // The withdrawn act is in the journal all the same: a chain without gaps.
  expect(await pruefeJournal(ordner, url, 'sabine.sander')).toBeGreaterThanOrEqual(1);
});

test('not allowed: the action says in German why, by menu and by key', async ({ browser }) => {
  const jan = await tritteAuf(browser, 'jan.petersen');
  await neuerFall('Unbefugt');
  await oeffneFall(jan, 'Unbefugt');
  await nimmInArbeit(jan);
  await entwerfe(jan, 'Die Anmeldung wird bestätigt.');
  await expect(fall(jan)).toContainText('Bescheid: Entwurf');
  await expect(handlung(jan, 'Schlusszeichnen')).toHaveCount(0);
  await handlung(jan, 'Weitere Handlungen').click();
  const eintrag = jan.getByRole('menuitem', { name: /^Schlusszeichnen ?, nicht möglich: .*keine Zeichnungsbefugnis/ });
  await expect(eintrag).toHaveAttribute('aria-disabled', 'true');
  await jan.keyboard.press('Escape');
  await jan.keyboard.press('Alt+z');
  await expect(jan.getByRole('dialog')).toHaveCount(0);
  await expect(jan.getByText(/Schlusszeichnen ist jetzt nicht möglich: .*keine Zeichnungsbefugnis/)).toBeVisible();
  await fokusDa(jan);
});
