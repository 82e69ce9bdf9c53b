/**
 * A morning's work on a thin line: 50 cases come in with their papers, are taken over, worked on and answered for, over
 * 64 kbit/s with a round trip of 1,500 ms (and one more for each handshake, since every exchange has its own connection)
 * and 5 % of the connections dying at some byte. In the end everything is on both sides, once, and no claim was false.
 */

import type { TestCloud } from '../../src-cloud/testing/test-cloud.ts';
import { legeAn, neuerVorgang } from '../../src-cloud/testing/test-vorgang.ts';
import { URSACHE } from '../../src-main/workspace/cloud/fehler.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { ANTRAG } from '../cloud-demo.ts';
import { type Auftrag, type Ergebnis, gewuerfelt, type Teil } from '../lang/teil.ts';
import { type Buehne, baueBuehne, pruefeCloud } from './buehne.ts';
import { duenneLeitung, type Leitung } from './leitung.ts';
import type { Route } from './routen.ts';
import { Wahrheit } from './wahrheit.ts';

const BIT_PRO_SEKUNDE = 64_000;
const RUNDE_MS = 1_500;
const STERBEN = 0.05;
const FAELLE = 50;
/** Papers of a case; one case in four has a large one, which takes its time. */
const PAPIER_BYTES = 15_000;
const GROSS_BYTES = 60_000;
/** Heads of colleagues' cases that come along; enough for the pages to find their size. */
const BESTAND = 250;
/** Between two clicks, client's time. */
const KLICK_MS = 400;
/** With less time than that the line's and the client's time go eight times as fast; every ratio stays. */
const ECHTZEIT_AB_MINUTEN = 20;
const schlafe = (ms: number): Promise<void> => new Promise((fertig) => setTimeout(fertig, ms));

/** Cases as form engines send them, each with papers. */
const antraege =
  (seed: number) =>
  async (cloud: TestCloud, anzahl: number): Promise<Vorgang[]> => {
    const wuerfel = gewuerfelt(seed);
    await legeAn(
      cloud,
      Array.from({ length: BESTAND }, (_, i) => neuerVorgang({ name: `Gewerbeanmeldung ${seed}-${i}` })),
    );
    const vorgaenge: Vorgang[] = [];
    for (let i = 0; i < anzahl; i++) {
      const form = new FormData();
      const control = { ...ANTRAG.control, transactionId: `morgen-${seed}-${i}` };
      form.append('formData', new Blob([JSON.stringify({ ...ANTRAG, control })], { type: 'application/json' }));
      const bytes = Uint8Array.from({ length: i % 4 === 3 ? GROSS_BYTES : PAPIER_BYTES }, () => wuerfel() * 256);
      form.append('attachment', new Blob([bytes], { type: 'image/jpeg' }), `Papier ${i}.jpg`);
      const antwort = await fetch(`${cloud.url}/antrag`, { method: 'POST', body: form });
      const { vorgang } = (await antwort.json()) as { vorgang: { vorgangId: string } };
      const { body } = await cloud.frage('sabine.sander', `/api/v1/vorgaenge/${vorgang.vorgangId}`);
      vorgaenge.push(body as Vorgang);
    }
    return vorgaenge;
  };

/** What a person does with one case. */
async function bearbeite(b: Buehne, v: Vorgang, nr: number): Promise<void> {
  const sub = b.motor.sitzung()?.sub ?? '';
  const frist = '2027-01-15';
  const befehle: [string, Record<string, unknown>][] = [
    ['VORGANG_ANNEHMEN', {}],
    ['BEARBEITER_ZUWEISEN', { bearbeiter: sub }],
    ['AKTENZEICHEN_SETZEN', { aktenzeichen: `32-${nr}` }],
    ['VORGANG_BEARBEITEN', {}],
    ['KOMMENTAR_ANLEGEN', { kommentarId: b.uhr.id(), text: `Unterlagen geprüft, Fall ${nr}` }],
    ['WIEDERVORLAGE_ANLEGEN', { wiedervorlageId: b.uhr.id(), betreff: 'Rückruf', frist }],
  ];
  for (const [order, body] of befehle) {
    const { commandId } = await b.api.befehl({ order, vorgangId: v.id, body });
    b.bestaetigt.set(commandId, v.id);
    for (const cb of b.beiKlick) cb();
    await schlafe(KLICK_MS / b.uhr.faktor);
  }
  if (nr % 10 !== 0) return;
  const foto = Buffer.from(`Foto zu ${nr} `.repeat(1_000));
  const a = await b.api.anhangAnfuegen({
    ...{ vorgangId: v.id, dateiname: 'Foto.jpg', contentType: 'image/jpeg' },
    base64: foto.toString('base64'),
  });
  const body = { kommentarId: b.uhr.id(), text: 'Foto vom Ortstermin', anhaenge: [a.id] };
  b.bestaetigt.set((await b.api.befehl({ order: 'KOMMENTAR_ANLEGEN', vorgangId: v.id, body })).commandId, v.id);
}

/** What is still missing here or there; empty at the end. */
function rest(b: Buehne): string {
  const { leser } = b.platz.bestand;
  const papiere = leser.fehlendeAnhaenge({ maxBytes: 10_000_000, limit: 999 }).length;
  const offen = {
    pending: leser.outboxZahlen().pending,
    details: leser.veralteteDetails(999).length,
    papiere,
    state: b.platz.zustand.state,
  };
  const fertig = offen.pending + offen.details + offen.papiere === 0 && offen.state === 'online';
  return fertig ? '' : JSON.stringify(offen);
}

export async function morgen(auftrag: Auftrag, faktor: number, faelle: number): Promise<Ergebnis> {
  const limits = new Set<string>();
  const zahl = { anfragen: 0, fortgesetzt: 0 };
  let leitung: Leitung | undefined;
  const anfrage = (route: Route, adresse: URL, kopf: Headers): void => {
    zahl.anfragen += 1;
    if (route === 'changes') limits.add(adresse.searchParams.get('limit') ?? '');
    if (route === 'anhang-get' && kopf.has('range')) zahl.fortgesetzt += 1;
  };
  const davor = async (ziel: number): Promise<number> => {
    const art = {
      ziel,
      bitProSekunde: BIT_PRO_SEKUNDE,
      rundeMs: RUNDE_MS,
      sterben: STERBEN,
      faktor,
      seed: auftrag.seed,
    };
    leitung = await duenneLeitung(art);
    return leitung.port;
  };
  const beginn = performance.now();
  const frist = beginn + auftrag.minuten * 60_000;
  const b = await baueBuehne({
    ...{ seed: auftrag.seed, faktor, vorgaenge: faelle, davor, anfrage },
    lege: antraege(auftrag.seed),
  });
  const w = new Wahrheit(b);
  const funde: string[] = [];
  try {
    w.beginne('thin line', [URSACHE.abgerissen, URSACHE['zeit-ueberschritten']]);
    for (const [nr, v] of b.vorgaenge.entries()) await bearbeite(b, v, nr);
    auftrag.melde(`${b.bestaetigt.size} clicks after ${Math.round((performance.now() - beginn) / 1000)} s`);
    for (let letzte = ''; rest(b) !== '' && performance.now() < frist; await schlafe(100)) {
      const jetzt = rest(b);
      if (jetzt !== letzte) auftrag.melde(jetzt);
      letzte = jetzt;
    }
    w.halte();
    if (rest(b) !== '') funde.push(`Z4: not finished in time: ${rest(b)}`);
    funde.push(...w.funde, ...(await pruefeCloud(b)), ...b.defekte);
  } finally {
    w.halte();
    await b.raeumeAb();
    await leitung?.halte();
  }
  const minuten = (((performance.now() - beginn) * faktor) / 60_000).toFixed(1);
  return {
    zahlen: {
      faelle: funde.length === 0 ? faelle : 0,
      befehle: b.bestaetigt.size,
      ...zahl,
      verbindungen: leitung?.verbindungen() ?? 0,
      gestorben: leitung?.gestorben() ?? 0,
      proben: w.proben,
    },
    werte: {
      leitungsminuten: minuten,
      zeitfaktor: String(faktor),
      seitengroessen: [...limits].join(' '),
      gestorben: `${((100 * (leitung?.gestorben() ?? 0)) / Math.max(leitung?.verbindungen() ?? 0, 1)).toFixed(1)} %`,
    },
    funde: [...new Set(funde)].map((f) => `${f}, seed ${auftrag.seed}`),
  };
}

export const teil: Teil = {
  name: 'duenne-leitung',
  titel: 'A morning of 50 cases over 64 kbit/s, 1,500 ms round trip, 5 % of connections dying',
  regeln: ['P1', 'P3', 'P4', 'Z2', 'Z3', 'Z4', 'O14'],
  ziele: { faelle: FAELLE },
  lauf: (auftrag) => morgen(auftrag, auftrag.minuten >= ECHTZEIT_AB_MINUTEN ? 1 : 8, auftrag.anzahl ?? FAELLE),
};
