/**
 * Commands: envelope, body, canonical form and hash as the cloud reads them, then `apply` and the overlay on Vorgänge that
 * earlier commands have left behind. Each is refused or carried out by the rules: the version grows by one, what was handed
 * in is not changed, and the new Vorgang can be read by every client.
 */
import { alsEingabe, anhaengeVon, genanntePersonen, neuesObjekt } from '../../../src-cloud/commands/eingabe.ts';
import { ueberlagere } from '../../../src-main/workspace/sync/overlay.ts';
import { commandsAnfrage } from '../../../src-shared/cloud-api/commands.ts';
import { apply } from '../../../src-shared/domain/apply.ts';
import { type Befehl, ERWARTET_FELDER, ORDERS, type Order } from '../../../src-shared/domain/befehle.ts';
import { erwartetVon } from '../../../src-shared/domain/erwartung.ts';
import { problemCode } from '../../../src-shared/domain/problem.ts';
import { kopfVon, STATUS, type Vorgang, vorgang as vorgangSchema } from '../../../src-shared/domain/vorgang.ts';
import { JAN, KOERPER, kontext, LARS, LENA, PETRA, SABINE, VERA, vorgang } from '../../../src-shared/testing/fall.ts';
import { aus, beliebig, ganz, mutiere, TEXTE, type Wuerfel } from '../wuerfel.ts';
import { verlange, type Ziel } from '../ziel.ts';

const PERSONEN = [SABINE, SABINE, SABINE, VERA, VERA, JAN, PETRA, LARS, LENA];
const uuid = (w: Wuerfel): string => `01931f00-0000-7000-8000-${ganz(w, 16).toString(16).padStart(12, '0')}`;
const SIGNATUR = {
  header: { v: 1, deviceId: 'g', seq: 1, prev: '0'.repeat(64), inhaltSha256: 'a'.repeat(64) },
  inhalt: {
    commandId: 'c',
    vorgangId: 'v',
    order: 'BESCHEID_ZEICHNEN',
    bescheidId: 'b',
    bescheidVersion: 1,
    entscheidung: 'BEWILLIGT',
    dokumentSha256: 'a'.repeat(64),
    sub: 's',
    createdAt: '2026-11-02T08:00:00.000Z',
    salz: 'AAAA',
  },
  wert: 'AAAA',
};

function friere<T>(wert: T): T {
  if (wert !== null && typeof wert === 'object' && !Object.isFrozen(wert)) {
    Object.freeze(wert);
    for (const inneres of Object.values(wert)) friere(inneres);
  }
  return wert;
}

/** A body of the order with some of its ids among few, so that commands meet the same objects. */
function koerper(w: Wuerfel, order: Order): Record<string, unknown> {
  const body: Record<string, unknown> = { ...KOERPER[order] };
  for (const feld of ['kommentarId', 'wiedervorlageId', 'nachrichtId'])
    if (feld in body && w() < 0.5) body[feld] = uuid(w);
  if ('text' in body && w() < 0.3) body.text = aus(w, TEXTE);
  return w() < 0.2 ? (mutiere(w, body) as Record<string, unknown>) : body;
}

export function command(w: Wuerfel, v: Vorgang): unknown {
  const order = aus(w, ORDERS);
  const body = koerper(w, order);
  const c: Record<string, unknown> = {
    commandId: uuid(w),
    vorgangId: v.id,
    order,
    body,
    createdAt: '2026-11-02T09:29:59.000Z',
  };
  if (w() < 0.8) c.erwartet = erwartetVon(v, { order, body: KOERPER[order] } as Pick<Befehl, 'order' | 'body'>);
  else if (w() < 0.7) c.erwartet = { [aus(w, ERWARTET_FELDER)]: beliebig(w, 0) };
  if (order.endsWith('ZEICHNEN') && w() < 0.8) Object.assign(c, { deviceId: 'g', signatur: SIGNATUR });
  if (w() < 0.05) c.zurueckgenommen = true;
  if (w() < 0.1) c.ersetzt = uuid(w);
  return w() < 0.25 ? mutiere(w, c) : c;
}

/** A Vorgang to begin with: of any status, one a later version knows too, sometimes bent. */
function anfang(w: Wuerfel): Vorgang {
  const neu = vorgang({ status: w() < 0.4 ? 'IN_BEARBEITUNG' : w() < 0.95 ? aus(w, STATUS) : 'EIN_NEUER_STATUS' });
  const krumm = w() < 0.3 ? vorgangSchema.safeParse(mutiere(w, neu)).data : undefined;
  return friere({ ...(krumm ?? neu), id: neu.id });
}

/** Judges one command; answers the Vorgang after it, undefined where it is gone. */
function wende(w: Wuerfel, stand: Vorgang, befehl: Befehl, genau: boolean): Vorgang | undefined {
  const k = kontext(aus(w, PERSONEN), w() < 0.3 ? { anhang: () => undefined } : {});
  if (genau) {
    const overlay = ueberlagere(w() < 0.5 ? stand : kopfVon(stand), [befehl, befehl], k);
    verlange(overlay.uebersprungen.length <= 2, 'more skipped than laid over');
  }
  const urteil = apply(stand, befehl, k);
  if (urteil.state !== 'angenommen') {
    const code = problemCode(urteil.problem);
    verlange(code !== undefined, 'a problem without a code of ours', urteil.problem);
    verlange((urteil.state === 'konflikt') === (code === 'konflikt'), 'state and problem', urteil);
    return stand;
  }
  const { vorgang: neu, geaendert } = urteil;
  if (neu === null) {
    verlange(befehl.order === 'VORGANG_LOESCHEN', 'gone without a deletion', befehl.order);
    return undefined;
  }
  verlange(geaendert || neu === stand, 'equal intent, and yet another Vorgang');
  verlange(neu.version === stand.version + (geaendert ? 1 : 0), 'version', befehl.order);
  if (genau) verlange(vorgangSchema.safeParse(neu).success, 'a client could not read it', neu);
  return friere(neu);
}

/** The command as the cloud makes it ready; undefined where it is refused for its form. */
function lies(w: Wuerfel, roh: unknown): Befehl | undefined {
  const gelesen = commandsAnfrage.safeParse({ commands: w() < 0.02 ? beliebig(w) : [roh] });
  const [c] = gelesen.data?.commands ?? [];
  if (c === undefined) return undefined;
  const eingabe = alsEingabe(c);
  if ('problem' in eingabe) {
    verlange(problemCode(eingabe.problem) !== undefined, 'a problem without a code of ours', eingabe.problem);
    return undefined;
  }
  verlange(/^[0-9a-f]{64}$/.test(eingabe.payloadHash), 'hash', eingabe.payloadHash);
  neuesObjekt(eingabe.befehl);
  anhaengeVon(eingabe.befehl);
  genanntePersonen(eingabe.befehl);
  return eingabe.befehl;
}

/** Commands of one story. */
const JE_GESCHICHTE = 8;

export const BEFEHLE: Ziel = {
  name: 'befehle',
  regel: 'C9',
  anteil: 1 / JE_GESCHICHTE,
  /** A story: commands one after the other on one Vorgang. */
  probe(w) {
    const genau = w() < 0.1;
    let stand = anfang(w);
    for (let i = 0; i < JE_GESCHICHTE; i++) {
      const befehl = lies(w, command(w, stand));
      if (befehl) stand = wende(w, stand, { ...befehl, vorgangId: stand.id }, genau) ?? anfang(w);
    }
    return JE_GESCHICHTE;
  },
};
