-- A device is known by its key: the RFC 7638 thumbprint (base64url) is its id, so the column of its own goes away.
-- Acts are found by their command, and what is handed over by its device.
ALTER TABLE akt DROP CONSTRAINT akt_mandant_id_geraet_id_fkey;
ALTER TABLE sperre DROP CONSTRAINT sperre_mandant_id_geraet_id_fkey;
ALTER TABLE nachlass DROP CONSTRAINT nachlass_mandant_id_geraet_id_fkey;

ALTER TABLE geraet DROP CONSTRAINT geraet_mandant_id_sub_thumbprint_key;
ALTER TABLE geraet DROP COLUMN thumbprint;
ALTER TABLE geraet ALTER COLUMN id TYPE text;
ALTER TABLE akt ALTER COLUMN geraet_id TYPE text;
ALTER TABLE sperre ALTER COLUMN geraet_id TYPE text;
ALTER TABLE nachlass ALTER COLUMN geraet_id TYPE text;
ALTER TABLE sitzung_geraet ALTER COLUMN geraet_id TYPE text;

ALTER TABLE akt ADD FOREIGN KEY (mandant_id, geraet_id) REFERENCES geraet;
ALTER TABLE sperre ADD FOREIGN KEY (mandant_id, geraet_id) REFERENCES geraet;
ALTER TABLE nachlass ADD FOREIGN KEY (mandant_id, geraet_id) REFERENCES geraet;
CREATE INDEX nachlass_geraet ON nachlass (mandant_id, geraet_id);
CREATE INDEX nachlass_inhalt ON nachlass USING gin (inhalt jsonb_path_ops);
CREATE INDEX geraet_sub ON geraet (mandant_id, sub);
