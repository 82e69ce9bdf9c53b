/**
 * The kinds of commit whose WAL is cut: what a person, the feed, the cloud's word and the gate write into the cache. Each
 * prepares a state and then makes exactly one commit.
 */
import { createHash } from 'node:crypto';
import { problem } from '../../src-shared/domain/problem.ts';
import type { Anhang } from '../../src-shared/domain/vorgang.ts';
import { handgriffe } from '../cache/handgriffe.ts';
import { id, type Platz, seite, vorgang } from '../cache/muster.ts';

export interface CommitArt {
  name: string;
  /** Everything before; answers the one commit. */
  bereite(p: Platz): () => void;
}

const BESCHEID = id(1, 6);
const bytes = Buffer.alloc(9_000, 'Lageplan');
const datei = (n: number): Anhang => ({
  id: id(n, 8),
  dateiname: 'Lageplan.pdf',
  contentType: 'application/pdf',
  groesse: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

/** A state that has something of everything: three Vorgänge, pending work, a draft, a file, a conflict. */
function grund(p: Platz): ReturnType<typeof handgriffe> & { geparkt: string; wartend: string } {
  const h = handgriffe(() => p);
  h.laden(vorgang(0), vorgang(1), vorgang(2, { status: 'IN_BEARBEITUNG' }), vorgang(3, { status: 'NEU' }));
  const geparkt = h.klicke(1, 'VORGANG_ANNEHMEN');
  const jetzt = vorgang(1, { version: 2, status: 'VERWORFEN' });
  h.antworte({ commandId: geparkt, state: 'konflikt', vorgang: jetzt, problem: problem('konflikt') });
  p.bestand.schreiber.speichereEntwurf(id(0), 'nachricht', { text: 'angefangen' });
  p.bestand.schreiber.legeUploadAb(id(0), datei(1), bytes);
  h.klicke(2, 'BESCHEID_ENTWERFEN', {
    bescheidId: BESCHEID,
    entscheidung: 'BEWILLIGT',
    vorlageId: 'standard',
    felder: {},
    text: 'Ja.',
  });
  return { ...h, geparkt, wartend: h.kommentar(0, 1) };
}

type Grund = ReturnType<typeof grund>;
const art = (name: string, tu: (g: Grund, p: Platz) => void): CommitArt => ({
  name,
  bereite: (p) => {
    const g = grund(p);
    return () => tu(g, p);
  },
});

function zeichne(g: Grund): void {
  const dokument = { anhang: datei(2), bytes };
  const body = { bescheidId: BESCHEID, dokument: { anhangId: datei(2).id, sha256: datei(2).sha256 } };
  g.klicke(2, 'BESCHEID_ZEICHNEN', body, {
    dokument,
    deviceId: 'dev',
    signiere: ({ deviceId, seq, prev, commandId, createdAt }) => ({
      header: { v: 1, deviceId, seq, prev, inhaltSha256: 'a'.repeat(64) },
      inhalt: {
        commandId,
        vorgangId: id(2),
        order: 'BESCHEID_ZEICHNEN',
        bescheidId: BESCHEID,
        bescheidVersion: 1,
        entscheidung: 'BEWILLIGT',
        dokumentSha256: datei(2).sha256,
        sub: 'sabine',
        createdAt,
        salz: 'salz',
      },
      wert: 'sig',
    }),
  });
}

export const COMMITS: readonly CommitArt[] = [
  art('click', (g) => void g.klicke(3, 'VORGANG_ANNEHMEN')),
  art('click with draft and file', (g) => {
    const body = { kommentarId: id(9, 5), text: 'Plan liegt bei', anhaenge: [datei(1).id] };
    g.klicke(0, 'KOMMENTAR_ANLEGEN', body, { entwurf: 'nachricht' });
  }),
  art('signature', zeichne),
  art('undo', (g, p) => void p.bestand.schreiber.nimmZurueck(g.wartend)),
  art('solve: again', (g, p) => {
    p.bestand.schreiber.loese(g.geparkt, 'kommentar');
  }),
  art('solve: discard', (g, p) => void p.bestand.schreiber.loese(g.geparkt, 'verwerfen')),
  art('draft', (_g, p) => void p.bestand.schreiber.speichereEntwurf(id(0), 'nachricht', { text: 'weiter' })),
  art('file', (_g, p) => p.bestand.schreiber.legeUploadAb(id(3), datei(3), bytes)),
  art('being sent', (g, p) => p.bestand.schreiber.alsWirdGesendet([g.wartend])),
  art('accepted', (g, p) => {
    const results = [{ commandId: g.wartend, state: 'angenommen' as const, version: 2 }];
    p.bestand.schreiber.uebernimmErgebnisse(results, '2026-06-15T10:00:01.000Z');
  }),
  art('conflict', (g, p) => {
    const jetzt = vorgang(0, { version: 3, status: 'VERWORFEN' });
    const results = [
      { commandId: g.wartend, state: 'konflikt' as const, vorgang: jetzt, problem: problem('konflikt') },
    ];
    p.bestand.schreiber.uebernimmErgebnisse(results, '2026-06-15T10:00:01.000Z');
  }),
  art('page', (_g, p) => {
    const changes = [vorgang(0, { version: 2, aktenzeichen: 'neu' }), vorgang(4), vorgang(5)];
    p.bestand.schreiber.uebernimmSeite({ ...seite(changes), cursor: 'c2', phase: 'folge', hasMore: true });
  }),
  art('page that takes away', (_g, p) => {
    const weg = [0, 3].map((n) => ({ art: 'entzogen' as const, id: id(n), version: 2 }));
    const { changes: _leer, ...rest } = seite([]);
    p.bestand.schreiber.uebernimmSeite({ ...rest, changes: weg, cursor: 'c3', phase: 'folge', hasMore: true });
  }),
  art('removal through the gate', (_g, p) => void p.bestand.schreiber.entferne([id(0), id(3)], 'frist')),
];
