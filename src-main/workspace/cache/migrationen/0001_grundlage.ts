/**
 * The first schema: base, overlaid columns, search, outbox, drafts, attachments, acts, log.
 * `vorgang` is narrow (lists never touch a record), its key is made of `eingangAm` (key order is list order); whole records
 * are zstd blobs apart. Outbox and drafts refer to `vorgang` without cascade, so no code path can remove work with a row.
 * A migration that has been released is never changed; the next one is a new file.
 */

const STAMM = `
CREATE TABLE meta (schluessel TEXT PRIMARY KEY, wert TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE begriff (
  id INTEGER PRIMARY KEY, art TEXT NOT NULL, schluessel TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (art, schluessel)
) STRICT;
`;

const BASIS = `
CREATE TABLE vorgang (
  zeile INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  kopf_version INTEGER NOT NULL,
  details_version INTEGER,
  details_offen INTEGER NOT NULL,
  rang INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  sichtbar INTEGER NOT NULL,
  ursache TEXT,
  nummer TEXT NOT NULL,
  name TEXT NOT NULL,
  aktenzeichen TEXT,
  status INTEGER NOT NULL,
  oe INTEGER NOT NULL,
  dienst INTEGER NOT NULL,
  bearbeiter INTEGER,
  antragsteller TEXT,
  sperre INTEGER NOT NULL,
  bescheid_stand TEXT,
  eingang_ms INTEGER NOT NULL,
  geaendert_ms INTEGER NOT NULL,
  frist INTEGER NOT NULL,
  wv INTEGER NOT NULL,
  offen INTEGER NOT NULL,
  mein INTEGER NOT NULL,
  frei INTEGER NOT NULL,
  ueberfaellig INTEGER NOT NULL,
  wv_faellig INTEGER NOT NULL,
  zeichnen INTEGER NOT NULL,
  marke INTEGER NOT NULL,
  pending INTEGER NOT NULL
) STRICT;
CREATE TABLE datensatz (
  zeile INTEGER PRIMARY KEY REFERENCES vorgang (zeile) ON DELETE CASCADE, kopf BLOB, voll BLOB
) STRICT;
CREATE INDEX v_nummer ON vorgang (nummer);
CREATE INDEX v_frist ON vorgang (frist, zeile) WHERE sichtbar = 1;
CREATE INDEX v_status ON vorgang (status, zeile) WHERE sichtbar = 1;
CREATE INDEX v_status_frist ON vorgang (status, frist, zeile) WHERE sichtbar = 1;
CREATE INDEX v_oe ON vorgang (oe, status, zeile) WHERE sichtbar = 1;
CREATE INDEX v_oe_frist ON vorgang (oe, status, frist, zeile) WHERE sichtbar = 1;
CREATE INDEX v_dienst ON vorgang (dienst, oe, status, zeile) WHERE sichtbar = 1;
CREATE INDEX v_dienst_frist ON vorgang (dienst, oe, status, frist, zeile) WHERE sichtbar = 1;
CREATE INDEX v_mein ON vorgang (zeile) WHERE mein = 1;
CREATE INDEX v_mein_frist ON vorgang (frist, zeile) WHERE mein = 1;
CREATE INDEX v_frei ON vorgang (zeile) WHERE frei = 1;
CREATE INDEX v_frei_frist ON vorgang (frist, zeile) WHERE frei = 1;
CREATE INDEX v_ueberfaellig ON vorgang (zeile) WHERE ueberfaellig = 1;
CREATE INDEX v_ueberfaellig_frist ON vorgang (frist, zeile) WHERE ueberfaellig = 1;
CREATE INDEX v_wv_faellig ON vorgang (zeile) WHERE wv_faellig = 1;
CREATE INDEX v_wv_faellig_frist ON vorgang (frist, zeile) WHERE wv_faellig = 1;
CREATE INDEX v_zeichnen ON vorgang (zeile) WHERE zeichnen = 1;
CREATE INDEX v_zeichnen_frist ON vorgang (frist, zeile) WHERE zeichnen = 1;
CREATE INDEX v_konflikt ON vorgang (zeile) WHERE marke >= 2;
CREATE INDEX v_konflikt_frist ON vorgang (frist, zeile) WHERE marke >= 2;
CREATE INDEX v_wird_ueberfaellig ON vorgang (frist) WHERE offen = 1 AND ueberfaellig = 0;
CREATE INDEX v_wird_faellig ON vorgang (wv) WHERE wv < 999999 AND wv_faellig = 0;
CREATE INDEX v_war_faellig ON vorgang (wv) WHERE wv_faellig = 1;
CREATE INDEX v_details ON vorgang (rang, zeile) WHERE details_offen = 1;
CREATE INDEX v_verwaist ON vorgang (zeile) WHERE sichtbar = 0;
`;

const ANSICHT_SUMMEN = ['mein', 'frei', 'ueberfaellig', 'wv_faellig', 'zeichnen'];

const neuePlus = (zeichen: '+' | '-', zeile: 'new' | 'old'): string =>
  ANSICHT_SUMMEN.map((s) => `${s} = ${s} ${zeichen} ${zeile}.${s}`).join(', ');

/** Counters are kept by triggers: whatever writes a row, they are right in the same transaction. */
const ZAEHLER = `
CREATE TABLE zaehler (
  status INTEGER NOT NULL, oe INTEGER NOT NULL, dienst INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (status, oe, dienst)
) STRICT, WITHOUT ROWID;
CREATE TABLE ansicht_zaehler (
  einzig INTEGER PRIMARY KEY CHECK (einzig = 1),
  ${ANSICHT_SUMMEN.map((s) => `${s} INTEGER NOT NULL DEFAULT 0`).join(', ')},
  konflikt INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO ansicht_zaehler (einzig) VALUES (1);
CREATE TRIGGER vorgang_kommt AFTER INSERT ON vorgang BEGIN
  INSERT INTO zaehler (status, oe, dienst, n) VALUES (new.status, new.oe, new.dienst, new.sichtbar)
    ON CONFLICT (status, oe, dienst) DO UPDATE SET n = n + excluded.n;
  UPDATE ansicht_zaehler SET ${neuePlus('+', 'new')}, konflikt = konflikt + (new.marke >= 2);
END;
CREATE TRIGGER vorgang_geht AFTER DELETE ON vorgang BEGIN
  UPDATE zaehler SET n = n - old.sichtbar WHERE status = old.status AND oe = old.oe AND dienst = old.dienst;
  UPDATE ansicht_zaehler SET ${neuePlus('-', 'old')}, konflikt = konflikt - (old.marke >= 2);
END;
CREATE TRIGGER vorgang_wechselt AFTER UPDATE OF status, oe, dienst, sichtbar ON vorgang
WHEN old.status <> new.status OR old.oe <> new.oe OR old.dienst <> new.dienst OR old.sichtbar <> new.sichtbar BEGIN
  UPDATE zaehler SET n = n - old.sichtbar WHERE status = old.status AND oe = old.oe AND dienst = old.dienst;
  INSERT INTO zaehler (status, oe, dienst, n) VALUES (new.status, new.oe, new.dienst, new.sichtbar)
    ON CONFLICT (status, oe, dienst) DO UPDATE SET n = n + excluded.n;
END;
CREATE TRIGGER vorgang_zeigt AFTER UPDATE OF ${ANSICHT_SUMMEN.join(', ')}, marke ON vorgang
WHEN ${ANSICHT_SUMMEN.map((s) => `old.${s} <> new.${s}`).join(' OR ')} OR old.marke <> new.marke BEGIN
  UPDATE ansicht_zaehler SET ${ANSICHT_SUMMEN.map((s) => `${s} = ${s} - old.${s} + new.${s}`).join(', ')},
    konflikt = konflikt - (old.marke >= 2) + (new.marke >= 2);
END;
`;

const SUCHE = `
CREATE TABLE suchtext (
  zeile INTEGER PRIMARY KEY REFERENCES vorgang (zeile), felder TEXT NOT NULL, teile INTEGER NOT NULL
) STRICT;
CREATE INDEX suchtext_offen ON suchtext (zeile) WHERE teile = 0;
CREATE VIRTUAL TABLE wortindex USING fts5 (worte, content='', detail=none, columnsize=0, tokenize='ascii');
INSERT INTO wortindex (wortindex, rank) VALUES ('secure-delete', 1);
CREATE VIRTUAL TABLE teilindex USING fts5 (teile, content='', detail=none, columnsize=0, tokenize='ascii');
INSERT INTO teilindex (teilindex, rank) VALUES ('secure-delete', 1);
`;

const ARBEIT = `
CREATE TABLE outbox (
  folge INTEGER PRIMARY KEY AUTOINCREMENT,
  command_id TEXT NOT NULL UNIQUE,
  vorgang_id BLOB NOT NULL REFERENCES vorgang (id),
  platz INTEGER NOT NULL,
  auftrag TEXT NOT NULL,
  befehl TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('wartet', 'wird_gesendet', 'bestaetigt', 'konflikt', 'abgelehnt', 'angehalten', 'cloud-zu-alt', 'zurueckgenommen')),
  erstellt_am TEXT NOT NULL,
  je_gesendet INTEGER NOT NULL DEFAULT 0,
  versuche INTEGER NOT NULL DEFAULT 0,
  naechster_ms INTEGER NOT NULL DEFAULT 0,
  wartet_bis_ms INTEGER NOT NULL DEFAULT 0,
  ruecknahme_offen INTEGER NOT NULL DEFAULT 0,
  gift INTEGER NOT NULL DEFAULT 0,
  ergebnis_version INTEGER,
  ersetzt TEXT,
  problem TEXT,
  gesehen TEXT NOT NULL,
  gewollt TEXT NOT NULL,
  jetzt BLOB
) STRICT;
CREATE INDEX outbox_vorgang ON outbox (vorgang_id, platz, folge);
CREATE INDEX outbox_state ON outbox (state, platz, folge);
CREATE INDEX outbox_ruecknahme ON outbox (folge) WHERE ruecknahme_offen = 1;
CREATE TABLE erledigung (
  command_id TEXT PRIMARY KEY, vorgang_id BLOB NOT NULL, auftrag TEXT NOT NULL, ausgang TEXT NOT NULL, am TEXT NOT NULL, neu TEXT
) STRICT;
CREATE TABLE entwurf (
  vorgang_id BLOB NOT NULL REFERENCES vorgang (id), art TEXT NOT NULL, inhalt TEXT NOT NULL, am TEXT NOT NULL,
  PRIMARY KEY (vorgang_id, art)
) STRICT;
CREATE TABLE anhang (
  anhang_id TEXT PRIMARY KEY,
  vorgang_id BLOB NOT NULL,
  beschreibung TEXT NOT NULL,
  groesse INTEGER NOT NULL,
  hier INTEGER NOT NULL,
  fertig INTEGER NOT NULL,
  eigen INTEGER NOT NULL,
  gesendet INTEGER NOT NULL DEFAULT 0,
  versuche INTEGER NOT NULL DEFAULT 0,
  benutzt_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX anhang_vorgang ON anhang (vorgang_id);
CREATE INDEX anhang_benutzt ON anhang (eigen, benutzt_ms);
CREATE TABLE stueck (
  anhang_id TEXT NOT NULL REFERENCES anhang (anhang_id) ON DELETE CASCADE, von INTEGER NOT NULL, daten BLOB NOT NULL,
  PRIMARY KEY (anhang_id, von)
) STRICT;
CREATE TABLE akt (
  device_id TEXT NOT NULL, seq INTEGER NOT NULL, command_id TEXT NOT NULL UNIQUE, vorgang_id BLOB NOT NULL,
  kopf_sha256 TEXT NOT NULL, signatur TEXT NOT NULL, state TEXT NOT NULL, problem TEXT,
  gezeichnet_am TEXT NOT NULL, beantwortet_am TEXT,
  PRIMARY KEY (device_id, seq)
) STRICT;
CREATE INDEX akt_vorgang ON akt (vorgang_id);
CREATE TABLE entfernung (
  nr INTEGER PRIMARY KEY AUTOINCREMENT, vorgang_id BLOB NOT NULL, ursache TEXT NOT NULL, am TEXT NOT NULL, behalten INTEGER NOT NULL
) STRICT;
`;

export const GRUNDLAGE = STAMM + BASIS + ZAEHLER + SUCHE + ARBEIT;
