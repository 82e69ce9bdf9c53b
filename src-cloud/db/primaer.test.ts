// Which of several servers is written to: how a list is read, what is asked when, and that nothing in recovery is handed out.
// The real thing with two servers and a promotion is in tests/failover.
import { expect, test } from 'vitest';
import { KeinPrimaer, leseServerliste, primaersuche, type Server } from './primaer.ts';

const A: Server = { host: 'a', port: 5432 };
const B: Server = { host: 'b', port: 6000 };

test.each([
  [
    'postgresql://u:p%40x@a,b:6000/kontor?sslmode=require&target_session_attrs=read-write',
    'postgresql://u:p%40x@a/kontor?sslmode=require',
    [A, B],
  ],
  ['postgres://a:5432,b:6000/kontor?target_session_attrs=primary', 'postgres://a:5432/kontor', [A, B]],
  [
    'postgres://u@[::1]:5433,[fe80::2]/x',
    'postgres://u@[::1]:5433/x',
    [
      { host: '::1', port: 5433 },
      { host: 'fe80::2', port: 5432 },
    ],
  ],
  ['postgres://u:p@a:1/kontor?target_session_attrs=read-write', 'postgres://u:p@a:1/kontor', []],
  ['postgres:///kontor?host=/run/postgresql', 'postgres:///kontor?host=/run/postgresql', []],
])('[C2] %s names its servers', (url, erste, server) => {
  expect(leseServerliste(url)).toEqual({ url: erste, server });
});

test.each([['postgres://a,b/x?target_session_attrs=standby'], ['postgres://a,,b/x']])(
  '%s is refused in words',
  (url) => {
    expect(() => leseServerliste(url)).toThrow(RangeError);
  },
);

test('[C2] the first that takes writes is kept until it fails; one that does not answer costs nothing', async () => {
  const gefragt: string[] = [];
  let primaer = B;
  const suche = primaersuche([A, B], async (ort) => {
    gefragt.push(ort.host);
    if (ort === A && primaer === B) throw new Error('gone');
    return ort === primaer;
  });
  expect(await Promise.all([suche.finde(), suche.finde()])).toEqual([B, B]);
  expect(await suche.finde()).toBe(B);
  expect(gefragt).toEqual(['a', 'b']);
  primaer = A;
  suche.vergiss();
  expect(await suche.finde()).toBe(A);
});

test('[C2] while all are in recovery or away there is none, and it is looked for again', async () => {
  let schreibt = false;
  const suche = primaersuche([A, B], async (ort) => {
    if (ort === A) throw new Error('gone');
    return schreibt;
  });
  await expect(suche.finde()).rejects.toBeInstanceOf(KeinPrimaer);
  schreibt = true;
  expect(await suche.finde()).toBe(B);
});

test('one server is taken as the address says, without a search', async () => {
  const niemand = async () => {
    throw new Error('asked');
  };
  expect(await primaersuche([], niemand).finde()).toBeUndefined();
});
