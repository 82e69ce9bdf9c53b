-- Which Vorgänge were given to a person for Mitzeichnung. As a function of the owner, since under row-level security the
-- application's own query may not use an index for `@>` (the operator is not leakproof) and would read the whole table.
-- It answers for the transaction's Mandant only, like every policy.
CREATE FUNCTION meine_mitzeichnungen(gesucht text) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 20 AS $$
  SELECT v.id FROM vorgang v
  WHERE v.mandant_id = aktueller_mandant() AND NOT v.geloescht
    AND v.mitzeichnung_an @> ARRAY[gesucht] AND v.mitzeichnung_an <> '{}'
$$;
REVOKE ALL ON FUNCTION meine_mitzeichnungen(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION meine_mitzeichnungen(text) TO kontor_app;
