/**
 * What a person sees of the work of their locked device: that nobody has refused it, that it is theirs to decide, and what
 * of it is lost. It is parked work like any other; only the words are its own.
 */

import { problem } from '../../src-shared/domain/problem.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { KonfliktAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import { expect, pruefeZugang, test } from './aufbau.ts';
import type { WorkspaceDoppel } from './workspace-doppel.ts';

/** One parked command on the newest case, as the cache shows it. */
function parke(doppel: WorkspaceDoppel, detail: string | undefined, wege: KonfliktAnsicht['wege']): void {
  const v = [...doppel.vorgaenge.values()][0] as Vorgang;
  const eintrag: KonfliktAnsicht['eintrag'] = {
    commandId: '01931f00-0000-7000-8000-0000000bb001',
    vorgangId: v.id,
    vorgangNummer: v.nummer,
    order: 'KOMMENTAR_ANLEGEN',
    titel: 'Kommentar anlegen',
    body: { text: 'Rückruf' },
    state: 'abgelehnt',
    erstelltAm: doppel.jetzt,
    versuche: 0,
    problem: problem('nachlass', detail === undefined ? {} : { detail }),
    ruecknehmbar: false,
  };
  doppel.outbox.push(eintrag);
  doppel.konflikte.push({ eintrag, vorgangNummer: v.nummer, felder: [], wege });
  const { status } = doppel;
  doppel.status = () => ({ ...status.call(doppel), konflikte: 0, abgelehnt: 1 });
  doppel.melde('geaendert', { ids: [v.id], grund: 'abruf' });
  doppel.melde('status', doppel.status());
}

test('[L22] it is shown as the person’s to decide, not as refused by the cloud', async ({ page, doppel, server }) => {
  parke(doppel, undefined, ['erneut', 'bearbeiten', 'verwerfen']);
  const leiste = page.getByRole('contentinfo', { name: 'Status' });
  await expect(leiste).toContainText('1 Änderung vom gesperrten Gerät');
  await expect(leiste).not.toContainText('abgelehnte');
  await leiste.getByRole('button').first().click();
  const eigene = page.getByRole('dialog', { name: 'Eigene Änderungen' });
  await expect(eigene).toContainText(
    'Von Ihrem gesperrten Gerät übernommen, noch nicht gesendet. Bitte entscheiden Sie.',
  );
  await expect(eigene).not.toContainText('abgelehnt');
  await eigene.getByRole('button', { name: 'Kommentar anlegen prüfen' }).click();
  const dialog = page.getByRole('dialog', { name: /^Vom gesperrten Gerät: Kommentar anlegen/ });
  await expect(dialog).toContainText('gilt aber nicht, bis Sie entscheiden');
  await expect(dialog.getByRole('button', { name: 'Jetzt senden' })).toBeVisible();
  await pruefeZugang(page);
  expect(server.fehler).toEqual([]);
});

test('[L23] a file that is lost with the device is said, and sending is not offered', async ({
  page,
  doppel,
  server,
}) => {
  parke(doppel, 'Ein Anhang dazu ist nie in der Cloud angekommen.', ['kommentar', 'verwerfen']);
  await page.getByRole('contentinfo', { name: 'Status' }).getByRole('button').first().click();
  await page.getByRole('button', { name: 'Kommentar anlegen prüfen' }).click();
  const dialog = page.getByRole('dialog', { name: /^Vom gesperrten Gerät/ });
  await expect(dialog).toContainText('Ein Anhang dazu ist nie in der Cloud angekommen.');
  await expect(dialog.getByRole('button', { name: 'Als Kommentar festhalten' })).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Jetzt senden' })).toHaveCount(0);
  expect(server.fehler).toEqual([]);
});
