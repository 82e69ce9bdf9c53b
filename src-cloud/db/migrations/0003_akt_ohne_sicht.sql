-- Acts out of the person's sight are kept without their case; its deletion must find them all the same.
CREATE INDEX akt_ohne_sicht ON akt (mandant_id, lower(inhalt ->> 'vorgangId'))
  WHERE vorgang_id IS NULL AND inhalt IS NOT NULL;
