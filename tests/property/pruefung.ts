/**
 * The judgement of a history: after the faults are over all queues drain in bounded time, all replicas equal what the cloud
 * says that each person sees, each command took effect exactly once or is parked and visible, nothing a person typed is
 * gone. And at every moment: nothing counts as transmitted that is not. It only looks and writes down.
 */
import { createHash } from 'node:crypto';
import { UNGEHALTEN } from '../../src-shared/domain/befehle.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { kanonisch } from '../../src-shared/domain/zeichnung.ts';
import type { OutboxEintrag } from '../../src-shared/workspace-api/ansichten.ts';
import type { Klickzeile } from './buch.ts';
import type { Platz } from './platz.ts';
import type { Spielraum } from './spielraum.ts';

/** Simulated time within which every queue is empty once the faults are over. */
export const LEER_MS = 30_000;
/** A missed hint is healed by the next poll (60 s ± 20 %). */
const GLEICH_MS = 75_000;
const GEPARKT: ReadonlySet<string> = new Set(['konflikt', 'abgelehnt', 'cloud-zu-alt']);

const hash = (wert: unknown): string => createHash('sha256').update(kanonisch(wert)).digest('hex').slice(0, 12);

/** Whatever a status bar may show now: with nothing pending, the cloud has answered every click. */
export async function pruefeWahrheit(spiel: Spielraum): Promise<void> {
  for (const [wer, p] of spiel.plaetze.entries()) {
    const eigene = [...spiel.buch.klicks.values()].filter((z) => z.wer === wer && z.stand === 'gilt');
    if (eigene.length === 0 || !p.lebt) continue;
    const dort = await spiel.cloud.gedaechtnis(p.person.sub);
    // Whatever went on while the cloud was asked: from here on nothing does.
    if (!p.lebt || p.leser.outboxZahlen().pending > 0) continue;
    const geparkt = new Set(p.leser.konflikte().map((k) => k.eintrag.commandId));
    for (const z of eigene) {
      const wort = dort.get(z.commandId);
      if (wort === 'angenommen' || geparkt.has(z.commandId)) continue;
      spiel.buch.bruch(
        `[P4] ${p.person.name} sieht nichts mehr warten, aber ${nenne(z)} ist in der Cloud: ${wort ?? 'unbekannt'}`,
      );
    }
  }
}

/** Heals, waits, judges. Answers the simulated time until all queues were empty. */
export async function pruefeEnde(spiel: Spielraum): Promise<number> {
  await spiel.heile();
  const geduld = Math.max(0, ...spiel.plaetze.map((p) => p.wartezeit));
  const gebraucht = await warteBis(spiel, LEER_MS + geduld, () =>
    spiel.plaetze.every((p) => p.lebt && nochOffen(p).length === 0),
  );
  if (gebraucht === undefined) {
    for (const p of spiel.plaetze) {
      const text = nochOffen(p).map(
        (e) => `${e.order} [${e.commandId.slice(-3)}] ${e.state} ${e.naechsterVersuchAm ?? ''} ${e.wartetBis ?? ''}`,
      );
      if (text.length > 0)
        spiel.buch.bruch(
          `[P3] ${p.person.name}: nach ${(LEER_MS + geduld) / 1000} s warten noch: ${text.join('; ')} (${p.zustand.state})`,
        );
    }
    return LEER_MS;
  }
  let unterschiede: string[] = [];
  const gleich = async (): Promise<boolean> => {
    unterschiede = [];
    for (const p of spiel.plaetze) unterschiede.push(...(await vergleiche(spiel, p)));
    return unterschiede.length === 0;
  };
  if ((await warteBis(spiel, GLEICH_MS, gleich)) === undefined) {
    for (const u of unterschiede) spiel.buch.bruch(`[P2] ${u}`);
  }
  await pruefeWahrheit(spiel);
  await pruefeBefehle(spiel);
  await pruefeDateien(spiel);
  pruefeEntwuerfe(spiel);
  return gebraucht;
}

async function warteBis(
  spiel: Spielraum,
  hoechstens: number,
  fertig: () => boolean | Promise<boolean>,
): Promise<number | undefined> {
  for (let t = 0; ; t += 500) {
    if (spiel.buch.brueche.length > 0) return t;
    if (await fertig()) return t;
    if (t >= hoechstens) return undefined;
    await spiel.laufe(500);
  }
}

/** Entries that nothing parked holds: they should have gone. */
function nochOffen(p: Platz): OutboxEintrag[] {
  const haelt = new Set<string>();
  return p.leser.outbox().filter((e) => {
    if (GEPARKT.has(e.state)) {
      haelt.add(e.vorgangId);
      return false;
    }
    return !haelt.has(e.vorgangId) || UNGEHALTEN.has(e.order);
  });
}

function gezeigte(p: Platz) {
  return p.leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 200 }).vorgaenge;
}

async function vergleiche(spiel: Spielraum, p: Platz): Promise<string[]> {
  const soll = new Map((await spiel.cloud.sichtbare(p.person.sub)).map((v) => [v.id, v]));
  const liste = gezeigte(p);
  const wer = p.person.name;
  const da = new Set(liste.map((z) => z.id));
  const fehlt = [...soll.keys()].filter((id) => !da.has(id)).map((id) => `${wer}: ${id.slice(-3)} fehlt in der Liste`);
  const zuviel = [...da].filter((id) => !soll.has(id)).map((id) => `${wer}: ${id.slice(-3)} steht noch in der Liste`);
  const anders = liste.flatMap((zeile) => {
    const v = soll.get(zeile.id);
    return v ? vergleicheEinen(p, zeile, v) : [];
  });
  const { gesamt } = p.leser.zaehler();
  const zahl = gesamt === liste.length ? [] : [`${wer}: der Zähler sagt ${gesamt}, die Liste hat ${liste.length}`];
  return [...fehlt, ...zuviel, ...anders, ...zahl];
}

function vergleicheEinen(p: Platz, zeile: ReturnType<typeof gezeigte>[number], soll: Vorgang): string[] {
  const wer = `${p.person.name}, ${zeile.id.slice(-3)}`;
  const { vorgang, basisVersion, details, pending } = p.leser.vorgang(zeile.id);
  if (basisVersion !== soll.version) return [`${wer}: Fassung ${basisVersion}, in der Cloud ${soll.version}`];
  if (details !== 'aktuell') return [`${wer}: Einzelheiten ${details}`];
  const reihe = zeile.status === vorgang.status && zeile.bearbeiter?.sub === vorgang.bearbeiter?.sub;
  if (!reihe) return [`${wer}: die Liste zeigt ${zeile.status}, der Vorgang ${vorgang.status}`];
  // What waits behind parked work lies over the base.
  if (pending.some((e) => !GEPARKT.has(e.state))) return [];
  return hash(vorgang) === hash(soll) ? [] : [`${wer}: anderer Inhalt bei gleicher Fassung ${basisVersion}`];
}

const nenne = (z: Klickzeile): string => `${z.order} [${z.commandId.slice(-3)}] an ${z.vorgangId.slice(-3)}`;

async function pruefeBefehle(spiel: Spielraum): Promise<void> {
  const wirkungen = await spiel.cloud.wirkungen();
  for (const [wer, p] of spiel.plaetze.entries()) {
    const dort = await spiel.cloud.gedaechtnis(p.person.sub);
    const hier = new Map(p.leser.outbox().map((e) => [e.commandId, e]));
    for (const z of spiel.buch.klicks.values()) {
      if (z.wer !== wer) continue;
      const mal = wirkungen.get(z.commandId) ?? 0;
      const wort = dort.get(z.commandId);
      const bruch = urteil(z, mal, wort, hier.get(z.commandId));
      if (bruch) spiel.buch.bruch(`[P1] ${p.person.name}: ${nenne(z)} ${bruch}`);
    }
  }
  for (const [id, mal] of wirkungen) if (mal > 1) spiel.buch.bruch(`[P1] Befehl ${id.slice(-3)} wirkte ${mal} Mal`);
}

function urteil(
  z: Klickzeile,
  mal: number,
  wort: string | undefined,
  hier: OutboxEintrag | undefined,
): string | undefined {
  if (z.stand === 'verloren' || z.stand === 'unsicher') return undefined;
  if (z.stand !== 'gilt') return mal === 0 ? undefined : `wirkte, obwohl ${z.stand}`;
  if (wort === 'angenommen')
    return hier === undefined ? undefined : `ist angenommen, steht hier aber als ${hier.state}`;
  if (hier === undefined) return `ist verschwunden (in der Cloud: ${wort ?? 'unbekannt'})`;
  if (mal > 0) return `wirkte, steht hier aber als ${hier.state}`;
  if (wort !== undefined && !GEPARKT.has(hier.state)) return `ist ${wort}, steht hier aber als ${hier.state}`;
  return undefined;
}

async function pruefeDateien(spiel: Spielraum): Promise<void> {
  const dort = await spiel.cloud.anhaenge();
  const { klicks, dateien } = spiel.buch;
  for (const [id, d] of dateien) {
    const stand = d.genannt === undefined ? 'gilt' : klicks.get(d.genannt)?.stand;
    if (stand !== 'gilt') continue;
    const p = spiel.plaetze[d.wer] as Platz;
    const hier = p.leser.anhang(id)?.bytes.length === d.groesse;
    const angenommen =
      d.genannt !== undefined && (await spiel.cloud.gedaechtnis(p.person.sub)).get(d.genannt) === 'angenommen';
    if (angenommen ? !dort.has(id) : !hier)
      spiel.buch.bruch(`[T5] ${p.person.name}: die Datei ${id.slice(-3)} ist verloren`);
  }
}

function pruefeEntwuerfe(spiel: Spielraum): void {
  for (const [schluessel, inhalt] of spiel.buch.entwuerfe) {
    const [wer = '', vorgangId = '', art = ''] = schluessel.split(' ');
    const p = spiel.plaetze[Number(wer)] as Platz;
    const jetzt = p.leser.entwurf(vorgangId, art as Parameters<Platz['leser']['entwurf']>[1]);
    if (JSON.stringify(jetzt) !== inhalt)
      spiel.buch.bruch(`[T5] ${p.person.name}: der Entwurf (${art}) zu ${vorgangId.slice(-3)} ist verloren`);
  }
}
