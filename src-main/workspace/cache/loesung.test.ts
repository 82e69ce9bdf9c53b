/** The ways out of parked work, and taking back: nothing that may have left the device is undone behind the cloud's back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../../src-shared/domain/problem.ts';
import { fremdVerworfen } from '../../../tests/cache/fremdes.ts';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, JETZT, type Platz, platz, SCHLUESSEL, vorgang } from '../../../tests/cache/muster.ts';
import { oeffneVerbindung } from './verbindung.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const { laden, klicke, kommentar, sendung, bereit, antworte, sicht, zustand } = handgriffe(() => p);

describe('ways out', () => {
  it('[K2] apply again as a new command with `ersetzt`, in the old one’s place', () => {
    laden(vorgang(0));
    const a = klicke(0, 'AKTENZEICHEN_SETZEN', { aktenzeichen: 'A1' });
    const b = klicke(0, 'VORGANG_ANNEHMEN');
    const jetzt = vorgang(0, { version: 2, aktenzeichen: 'fremd' });
    antworte({ commandId: a, state: 'konflikt', vorgang: jetzt, problem: problem('konflikt') });
    expect(bereit()).toEqual([]);
    const { neu } = p.bestand.schreiber.loese(a, 'bearbeiten', { aktenzeichen: 'A2' });
    const commands = sendung().commands;
    expect(commands.map((c) => c.commandId)).toEqual([neu, b]);
    expect(commands[0]).toMatchObject({
      ersetzt: a,
      body: { aktenzeichen: 'A2' },
      erwartet: { aktenzeichen: 'fremd' },
    });
    expect(zustand(a)).toBeUndefined();
    expect(sicht(0).vorgang.aktenzeichen).toBe('A2');
  });

  it('[K3] keep a refused command as a Kommentar', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_VERWERFEN', { begruendung: 'Doppelt eingereicht' });
    antworte({ commandId: a, state: 'abgelehnt', problem: problem('rolle-fehlt') });
    p.bestand.schreiber.loese(a, 'kommentar');
    expect(sendung().commands[0]).toMatchObject({
      order: 'KOMMENTAR_ANLEGEN',
      body: { text: expect.stringContaining('Doppelt eingereicht') },
    });
  });

  it('[K3] [L12] can be gone also where a salvage took the entry and an older end of it from different files', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    antworte({ commandId: a, state: 'abgelehnt', problem: problem('rolle-fehlt') });
    const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    v.tu(
      "INSERT INTO erledigung (command_id, vorgang_id, auftrag, ausgang, am) VALUES (?, x'00', 'VORGANG_ANNEHMEN', 'bestaetigt', ?)",
      a,
      new Date(JETZT).toISOString(),
    );
    v.db.close();
    p.bestand.schreiber.loese(a, 'verwerfen');
    expect(p.bestand.leser.outbox()).toEqual([]);
  });

  it('[K2] [O2] leave a parked command as it is where the new one cannot be given', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    antworte({
      commandId: a,
      state: 'konflikt',
      vorgang: fremdVerworfen(vorgang(0)),
      problem: problem('konflikt'),
    });
    expect(() => p.bestand.schreiber.loese(a, 'erneut')).toThrow(/uebergang-unzulaessig/);
    expect(zustand(a)).toBe('konflikt');
  });
});

describe('taking back', () => {
  it('[O7] works while it waits, and gives the text back', () => {
    laden(vorgang(0));
    const a = kommentar(0, 1);
    expect(p.bestand.leser.outbox()[0]?.ruecknehmbar).toBe(true);
    p.bestand.schreiber.nimmZurueck(a);
    expect(bereit()).toEqual([]);
    expect(sicht(0).vorgang).toMatchObject({ kommentare: [] });
    expect(p.bestand.leser.entwurf(id(0), 'kommentar')).toMatchObject({ text: 'Notiz 1' });
  });

  it('[O7] is refused where a later command rests on it, or it may have left the device', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    const b = klicke(0, 'VORGANG_BEARBEITEN');
    const c = kommentar(0, 1);
    expect(() => p.bestand.schreiber.nimmZurueck(a)).toThrow(/nicht-zuruecknehmbar/);
    expect(p.bestand.leser.outbox().map((e) => e.ruecknehmbar)).toEqual([false, true, true]);
    p.bestand.schreiber.nimmZurueck(b);
    p.bestand.schreiber.alsWirdGesendet([a, c]);
    p.bestand.schreiber.wiederWartend([a, c], JETZT);
    expect(() => p.bestand.schreiber.nimmZurueck(a)).toThrow(/nicht-zuruecknehmbar/);
    expect(zustand(a)).toBe('wartet');
  });
});
