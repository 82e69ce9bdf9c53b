-- The cloud's whole schema. Rules that hold for every table here:
--   * `mandant_id` comes first in every key of a table that has it, so that a Mandant can be moved or sharded.
--   * Row-level security is FORCED: not even the owner of a table reads past it without a policy that says so. The
--     application's role (kontor_app) sees the Mandant named by the setting `kontor.mandant` of its transaction, nothing else.
--   * What must look across Mandanten is a SECURITY DEFINER function named mandantenuebergreifend_*, listed at the end.
-- Never: a table with mandant_id but without forced RLS (a test reads the catalogue and fails).

CREATE FUNCTION aktueller_mandant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN current_setting('kontor.mandant', true);

-- ── Settings and the identity provider's grants: belong to no Mandant ────────────────────────────────────────────────

-- `demo` = true marks a database made as a demo; demo mode refuses every other one.
CREATE TABLE einstellung (
  schluessel text PRIMARY KEY,
  wert       jsonb NOT NULL
);

-- oidc-provider's models (sessions, grants, refresh tokens …) so that a restart signs nobody out. Demo mode only.
CREATE TABLE oidc_eintrag (
  modell        text NOT NULL,
  id            text NOT NULL,
  inhalt        jsonb NOT NULL,
  grant_id      text,
  uid           text,
  laeuft_ab_am  timestamptz(3),
  verbraucht_am timestamptz(3),
  PRIMARY KEY (modell, id)
);
CREATE INDEX oidc_eintrag_grant ON oidc_eintrag (grant_id) WHERE grant_id IS NOT NULL;
CREATE INDEX oidc_eintrag_uid ON oidc_eintrag (modell, uid) WHERE uid IS NOT NULL;
CREATE INDEX oidc_eintrag_ablauf ON oidc_eintrag (laeuft_ab_am);

-- Which device a sign-in (the provider's grant) was enrolled with: becomes the claim `geraet` at the next refresh.
CREATE TABLE sitzung_geraet (
  sitzung    text PRIMARY KEY,
  geraet_id  uuid NOT NULL
);

-- ── Rollout: public figures of a Land's municipalities, no personal data ─────────────────────────────────────────────

CREATE TABLE gemeinde (
  ars   text PRIMARY KEY,
  land  text NOT NULL,
  name  text NOT NULL,
  kreis text NOT NULL
);
CREATE INDEX gemeinde_land ON gemeinde (land, ars);

CREATE TABLE gemeinde_dienst (
  ars       text NOT NULL REFERENCES gemeinde ON DELETE CASCADE,
  leika_id  text NOT NULL,
  name      text NOT NULL,
  live_seit date,
  PRIMARY KEY (ars, leika_id)
);
CREATE INDEX gemeinde_dienst_leika ON gemeinde_dienst (leika_id);

-- Reported by municipalities that are not a Mandant here; a Mandant's own figures are computed from its Vorgänge.
CREATE TABLE gemeinde_kennzahl (
  ars                     text NOT NULL REFERENCES gemeinde ON DELETE CASCADE,
  leika_id                text NOT NULL,
  monat                   date NOT NULL,
  vorgaenge               integer NOT NULL,
  median_bearbeitung_tage real,
  ueberfaellig            integer NOT NULL DEFAULT 0,
  ohne_medienbruch        integer NOT NULL DEFAULT 0,
  PRIMARY KEY (ars, leika_id, monat)
);

-- ── Mandant and directory ────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE mandant (
  id          text PRIMARY KEY,
  name        text NOT NULL,
  kuerzel     text NOT NULL,               -- begins each Vorgangsnummer, as in FL-2026-000123
  land        text NOT NULL,               -- SH, BY …: names the Land's holidays and law
  ars         text NOT NULL,
  ist_auffang boolean NOT NULL DEFAULT false,
  anker       jsonb,                       -- the Mandant's Ed25519 key pair (private JWK) that signs enrolments and acceptances
  richtlinie  jsonb NOT NULL DEFAULT '{"leaseHours":120,"scopeDays":90,"attachmentBytes":10485760}'
);
CREATE UNIQUE INDEX mandant_ein_auffang ON mandant (ist_auffang) WHERE ist_auffang;

-- The counter behind every feed cursor. Its row lock is taken LAST in a writing transaction (vorgaenge/schreiben.ts), so
-- numbers become visible in the order in which they were given and no reader can skip one. Apart from `mandant`, to stay
-- a short row that is updated in place.
CREATE TABLE feed_zaehler (
  mandant_id text PRIMARY KEY REFERENCES mandant ON DELETE CASCADE,
  epoche     uuid NOT NULL DEFAULT gen_random_uuid(),
  stand      bigint NOT NULL DEFAULT 0,    -- the last number given
  nummern    bigint NOT NULL DEFAULT 0     -- the last running number of a Vorgangsnummer
) WITH (fillfactor = 50);

CREATE TABLE organisationseinheit (
  mandant_id     text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  id             text NOT NULL,
  name           text NOT NULL,
  ist_poststelle boolean NOT NULL DEFAULT false,
  PRIMARY KEY (mandant_id, id),
  UNIQUE (id)                              -- a `zustaendigeStelle` and a forwarding target name an OE without its Mandant
);

CREATE TABLE person (
  mandant_id text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  sub        text NOT NULL,
  username   text NOT NULL,
  name       text NOT NULL,
  rollen     text[] NOT NULL,
  oe_ids     text[] NOT NULL,
  zeichnung  jsonb NOT NULL DEFAULT '[]',  -- Zeichnungsbefugnisse: [{dienstId (null: every), vertretungFuer?, bis?}]
  gesperrt   boolean NOT NULL DEFAULT false,
  PRIMARY KEY (mandant_id, sub),
  UNIQUE (username)
);

CREATE TABLE dienst (
  mandant_id          text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  id                  text NOT NULL,
  name                text NOT NULL,
  leika_id            text,
  form_ids            text[] NOT NULL DEFAULT '{}',
  oe_id               text NOT NULL,
  art                 text NOT NULL DEFAULT 'ANTRAG' CHECK (art IN ('ANTRAG', 'ANFRAGE')),
  frist_tage          integer,
  frist_monate        integer,
  fiktion_monate      integer,             -- Genehmigungsfiktion, § 42a VwVfG; null: none
  mitzeichnung        boolean NOT NULL DEFAULT false,
  aufbewahrung_tage   integer NOT NULL,
  versand_nach_min    integer NOT NULL DEFAULT 0,
  vorlagen            jsonb NOT NULL DEFAULT '[]',
  live_seit           date,
  PRIMARY KEY (mandant_id, id),
  FOREIGN KEY (mandant_id, oe_id) REFERENCES organisationseinheit
);
CREATE INDEX dienst_leika ON dienst (mandant_id, leika_id);

-- ── Vorgänge ─────────────────────────────────────────────────────────────────────────────────────────────────────────

-- The columns beside `kopf` and `details` are taken from them by vorgaenge/schreiben.ts, which alone writes this table.
-- A deleted Vorgang stays as a row without content (geloescht), with the columns that decide who is told of it.
CREATE TABLE vorgang (
  mandant_id      text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  id              uuid NOT NULL,
  nummer          text NOT NULL,
  version         integer NOT NULL,
  status          text NOT NULL,
  oe_id           text NOT NULL,
  bearbeiter_sub  text,
  mitzeichnung_an text[] NOT NULL DEFAULT '{}',
  dienst_id       text NOT NULL,
  eingang_am      timestamptz(3) NOT NULL,
  geaendert_am    timestamptz(3) NOT NULL,
  frist           date,
  entschieden_am  timestamptz(3),          -- when it was first decided or closed: for the figures
  ohne_medienbruch boolean NOT NULL DEFAULT false,
  transaction_id  text,
  feed_nr         bigint NOT NULL,
  geloescht       boolean NOT NULL DEFAULT false,
  kopf            jsonb,                   -- as `sicht=kopf` sends it
  details         jsonb,                   -- what `sicht=kopf` leaves out
  PRIMARY KEY (mandant_id, id),
  UNIQUE (mandant_id, nummer),
  FOREIGN KEY (mandant_id, oe_id) REFERENCES organisationseinheit,
  FOREIGN KEY (mandant_id, dienst_id) REFERENCES dienst,
  CHECK (geloescht = (kopf IS NULL) AND geloescht = (details IS NULL))
);
CREATE UNIQUE INDEX vorgang_feed ON vorgang (mandant_id, feed_nr);
CREATE INDEX vorgang_oe ON vorgang (mandant_id, oe_id, eingang_am DESC, id DESC) WHERE NOT geloescht;
CREATE INDEX vorgang_bearbeiter ON vorgang (mandant_id, bearbeiter_sub, eingang_am DESC, id DESC)
  WHERE NOT geloescht AND bearbeiter_sub IS NOT NULL;
CREATE INDEX vorgang_status ON vorgang (mandant_id, status, eingang_am DESC, id DESC) WHERE NOT geloescht;
CREATE INDEX vorgang_mitzeichnung ON vorgang USING gin (mitzeichnung_an) WHERE NOT geloescht AND mitzeichnung_an <> '{}';
CREATE INDEX vorgang_dienst ON vorgang (mandant_id, dienst_id, status) WHERE NOT geloescht;

-- Where a Vorgang stood before a write moved it (status, OE, Bearbeiter, Mitzeichnung): the feed reads here who loses
-- sight of it (`entzogen`). One row per such write, under the feed number of that write.
CREATE TABLE vorgang_vorher (
  mandant_id      text NOT NULL,
  feed_nr         bigint NOT NULL,
  vorgang_id      uuid NOT NULL,
  version         integer NOT NULL,        -- the version the write made
  status          text NOT NULL,
  oe_id           text NOT NULL,
  bearbeiter_sub  text,
  mitzeichnung_an text[] NOT NULL DEFAULT '{}',
  am              timestamptz(3) NOT NULL,
  PRIMARY KEY (mandant_id, feed_nr),
  FOREIGN KEY (mandant_id, vorgang_id) REFERENCES vorgang ON DELETE CASCADE
);
CREATE INDEX vorgang_vorher_vorgang ON vorgang_vorher (mandant_id, vorgang_id);

-- Which Vorgang a transactionId became: intake is idempotent, whichever Mandant it was routed to the first time.
CREATE TABLE eingang_transaktion (
  transaction_id text PRIMARY KEY,
  mandant_id     text NOT NULL,
  vorgang_id     uuid NOT NULL,
  FOREIGN KEY (mandant_id, vorgang_id) REFERENCES vorgang ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX eingang_transaktion_vorgang ON eingang_transaktion (mandant_id, vorgang_id);

-- ── Commands ─────────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE command (
  mandant_id   text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  sub          text NOT NULL,
  command_id   uuid NOT NULL,
  vorgang_id   uuid,
  befehl       text,                       -- the order; null where only the id was barred before it was seen
  payload_hash text,                       -- SHA-256 (hex) of the RFC 8785 form; null as above
  state        text NOT NULL CHECK (state IN ('angenommen', 'konflikt', 'abgelehnt', 'ersetzt')),
  version      integer,
  problem      jsonb,
  ersetzt_durch uuid,
  am           timestamptz(3) NOT NULL,
  PRIMARY KEY (mandant_id, sub, command_id)
);
CREATE INDEX command_vorgang ON command (mandant_id, vorgang_id);

-- Ids a client chose (kommentarId, wiedervorlageId, bescheidId, nachrichtId): taken once, with one content.
CREATE TABLE objekt_id (
  mandant_id  text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  id          uuid NOT NULL,
  vorgang_id  uuid NOT NULL,
  inhalt_hash text NOT NULL,
  PRIMARY KEY (mandant_id, id)
);
CREATE INDEX objekt_id_vorgang ON objekt_id (mandant_id, vorgang_id);

-- ── Attachments ──────────────────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE anhang (
  mandant_id   text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  id           uuid NOT NULL,
  vorgang_id   uuid,                       -- named by ?vorgang=, or by the intake
  uploader_sub text,                       -- null: came with the Antrag
  benannt      boolean NOT NULL DEFAULT false, -- a command or the intake has named it: visible like its Vorgang
  dateiname    text NOT NULL,
  content_type text NOT NULL,
  groesse      bigint NOT NULL,
  sha256       text NOT NULL,              -- 64 hex digits, as announced; checked when complete
  empfangen    bigint NOT NULL DEFAULT 0,  -- bytes that have arrived: the Upload-Offset
  komplett     boolean NOT NULL DEFAULT false,
  am           timestamptz(3) NOT NULL,
  PRIMARY KEY (mandant_id, id)
);
CREATE INDEX anhang_vorgang ON anhang (mandant_id, vorgang_id);
CREATE INDEX anhang_unbenannt ON anhang (mandant_id, am) WHERE NOT benannt;

-- Bytes whose row is gone and that have to follow: removed after the commit by anhaenge/aufraeumen.ts.
CREATE TABLE blob_loeschung (
  mandant_id text NOT NULL,
  anhang_id  uuid NOT NULL,
  PRIMARY KEY (mandant_id, anhang_id)
);

-- ── Devices and signed acts ──────────────────────────────────────────────────────────────────────────────────────────

CREATE TABLE geraet (
  mandant_id    text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  id            uuid NOT NULL,
  sub           text NOT NULL,
  thumbprint    text NOT NULL,             -- RFC 7638, base64url
  jwk           jsonb NOT NULL,            -- public Ed25519 key
  bezeichnung   text,
  bescheinigung jsonb NOT NULL,            -- {deviceId, sub, jwk, von, bis} signed by the Mandant's anchor
  von           timestamptz(3) NOT NULL,
  bis           timestamptz(3) NOT NULL,
  gesperrt_am   timestamptz(3),
  PRIMARY KEY (mandant_id, id),
  UNIQUE (mandant_id, sub, thumbprint)
);

CREATE TABLE akt (
  mandant_id     text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  geraet_id      uuid NOT NULL,
  seq            bigint NOT NULL,
  header_sha256  text NOT NULL,
  header         jsonb NOT NULL,
  wert           text NOT NULL,            -- Ed25519 signature, base64url
  inhalt         jsonb,                    -- null after the case was deleted (with its salt)
  command_id     uuid,
  vorgang_id     uuid,                     -- null: out of the person's sight, or deleted
  sub            text NOT NULL,
  state          text NOT NULL,            -- angenommen, konflikt, abgelehnt, angehalten, zurueckgenommen
  annahme        jsonb,                    -- {headerSha256, state, angenommenAm} signed by the anchor
  kette_offen    boolean NOT NULL DEFAULT false,
  uhr_abweichung_s integer,                -- seconds the device's clock was off, where it was
  problem        jsonb,
  angekommen_am  timestamptz(3) NOT NULL,
  PRIMARY KEY (mandant_id, geraet_id, seq, header_sha256),
  FOREIGN KEY (mandant_id, geraet_id) REFERENCES geraet
);
CREATE INDEX akt_vorgang ON akt (mandant_id, vorgang_id);
CREATE INDEX akt_command ON akt (mandant_id, command_id);

CREATE TABLE sperre (
  mandant_id text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  id         uuid NOT NULL,
  geraet_id  uuid NOT NULL,
  aussage    jsonb NOT NULL,               -- signed by the anchor
  am         timestamptz(3) NOT NULL,
  PRIMARY KEY (mandant_id, id),
  FOREIGN KEY (mandant_id, geraet_id) REFERENCES geraet
);
CREATE INDEX sperre_geraet ON sperre (mandant_id, geraet_id);

-- The outbox a locked device handed over: nothing of it takes effect until the person decides on another device.
CREATE TABLE nachlass (
  mandant_id text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  id         uuid NOT NULL,
  geraet_id  uuid NOT NULL,
  sub        text NOT NULL,
  inhalt     jsonb NOT NULL,
  am         timestamptz(3) NOT NULL,
  PRIMARY KEY (mandant_id, id),
  FOREIGN KEY (mandant_id, geraet_id) REFERENCES geraet
);

-- ── Versand ──────────────────────────────────────────────────────────────────────────────────────────────────────────

-- What the cloud has to deliver: written by vorgaenge/schreiben.ts in the transaction that accepts the signature or the
-- message, taken by the Versand worker. One row per Bescheid or Nachricht.
CREATE TABLE postausgang (
  mandant_id   text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  vorgang_id   uuid NOT NULL,
  art          text NOT NULL CHECK (art IN ('BESCHEID', 'NACHRICHT')),
  bezug_id     uuid NOT NULL,              -- bescheidId or nachrichtId
  faellig_am   timestamptz(3) NOT NULL,
  versuche     integer NOT NULL DEFAULT 0,
  versendet_am timestamptz(3),
  PRIMARY KEY (mandant_id, vorgang_id, art, bezug_id),
  FOREIGN KEY (mandant_id, vorgang_id) REFERENCES vorgang ON DELETE CASCADE
);
CREATE INDEX postausgang_faellig ON postausgang (faellig_am) WHERE versendet_am IS NULL;

-- The applicants' Postfach of the demo: what OSI or BayernID would hold.
CREATE TABLE postfach_nachricht (
  mandant_id text NOT NULL REFERENCES mandant ON DELETE CASCADE,
  id         uuid NOT NULL,
  kennung    text NOT NULL,
  vorgang_id uuid NOT NULL,
  art        text NOT NULL,
  betreff    text NOT NULL,
  text       text NOT NULL,
  anhaenge   jsonb NOT NULL DEFAULT '[]',
  am         timestamptz(3) NOT NULL,
  PRIMARY KEY (mandant_id, id)
);
CREATE INDEX postfach_nachricht_kennung ON postfach_nachricht (kennung, am DESC);

-- ── Row-level security, forced, on all that belongs to a Mandant ─────────────────────────────────────────────────────

-- Called by each migration for each new table with mandant_id.
CREATE PROCEDURE schuetze_mandant(tabelle regclass, spalte text DEFAULT 'mandant_id') LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', tabelle);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', tabelle);
  EXECUTE format('CREATE POLICY mandant ON %s TO kontor_app USING (%I = aktueller_mandant()) WITH CHECK (%I = aktueller_mandant())',
                 tabelle, spalte, spalte);
  -- The owner: migrations, and the SECURITY DEFINER functions below. It never serves a request by itself.
  EXECUTE format('CREATE POLICY eigner ON %s TO %I USING (true) WITH CHECK (true)', tabelle, current_user);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO kontor_app', tabelle);
END $$;

CALL schuetze_mandant('mandant', 'id');
CALL schuetze_mandant('feed_zaehler');
CALL schuetze_mandant('organisationseinheit');
CALL schuetze_mandant('person');
CALL schuetze_mandant('dienst');
CALL schuetze_mandant('vorgang');
CALL schuetze_mandant('vorgang_vorher');
CALL schuetze_mandant('eingang_transaktion');
CALL schuetze_mandant('command');
CALL schuetze_mandant('objekt_id');
CALL schuetze_mandant('anhang');
CALL schuetze_mandant('blob_loeschung');
CALL schuetze_mandant('geraet');
CALL schuetze_mandant('akt');
CALL schuetze_mandant('sperre');
CALL schuetze_mandant('nachlass');
CALL schuetze_mandant('postausgang');
CALL schuetze_mandant('postfach_nachricht');

GRANT SELECT, INSERT, UPDATE, DELETE ON einstellung, oidc_eintrag, sitzung_geraet, gemeinde, gemeinde_dienst, gemeinde_kennzahl TO kontor_app;

-- ── What looks across Mandanten ──────────────────────────────────────────────────────────────────────────────────────

-- Intake and forwarding: whose OE is this?
CREATE FUNCTION mandantenuebergreifend_stelle(gesucht text)
  RETURNS TABLE (mandant_id text, oe_id text, oe_name text, mandant_name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.mandant_id, o.id, o.name, m.name FROM organisationseinheit o JOIN mandant m ON m.id = o.mandant_id WHERE o.id = gesucht
$$;

-- Forwarding targets of all Mandanten by name, one's own Mandant first, at most 50.
CREATE FUNCTION mandantenuebergreifend_stellen(suche text, eigener text)
  RETURNS TABLE (mandant_id text, oe_id text, oe_name text, mandant_name text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT o.mandant_id, o.id, o.name, m.name FROM organisationseinheit o JOIN mandant m ON m.id = o.mandant_id
  WHERE suche = '' OR strpos(lower(o.name || ' ' || m.name || ' ' || o.id), lower(suche)) > 0
  ORDER BY m.id = eigener DESC, m.name, o.name, o.id LIMIT 50
$$;

-- Intake: where an Antrag with an unknown Stelle goes, so that it is never lost.
CREATE FUNCTION mandantenuebergreifend_auffang()
  RETURNS TABLE (mandant_id text, oe_id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.id, o.id FROM mandant m JOIN organisationseinheit o ON o.mandant_id = m.id
  WHERE m.ist_auffang ORDER BY o.ist_poststelle DESC, o.id LIMIT 1
$$;

-- Intake: what became of this transactionId?
CREATE FUNCTION mandantenuebergreifend_transaktion(gesucht text)
  RETURNS TABLE (mandant_id text, vorgang_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT e.mandant_id, e.vorgang_id FROM eingang_transaktion e WHERE e.transaction_id = gesucht
$$;

-- Intake: takes the transactionId for this Vorgang; false when another one has it. A concurrent taker is waited for.
CREATE FUNCTION mandantenuebergreifend_transaktion_nehmen(transaktion text, mandant text, vorgang uuid) RETURNS boolean
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO eingang_transaktion (transaction_id, mandant_id, vorgang_id) VALUES (transaktion, mandant, vorgang)
  ON CONFLICT (transaction_id) DO NOTHING;
  RETURN FOUND;
END $$;

-- Sign-in (demo): which person has this user name or subject?
CREATE FUNCTION mandantenuebergreifend_person(kennung text)
  RETURNS TABLE (mandant_id text, sub text, username text, name text, rollen text[], oe_ids text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.mandant_id, p.sub, p.username, p.name, p.rollen, p.oe_ids FROM person p
  WHERE (p.username = kennung OR p.sub = kennung) AND NOT p.gesperrt
$$;

-- Sign-in page (demo): all who can sign in.
CREATE FUNCTION mandantenuebergreifend_personen()
  RETURNS TABLE (mandant_id text, mandant_name text, username text, name text, rollen text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.mandant_id, m.name, p.username, p.name, p.rollen FROM person p JOIN mandant m ON m.id = p.mandant_id
  WHERE NOT p.gesperrt ORDER BY m.ist_auffang DESC, m.name, p.username
$$;

CREATE FUNCTION mandantenuebergreifend_mandanten()
  RETURNS TABLE (id text, name text, land text, ars text, ist_auffang boolean)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.id, m.name, m.land, m.ars, m.ist_auffang FROM mandant m ORDER BY m.id
$$;

-- Rollout: figures per Mandant and Dienst, no personal data.
CREATE FUNCTION mandantenuebergreifend_kennzahlen(gesuchtes_land text, von date, bis date, heute date)
  RETURNS TABLE (mandant_id text, ars text, leika_id text, name text, vorgaenge bigint, entschieden bigint,
                 median_tage double precision, ueberfaellig bigint, ohne_medienbruch bigint)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.id, m.ars, COALESCE(d.leika_id, d.id), min(d.name), count(v.id), count(v.entschieden_am),
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM v.entschieden_am - v.eingang_am) / 86400)
           FILTER (WHERE v.entschieden_am IS NOT NULL),
         count(*) FILTER (WHERE v.frist < heute AND v.entschieden_am IS NULL),
         count(*) FILTER (WHERE v.entschieden_am IS NOT NULL AND v.ohne_medienbruch)
  FROM mandant m JOIN dienst d ON d.mandant_id = m.id
  LEFT JOIN vorgang v ON v.mandant_id = d.mandant_id AND v.dienst_id = d.id AND NOT v.geloescht
       AND v.eingang_am >= von AND v.eingang_am < bis + 1
  WHERE m.land = gesuchtes_land AND d.live_seit IS NOT NULL
  GROUP BY m.id, m.ars, COALESCE(d.leika_id, d.id)
$$;

-- Versand: what is due, the longest waiting first. The worker locks each row in its own Mandant.
CREATE FUNCTION mandantenuebergreifend_versand_faellig(jetzt timestamptz, hoechstens integer)
  RETURNS TABLE (mandant_id text, vorgang_id uuid, art text, bezug_id uuid)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT p.mandant_id, p.vorgang_id, p.art, p.bezug_id FROM postausgang p
  WHERE p.versendet_am IS NULL AND p.faellig_am <= jetzt ORDER BY p.faellig_am LIMIT hoechstens
$$;

-- Demo: one applicant's Postfach, whichever municipality wrote.
CREATE FUNCTION mandantenuebergreifend_postfach(gesucht text)
  RETURNS TABLE (mandant_id text, id uuid, vorgang_id uuid, art text, betreff text, text text, anhaenge jsonb, am timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT n.mandant_id, n.id, n.vorgang_id, n.art, n.betreff, n.text, n.anhaenge, n.am FROM postfach_nachricht n
  WHERE n.kennung = gesucht ORDER BY n.am DESC, n.id DESC LIMIT 200
$$;

DO $$
DECLARE f regprocedure;
BEGIN
  FOR f IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'mandantenuebergreifend\_%' LOOP
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO kontor_app', f);
  END LOOP;
END $$;
