/**
 * The application as a test sees it: the browser shell as a real process on a profile, and a page on its address. Kill
 * and start again on the same profile is one call each.
 */
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { laufe, type Prozess, starte, WURZEL } from '../prozesse.ts';

/** Starts the application for a person; the line names the address with its one-time token. */
export function starteAnwendung(ordner: string, cloud: string, als = 'sabine.sander'): Promise<Prozess> {
  return starte([
    'src-main/shell/browser/main.ts',
    '--kein-fenster',
    ...['--profil', join(ordner, `profil-${als}`), '--cloud', cloud, '--als', als],
    ...['--seiten', join(WURZEL, 'dist/renderer'), '--browserprofil', join(ordner, 'browser')],
  ]);
}

/** Opens the window and waits until its list is there. */
export async function oeffne(page: Page, app: Prozess): Promise<void> {
  await page.goto(app.zeile.url ?? '');
  await expect(page.getByRole('navigation', { name: 'Ansichten' })).toBeVisible({ timeout: 20_000 });
}

/** The status bar's button: state, what waits, conflicts. */
export const statusleiste = (page: Page) => page.getByRole('contentinfo', { name: 'Status' });
/** A row of the list by any of its words. */
export const zeile = (page: Page, wort: string) =>
  page.getByRole('listbox', { name: 'Vorgänge' }).getByRole('option', { name: wort });
/** The buttons of the open case. */
export const handlung = (page: Page, name: string) =>
  page.getByRole('toolbar', { name: 'Handlungen' }).getByRole('button', { name });
/** The open case. */
export const fall = (page: Page) => page.getByRole('region', { name: 'Vorgang', exact: true });

/** Checks a person's acts by their own workspace, beside the open window; answers how many were checked. */
export async function pruefeJournal(ordner: string, cloud: string, person = 'sabine.sander'): Promise<number> {
  const r = await laufe([
    ...['src-main/workspace/cli.ts', 'journal', '--pruefe', '--json'],
    ...['--profil', join(ordner, `profil-${person}`), '--cloud', cloud],
  ]);
  expect(r.code, r.stdout + r.stderr).toBe(0);
  const bericht = JSON.parse(r.stdout) as { gueltig: boolean; geprueft: number };
  expect(bericht.gueltig, r.stdout).toBe(true);
  return bericht.geprueft;
}
