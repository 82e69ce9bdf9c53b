/** What the cloud must refuse in a command, and what of one command must not touch its neighbours. */
import { describe, expect, it } from 'vitest';
import { ERWARTET, ORDERS } from '../domain/befehle.ts';
import { befehl, KOERPER, vorgang } from '../testing/fall.ts';
import { contentDigest, sha256AusDigest } from './anhaenge.ts';
import { alsBefehl, command, commandsAnfrage } from './commands.ts';

describe('commands', () => {
  it('every order with its right body passes envelope and body check', () => {
    for (const order of ORDERS) {
      const b = befehl(vorgang(), order);
      expect(command.safeParse(JSON.parse(JSON.stringify(b))).success, order).toBe(true);
      expect('befehl' in alsBefehl({ ...b, body: b.body as Record<string, unknown> }), order).toBe(true);
    }
  });
  it('[C7] unknown fields are refused: in the envelope, in every body, in `erwartet`', () => {
    for (const order of ORDERS) {
      const b = befehl(vorgang(), order);
      expect(command.safeParse({ ...b, fremd: 1 }).success).toBe(false);
      expect('problem' in alsBefehl({ ...b, body: { ...KOERPER[order], fremd: 1 } }), order).toBe(true);
      expect(command.safeParse({ ...b, erwartet: { fremd: 1 } }).success).toBe(false);
    }
  });
  it('[C7] 0 and 101 commands are no batch', () => {
    const b = befehl(vorgang(), 'VORGANG_ANNEHMEN');
    expect(commandsAnfrage.safeParse({ commands: [] }).success).toBe(false);
    expect(commandsAnfrage.safeParse({ commands: Array(101).fill(b) }).success).toBe(false);
    expect(commandsAnfrage.safeParse({ commands: Array(100).fill(b) }).success).toBe(true);
  });
  it('an unknown order is a problem of that command and names it', () => {
    const b = befehl(vorgang(), 'VORGANG_ANNEHMEN');
    const r = alsBefehl({ ...b, order: 'VORGANG_VERZAUBERN', body: {} });
    expect(r).toMatchObject({ problem: { type: 'urn:kontor:problem:order-unbekannt', detail: 'VORGANG_VERZAUBERN' } });
  });
  it('`prototype` names are no orders', () => {
    const b = befehl(vorgang(), 'VORGANG_ANNEHMEN');
    for (const order of ['constructor', '__proto__', 'toString']) {
      expect(alsBefehl({ ...b, order, body: {} })).toHaveProperty('problem');
    }
  });
  it('the contract names what each order expects', () => {
    expect(ERWARTET.VORGANG_WEITERLEITEN).toEqual(['status', 'organisationseinheitId']);
    expect(ERWARTET.BESCHEID_ZEICHNEN).toEqual(['bescheidVersion', 'bescheidStand', 'status']);
    expect(ERWARTET.KOMMENTAR_ANLEGEN).toEqual([]);
  });
});

describe('Content-Digest (RFC 9530)', () => {
  it('goes there and back', () => {
    const hex = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
    expect(contentDigest(hex)).toBe('sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:');
    expect(sha256AusDigest(contentDigest(hex))).toBe(hex);
    expect(sha256AusDigest('md5=:xx:')).toBeUndefined();
  });
});
