-- The five login roles (ADR 0003). Idempotent; run by `gatehouse migrate` when the connecting role may
-- create roles, and by a DBA beforehand otherwise. Passwords are set apart from this file.
DO $$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['gatehouse_owner', 'gatehouse_app', 'gatehouse_system', 'gatehouse_door', 'gatehouse_sso'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = wanted) THEN
        EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION NOINHERIT', wanted);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- another migration of the same cluster made it first
    END;
  END LOOP;
END
$$;

-- A statement or an idle transaction never holds a tenant's head row for long.
ALTER ROLE gatehouse_app SET statement_timeout = '30s';
ALTER ROLE gatehouse_app SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE gatehouse_system SET statement_timeout = '60s';
ALTER ROLE gatehouse_door SET statement_timeout = '5s';
-- The sign-in library names no schema of its own.
ALTER ROLE gatehouse_sso SET search_path = jackson;
