/** Profile, protection of keys, log and socket path: what IT and Datenschutz would check first. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dateiAblage } from '../zeichnung/schluesseldatei.ts';
import { anschlussPfad } from './anschluss.ts';
import type { Schutzdienst } from './dienste.ts';
import { Profil } from './profil.ts';
import { protokolldatei } from './protokolldatei.ts';
import { bestandsschluessel, schutzFuer, verlangeDemo } from './schutz.ts';
import { zeilenVerbindung } from './zeilen.ts';

const DEMO = 'http://127.0.0.1:8700';
const ECHT = 'https://cloud.stadt.example';
const gekippt = async (b: Uint8Array): Promise<Uint8Array> => Uint8Array.from(b, (x) => x ^ 0x33);
const os: Schutzdienst = { art: 'os', verschliesse: gekippt, oeffne: gekippt };
const keiner: Schutzdienst = { art: 'keiner' };
const zufall = (n: number): Uint8Array => new Uint8Array(n).fill(9);
const code = (c: string) =>
  expect.objectContaining({ problem: expect.objectContaining({ type: `urn:kontor:problem:${c}` }) });
let ordner = '';

beforeEach(() => {
  ordner = mkdtempSync(join(tmpdir(), 'kontor-profil-'));
});
afterEach(() => rmSync(ordner, { recursive: true, force: true }));

describe('protection', () => {
  it('[L10] without a key store only a demo on this machine is served', () => {
    expect(() => schutzFuer(keiner, ECHT)).toThrow(code('passphrase-noetig'));
    expect(schutzFuer(keiner, DEMO).art).toBe('datei');
    expect(schutzFuer(os, ECHT).art).toBe('os');
    expect(() => verlangeDemo(schutzFuer(keiner, DEMO), false)).toThrow(code('schutz-fehlt'));
    expect(() => verlangeDemo(schutzFuer(os, ECHT), false)).not.toThrow();
  });

  it('[L14] the key is made once, in a file of mode 0600, and never made anew beside a database', async () => {
    const hole = (dienst: Schutzdienst, da = false) =>
      bestandsschluessel(ordner, schutzFuer(dienst, DEMO), dateiAblage, zufall, da);
    const erster = await hole(keiner);
    expect(erster).toEqual(zufall(32));
    expect((statSync(join(ordner, 'bestandsschluessel')).mode & 0o777).toString(8)).toBe('600');
    expect(await hole(keiner, true)).toEqual(erster);
    rmSync(join(ordner, 'bestandsschluessel'));
    await expect(hole(keiner, true)).rejects.toEqual(code('schluessel-unbrauchbar'));
  });

  it('[L14] a key of the operating system is not on the disk, and no terminal opens it', async () => {
    const hole = (dienst: Schutzdienst) =>
      bestandsschluessel(ordner, schutzFuer(dienst, DEMO), dateiAblage, zufall, false);
    await hole(os);
    const datei = readFileSync(join(ordner, 'bestandsschluessel'));
    expect(datei.includes(Buffer.from(zufall(32)))).toBe(false);
    expect(await hole(os)).toEqual(zufall(32));
    await expect(hole(keiner)).rejects.toEqual(code('schluessel-unbrauchbar'));
    expect(readFileSync(join(ordner, 'bestandsschluessel'))).toEqual(datei);
  });
});

describe('profile', () => {
  it('finds people again without naming them, whatever port the demo has', async () => {
    const p = new Profil(ordner, DEMO, dateiAblage);
    p.bereite();
    const sabine = p.personenOrdner('flensburg:sabine.sander');
    await p.merkePerson(sabine, 'sabine.sander');
    const spaeter = new Profil(ordner, 'http://localhost:9999', dateiAblage);
    expect(await spaeter.ordnerVonName('sabine.sander')).toBe(sabine);
    expect(await spaeter.letzterOrdner()).toBe(sabine);
    expect(await new Profil(ordner, ECHT, dateiAblage).ordnerVonName('sabine.sander')).toBeUndefined();
    await spaeter.vergissLetzte();
    expect(await p.letzterOrdner()).toBeUndefined();
    const alles =
      readdirSync(ordner, { recursive: true, encoding: 'utf8' }).join() +
      readFileSync(join(ordner, 'personen.json'), 'utf8');
    expect(alles).not.toContain('sabine');
  });

  it('[L4] a folder that cannot be written to is said', () => {
    writeFileSync(join(ordner, 'datei'), '');
    const p = new Profil(join(ordner, 'datei', 'profil'), DEMO, dateiAblage);
    expect(() => p.bereite()).toThrow(code('schreiben-unmoeglich'));
  });

  it('the socket of a deep folder lies in a short place', () => {
    expect(anschlussPfad('/a/b')).toBe(process.platform === 'win32' ? anschlussPfad('/a/b') : '/a/b/motor.sock');
    expect(Buffer.byteLength(anschlussPfad(`/${'tief/'.repeat(40)}`))).toBeLessThan(100);
  });
});

describe('log', () => {
  it('begins anew when it is full and keeps a few; an error goes in without its message', () => {
    const pfad = join(ordner, 'kontor.log');
    const log = protokolldatei(pfad, () => Date.parse('2026-11-02T08:00:00.000Z'));
    log.fehler('defekt', new TypeError('Frau Müller aus der Großen Straße'), { commandId: 'c' });
    for (let i = 0; i < 60; i++) log.info('viel', { text: 'x'.repeat(100_000) });
    log.schliesse();
    expect(readdirSync(ordner).sort()).toEqual(['kontor.log', 'kontor.log.1']);
    const alles = readFileSync(`${pfad}.1`, 'utf8') + readFileSync(pfad, 'utf8');
    expect(alles).toContain('"name":"TypeError"');
    expect(alles).not.toContain('Müller');
    expect(alles.split('\n').filter(Boolean)).toHaveLength(61);
  });
});

describe('lines over a socket', () => {
  let server: Server;
  afterEach(() => server.close());

  it('carry messages whole, also in pieces; garbage ends them', async () => {
    const pfad = join(ordner, 's');
    const empfangen: unknown[] = [];
    let zu = false;
    server = createServer((socket) => {
      const v = zeilenVerbindung(socket);
      v.empfange((n) => empfangen.push(n));
      v.beendet(() => {
        zu = true;
      });
    });
    await new Promise<void>((f) => server.listen(pfad, f));
    const socket = connect(pfad);
    socket.on('error', () => undefined);
    socket.write('{"a":"Grö');
    await new Promise((f) => setTimeout(f, 20));
    socket.write('ße"}\n{"b":2}\n');
    await expect.poll(() => empfangen).toEqual([{ a: 'Größe' }, { b: 2 }]);
    socket.write('kein json\n');
    await expect.poll(() => zu).toBe(true);
  });
});
