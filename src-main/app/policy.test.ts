// The policy: what is filled in, and what is refused by name.

import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../src-shared/domain/problem.ts';
import { liesPolicy } from './policy.ts';

describe('Policy', () => {
  it('fills in what IT did not decide', () => {
    expect(liesPolicy({ cloud: 'https://cloud.example.org' })).toEqual({
      cloud: 'https://cloud.example.org',
      aktualisierung: 'aus',
      leaseStunden: 120,
      meldungen: true,
    });
  });

  it('allows plain http only on this machine', () => {
    expect(liesPolicy({ cloud: 'http://127.0.0.1:8700' }).cloud).toBe('http://127.0.0.1:8700');
    expect(() => liesPolicy({ cloud: 'http://cloud.example.org' })).toThrow(ProblemError);
    expect(() => liesPolicy({ cloud: 'http://127.0.0.1.example.org' })).toThrow(ProblemError);
  });

  it.each([
    [{}, '/cloud'],
    [{ cloud: 'file:///etc/passwd' }, '/cloud'],
    [{ cloud: 'https://c.example', leaseStunden: 0 }, '/leaseStunden'],
    [{ cloud: 'https://c.example', aktualisierung: 'ja' }, '/aktualisierung'],
    [{ cloud: 'https://c.example', wiederherstellung: '' }, '/wiederherstellung'],
  ])('names the entry that does not fit: %j', (quelle, stelle) => {
    try {
      liesPolicy(quelle);
      expect.unreachable();
    } catch (fehler) {
      expect((fehler as ProblemError).problem.detail).toContain(stelle);
    }
  });
});
