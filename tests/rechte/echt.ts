/**
 * The same losses with nothing made up: the whole engine of a profile, headless, against the real cloud on PostgreSQL. The line
 * is cut, work is done, rights are taken by the administration or a colleague forwards or deletes, the person signs out or
 * another signs in; then the line is back. Nothing is missing, and what the cloud could not take is there to be decided.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inMandant } from '../../src-cloud/db/mandant.ts';
import { mandantVon } from '../../src-cloud/demo/mandanten.ts';
import { type TestCloud, testCloud } from '../../src-cloud/testing/test-cloud.ts';
import { befehl, code, legeAn, neuerVorgang, OE, sende } from '../../src-cloud/testing/test-vorgang.ts';
import { legePersonenAn, type PersonAnlage } from '../../src-cloud/verzeichnis/anlegen.ts';
import { apiFuer } from '../../src-main/workspace/host/api.ts';
import { statteAus } from '../../src-main/workspace/host/ausstattung.ts';
import { Motor } from '../../src-main/workspace/host/motor.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { WorkspaceApi } from '../../src-shared/workspace-api/tabelle.ts';
import { bis } from '../prozesse.ts';

const ICH = 'sabine.sander';
const BIS_MS = 30_000;
const GEPARKT = new Set<string>(['konflikt', 'abgelehnt', 'cloud-zu-alt']);

interface Stueck {
  vorgangId: string;
  befehle: string[];
  entwurf?: string;
  upload?: string;
}

interface Ort {
  t: TestCloud;
  motor: Motor;
  api: WorkspaceApi;
  /** The line to the cloud; cut while false. */
  leitung: { da: boolean };
  person: PersonAnlage;
}

/** What is done to the Vorgänge, and whether they are out of sight afterwards. */
interface EchterVerlust {
  name: string;
  regel: string;
  weg: boolean;
  tu(o: Ort, faelle: readonly Vorgang[]): Promise<void>;
  /** Brings sight back; the work is applied again or goes by itself. */
  zurueck?(o: Ort): Promise<void>;
}

async function gibRechte(o: Ort, rechte: Partial<PersonAnlage>): Promise<void> {
  await inMandant(o.t.cloud.dienste.pool, 'flensburg', (tx) => legePersonenAn(tx, [{ ...o.person, ...rechte }]));
}

/** As when the token's ten minutes are over: the next one says the new rights. */
async function neuesToken(o: Ort): Promise<void> {
  await o.motor.platz(true).sitzung.neu();
}

async function kollege(
  o: Ort,
  person: string,
  auftraege: readonly [string, Vorgang, object, Record<string, unknown>][],
): Promise<void> {
  const token = await o.t.token(person);
  for (const [order, v, erwartet, body] of auftraege) {
    const [r] = await sende(o.t, token, befehl(order, v.id, erwartet, body));
    if (r?.state !== 'angenommen') throw new Error(`${order}: ${r?.state} ${code(r?.problem)}`);
  }
}

const leiteWeiter = (o: Ort, faelle: readonly Vorgang[], ziel: string): Promise<void> =>
  kollege(
    o,
    'jan.petersen',
    faelle.map((v) => [
      'VORGANG_WEITERLEITEN',
      v,
      { status: 'ANGENOMMEN', organisationseinheitId: OE.gewerbe },
      { organisationseinheitId: ziel },
    ]),
  );

const VERLUSTE: readonly EchterVerlust[] = [
  {
    name: 'the OE is taken',
    regel: 'T2',
    weg: true,
    tu: (o) => gibRechte(o, { oe: [OE.verkehr] }),
    zurueck: (o) => gibRechte(o, {}),
  },
  {
    name: 'every role is taken',
    regel: 'T2',
    weg: true,
    tu: (o) => gibRechte(o, { rollen: ['VERWALTUNG_LOESCHEN'] }),
    zurueck: (o) => gibRechte(o, {}),
  },
  { name: 'forwarded inside the Mandant', regel: 'T1', weg: true, tu: (o, f) => leiteWeiter(o, f, OE.rechtsamt) },
  { name: 'forwarded to another Mandant', regel: 'T1', weg: false, tu: (o, f) => leiteWeiter(o, f, '576210') },
  {
    name: 'deleted',
    regel: 'T1',
    weg: true,
    tu: async (o, faelle) => {
      const begruendung = { begruendung: 'Frist' };
      for (const v of faelle) {
        await kollege(o, 'jan.petersen', [
          ['VORGANG_ABSCHLIESSEN', v, { status: 'ANGENOMMEN' }, {}],
          ['VORGANG_ZUM_LOESCHEN_MARKIEREN', v, { status: 'ABGESCHLOSSEN' }, begruendung],
        ]);
        await kollege(o, 'lars.loesch', [['VORGANG_LOESCHEN', v, { status: 'ZU_LOESCHEN' }, {}]]);
      }
    },
  },
  {
    name: 'signed out and in again',
    regel: 'T4',
    weg: false,
    tu: async (o) => {
      const { pending } = await o.api.abmelden({});
      if (pending === 0) throw new Error('nothing was pending at the sign-out');
    },
  },
  {
    name: 'another person on the same profile',
    regel: 'T4',
    weg: false,
    tu: async (o) => {
      await o.api.abmelden({});
      o.leitung.da = true;
      await o.api.anmelden({ person: 'vera.vogt' });
      const { eintraege } = await o.api.outbox({});
      if (eintraege.length > 0) throw new Error("another person sees somebody else's work");
      await o.api.abmelden({});
    },
  },
];

export class EchteRunden {
  private readonly o: Ort;
  private readonly profil: string;

  static async beginne(): Promise<EchteRunden> {
    const t = await testCloud();
    const profil = mkdtempSync(join(tmpdir(), 'kontor-rechte-'));
    const leitung = { da: true };
    const hole: typeof fetch = async (...frage) => {
      if (!leitung.da) throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
      return fetch(...frage);
    };
    const dienste = statteAus({ profil, cloud: t.url, schutz: { art: 'keiner' }, hole });
    const motor = new Motor(dienste, { als: ICH, offline: false, dauerhaft: true });
    await motor.starte();
    const person = mandantVon('flensburg').personen.find((p) => p.username === ICH);
    if (!person) throw new Error('the demo has lost its people');
    return new EchteRunden({ t, motor, api: apiFuer({ motor, offline: false }), leitung, person }, profil);
  }

  private constructor(o: Ort, profil: string) {
    this.o = o;
    this.profil = profil;
  }

  async beende(): Promise<void> {
    await this.o.motor.beende();
    await this.o.t.beende();
    rmSync(this.profil, { recursive: true, force: true });
  }

  /** Plays round `nr`; answers what was found, with the rule and the loss it was. */
  async spiele(nr: number): Promise<string[]> {
    const verlust = VERLUSTE[nr % VERLUSTE.length];
    if (!verlust) return [];
    const funde: string[] = [];
    const melde = (was: string): void =>
      void funde.push(`[${verlust.regel}] real cloud, round ${nr}, ${verlust.name}: ${was}`);
    try {
      await this.runde(verlust, nr, melde);
    } catch (fehler) {
      melde(
        `exception ${fehler instanceof Error ? fehler.stack?.split('\n').slice(0, 3).join(' | ') : fehler} ${JSON.stringify((fehler as { problem?: unknown }).problem ?? '')}`,
      );
    } finally {
      this.o.leitung.da = true;
      await gibRechte(this.o, {});
      if (this.o.motor.sitzung() !== null) await neuesToken(this.o);
    }
    return funde;
  }

  private get bestand() {
    return this.o.motor.platz(true).bestand;
  }

  private async runde(verlust: EchterVerlust, nr: number, melde: (was: string) => void): Promise<void> {
    const { o } = this;
    if (o.motor.sitzung() === null) await o.api.anmelden({ person: ICH });
    o.motor.wecke();
    const am = new Date(Date.parse('2026-03-02T08:00:00.000Z') + nr * 1000).toISOString();
    const faelle = await legeAn(
      o.t,
      Array.from({ length: 5 }, () => neuerVorgang({ status: 'ANGENOMMEN', eingangAm: am })),
    );
    await this.warte('the new Vorgänge with their details', async () =>
      faelle.every((v) => this.bestand.leser.versionen([v.id]).get(v.id)?.details !== undefined),
    );
    o.leitung.da = false;
    const stuecke = await this.arbeite(faelle, nr);
    await verlust.tu(o, faelle);
    o.leitung.da = true;
    if (o.motor.sitzung() === null) await o.api.anmelden({ person: ICH });
    else await neuesToken(o);
    o.motor.wecke();
    await this.warte('every command answered', async () => this.offen(stuecke) === 0);
    if (verlust.weg) {
      await this.warte('withdrawn', async () => stuecke.every((s) => this.marke(s.vorgangId) === 'entzogen'));
    }
    await this.pruefe(verlust, stuecke, melde);
    if (verlust.zurueck) await this.kommeZurueck(verlust, stuecke, melde);
    else if (verlust.weg) await this.gibAuf(stuecke, melde);
  }

  /** Commands, a file with its command, a signed act, a draft, a file alone. */
  private async arbeite(faelle: readonly Vorgang[], nr: number): Promise<Stueck[]> {
    const { api } = this.o;
    const id = (n: number) => faelle[n]?.id ?? '';
    const klick = async (n: number, order: string, body: Record<string, unknown> = {}) =>
      (await api.befehl({ vorgangId: id(n), order, body })).commandId;
    const eigene = (n: number, art: string) => art + id(n).slice(4);
    const datei = (n: number) =>
      api.anhangAnfuegen({
        vorgangId: id(n),
        dateiname: 'Notiz.txt',
        contentType: 'text/plain',
        base64: btoa(`Notiz ${nr}`),
      });
    const anlage = await datei(1);
    const bescheidId = eigene(2, 'b0b0');
    const bescheid = {
      bescheidId,
      entscheidung: 'BEWILLIGT',
      vorlageId: 'standard',
      felder: {},
      text: 'Ihrem Antrag wird entsprochen.',
    };
    const kommentar = { kommentarId: eigene(1, 'c0c0'), text: 'Mit Anlage', anhaenge: [anlage.id] };
    const entwurf = [await klick(2, 'VORGANG_BEARBEITEN'), await klick(2, 'BESCHEID_ENTWERFEN', bescheid)];
    // Signed acts wait ten seconds before they are sent: not in every round.
    if (nr % 3 === 0) entwurf.push((await api.zeichne({ vorgangId: id(2), bescheidId, art: 'ZEICHNEN' })).commandId);
    const stuecke: Stueck[] = [
      { vorgangId: id(0), befehle: [await klick(0, 'AKTENZEICHEN_SETZEN', { aktenzeichen: `32.1-${nr}` })] },
      { vorgangId: id(1), befehle: [await klick(1, 'KOMMENTAR_ANLEGEN', kommentar)], upload: anlage.id },
      { vorgangId: id(2), befehle: entwurf },
      { vorgangId: id(3), befehle: [], entwurf: `Angefangen ${nr}` },
      { vorgangId: id(4), befehle: [], upload: (await datei(4)).id },
    ];
    await api.entwurfSpeichern({ vorgangId: id(3), art: 'kommentar', inhalt: { text: `Angefangen ${nr}` } });
    return stuecke;
  }

  private marke(vorgangId: string): string | undefined {
    return this.bestand.leser.vorgang(vorgangId).marke;
  }

  /** Commands of this round that should have gone: not parked, and no parked one before them in their Vorgang. */
  private offen(stuecke: readonly Stueck[]): number {
    const meine = new Set(stuecke.flatMap((s) => s.befehle));
    const gehalten = new Set<string>();
    return this.bestand.leser.outbox().filter((e) => {
      if (GEPARKT.has(e.state)) gehalten.add(e.vorgangId);
      return meine.has(e.commandId) && !GEPARKT.has(e.state) && !gehalten.has(e.vorgangId);
    }).length;
  }

  private async pruefe(
    verlust: EchterVerlust,
    stuecke: readonly Stueck[],
    melde: (was: string) => void,
  ): Promise<void> {
    const { leser } = this.bestand;
    const log = leser.entfernungen(10_000);
    const hier = new Map(leser.outbox().map((e) => [e.commandId, e]));
    const akte = new Map(leser.akte().map((a) => [a.commandId, a]));
    for (const s of stuecke) {
      const dort = await this.historie(s.vorgangId);
      for (const c of s.befehle) {
        const wie = dort.filter((x) => x === c).length;
        if (wie > 1) melde(`a command took effect ${wie} times`);
        if (wie === 0 && !hier.has(c))
          melde(`a command is neither in the cloud nor here: ${s.befehle.indexOf(c)} of ${s.befehle.length}`);
      }
      const gezeichnet = s.befehle[2];
      if (gezeichnet !== undefined && !akte.has(gezeichnet)) melde('a signed act is gone');
      if (s.entwurf !== undefined && leser.entwurf(s.vorgangId, 'kommentar')?.text !== s.entwurf)
        melde('a draft is gone');
      if (s.upload !== undefined && leser.anhang(s.upload) === undefined) melde('a file is gone');
      const zeile = log.find((e) => e.vorgangId === s.vorgangId);
      if (verlust.weg && !zeile?.behalten) melde(`not logged as kept: ${JSON.stringify(zeile)}`);
      if (!verlust.weg && zeile !== undefined) melde(`removed: ${JSON.stringify(zeile)}`);
    }
    const konflikte = (await this.o.api.liste({ filter: { ansicht: 'konflikte' }, sortierung: 'eingang', limit: 200 }))
      .vorgaenge;
    for (const s of verlust.weg ? stuecke : []) {
      if (!konflikte.some((v) => v.id === s.vorgangId)) melde('work of a withdrawn Vorgang is not shown');
    }
  }

  /** commandIds in the Historie, as a person of every role would see it. */
  private async historie(vorgangId: string): Promise<string[]> {
    const { rows } = await inMandant(this.o.t.cloud.dienste.pool, 'flensburg', (tx) =>
      tx.query<{ details: { historie?: { commandId: string }[] } | null }>(
        'SELECT details FROM vorgang WHERE mandant_id = $1 AND id = $2',
        ['flensburg', vorgangId],
      ),
    );
    return rows.flatMap((r) => (r.details?.historie ?? []).map((h) => h.commandId));
  }

  /** Rights are back: the Vorgänge are in the lists by themselves, and what was refused is applied again by one click. */
  private async kommeZurueck(
    verlust: EchterVerlust,
    stuecke: readonly Stueck[],
    melde: (was: string) => void,
  ): Promise<void> {
    const { o } = this;
    await verlust.zurueck?.(o);
    await neuesToken(o);
    o.motor.wecke();
    await this.warte('back in sight', async () => stuecke.every((s) => this.marke(s.vorgangId) !== 'entzogen'));
    await this.warte('rights known', async () => o.motor.sitzung()?.rollen.includes('VERWALTUNG_USER') === true);
    const neue: string[] = [];
    const alleVon = new Set(stuecke.flatMap((s) => s.befehle));
    for (const { eintrag, wege } of this.bestand.leser.konflikte()) {
      if (!alleVon.has(eintrag.commandId)) continue;
      const { neu } = await o.api.loese({
        commandId: eintrag.commandId,
        weg: wege.includes('erneut') ? 'erneut' : 'verwerfen',
      });
      if (neu !== undefined) neue.push(neu);
    }
    const meine = new Set(stuecke.map((s) => s.vorgangId));
    await this.warte('applied again', async () =>
      this.bestand.leser.outbox().every((e) => !meine.has(e.vorgangId) || GEPARKT.has(e.state)),
    );
    const dort = (await Promise.all(stuecke.map((s) => this.historie(s.vorgangId)))).flat();
    for (const c of neue)
      if (dort.filter((x) => x === c).length !== 1) melde('applied again, and it did not take effect once');
    if (neue.length === 0) melde('nothing was there to be applied again');
  }

  /** The person gives up what is out of sight: it goes, and the log says so. */
  private async gibAuf(stuecke: readonly Stueck[], melde: (was: string) => void): Promise<void> {
    const meine = new Set(stuecke.map((s) => s.vorgangId));
    const { leser, schreiber } = this.bestand;
    await this.warte('given up', async () => {
      for (const { eintrag } of leser.konflikte()) {
        if (!meine.has(eintrag.vorgangId)) continue;
        await this.o.api.loese({ commandId: eintrag.commandId, weg: 'verwerfen' });
      }
      return !leser.outbox().some((e) => meine.has(e.vorgangId));
    });
    for (const s of stuecke) {
      for (const art of ['kommentar', 'bescheid'] as const)
        if (leser.entwurf(s.vorgangId, art)) schreiber.speichereEntwurf(s.vorgangId, art, null);
      if (s.upload !== undefined) schreiber.verwirfUpload(s.upload);
      const zeile = leser.entfernungen(10_000).find((e) => e.vorgangId === s.vorgangId);
      if (zeile?.behalten !== false) melde(`given up, and logged as ${JSON.stringify(zeile)}`);
    }
  }

  private async warte(worauf: string, ist: () => Promise<boolean>): Promise<void> {
    await bis(worauf, async () => ((await ist()) ? true : undefined), BIS_MS);
  }
}
