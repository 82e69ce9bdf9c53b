-- What a person has decided of a locked device's outbox: the content goes, its id stays, so that a device that hands over
-- once more brings nothing back. Read by the person.
ALTER TABLE nachlass ADD COLUMN erledigt uuid[] NOT NULL DEFAULT '{}';
CREATE INDEX nachlass_sub ON nachlass (mandant_id, sub);
