-- Dry run: a new directory whose requests are answered from a shadow, so that nothing it sends reaches anybody.

ALTER TABLE directories
  ADD COLUMN mode text NOT NULL DEFAULT 'live' CHECK (mode IN ('live', 'dry-run'));
ALTER TABLE directories ADD CONSTRAINT directories_mode_key UNIQUE (tenant_id, id, mode);

-- Going live is for good: what a directory has done to people cannot be taken for a rehearsal afterwards.
CREATE FUNCTION directories_stay_live() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a live directory does not go back to dry run' USING ERRCODE = 'check_violation';
END
$$;
REVOKE ALL ON FUNCTION directories_stay_live() FROM PUBLIC;
CREATE TRIGGER directories_live_for_good BEFORE UPDATE OF mode ON directories
  FOR EACH ROW WHEN (OLD.mode = 'live' AND NEW.mode <> 'live') EXECUTE FUNCTION directories_stay_live();

-- Nobody and no group can belong to a directory in dry run, whatever the code does: their key leads to live ones alone.
ALTER TABLE directories ADD COLUMN live_id uuid GENERATED ALWAYS AS (CASE WHEN mode = 'live' THEN id END) STORED;
ALTER TABLE directories ADD CONSTRAINT directories_live_key UNIQUE (tenant_id, live_id);
ALTER TABLE users DROP CONSTRAINT users_tenant_id_directory_id_fkey,
  ADD CONSTRAINT users_live_directory_fkey FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, live_id);
ALTER TABLE groups DROP CONSTRAINT groups_tenant_id_directory_id_fkey,
  ADD CONSTRAINT groups_live_directory_fkey FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, live_id);

-- The door reads the mode with the token, so that live requests ask nothing more. The key holds the two together.
ALTER TABLE scim_tokens ADD COLUMN directory_mode text NOT NULL DEFAULT 'live';
ALTER TABLE scim_tokens ADD FOREIGN KEY (tenant_id, directory_id, directory_mode)
  REFERENCES directories (tenant_id, id, mode) ON UPDATE CASCADE ON DELETE CASCADE;
CREATE FUNCTION scim_tokens_take_mode() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT d.mode INTO STRICT NEW.directory_mode FROM public.directories d
    WHERE d.tenant_id = NEW.tenant_id AND d.id = NEW.directory_id;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION scim_tokens_take_mode() FROM PUBLIC;
CREATE TRIGGER scim_tokens_mode_taken BEFORE INSERT ON scim_tokens
  FOR EACH ROW EXECUTE FUNCTION scim_tokens_take_mode();
GRANT SELECT (directory_mode) ON scim_tokens TO gatehouse_door;

-- The shadow. Its tables have the columns of those that they stand for, so that the statements of the live directory
-- run on them as they are; nothing outside refers to them.
CREATE TABLE dry_run_users (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  directory_id uuid NOT NULL,
  external_id text,
  user_name text NOT NULL CHECK (length(user_name) BETWEEN 1 AND 512),
  display_name text NOT NULL,
  given_name text,
  family_name text,
  email text,
  title text,
  department text,
  active boolean NOT NULL DEFAULT true,
  scim jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  user_name_key text GENERATED ALWAYS AS (lower(user_name)) STORED,
  email_key text GENERATED ALWAYS AS (lower(email)) STORED,
  display_name_key text GENERATED ALWAYS AS ("left"(lower(scim ->> 'displayName'), 512)) STORED,
  -- Who is here already and would be taken over. No key: what happens to that person is not for the shadow to hinder.
  stands_for uuid,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX dry_run_users_user_name_key ON dry_run_users (tenant_id, directory_id, user_name_key);
CREATE UNIQUE INDEX dry_run_users_stands_for_key ON dry_run_users (tenant_id, directory_id, stands_for);
CREATE INDEX dry_run_users_directory_idx ON dry_run_users (tenant_id, directory_id, id);
CREATE INDEX dry_run_users_external_id_idx ON dry_run_users (tenant_id, directory_id, external_id);
CREATE INDEX dry_run_users_scim_display_name_idx ON dry_run_users (tenant_id, directory_id, display_name_key);

CREATE VIEW dry_run_user_emails WITH (security_invoker = true) AS
  SELECT u.tenant_id, u.id AS user_id, "left"(lower(e.v ->> 'value'), 512) AS value_key
  FROM dry_run_users u CROSS JOIN LATERAL jsonb_array_elements(
    CASE WHEN jsonb_typeof(u.scim -> 'emails') = 'array' THEN u.scim -> 'emails' ELSE '[]' END) AS e(v)
  WHERE e.v ->> 'value' IS NOT NULL;

CREATE TABLE dry_run_groups (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  directory_id uuid NOT NULL,
  external_id text,
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 512),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  display_name_key text GENERATED ALWAYS AS (lower(display_name)) STORED,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX dry_run_groups_display_name_key ON dry_run_groups (tenant_id, directory_id, display_name_key);
CREATE INDEX dry_run_groups_directory_idx ON dry_run_groups (tenant_id, directory_id, id);
CREATE INDEX dry_run_groups_external_id_idx ON dry_run_groups (tenant_id, directory_id, external_id);

CREATE TABLE dry_run_group_members (
  tenant_id uuid NOT NULL,
  group_id uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, group_id, user_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES dry_run_groups (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES dry_run_users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX dry_run_group_members_user_idx ON dry_run_group_members (tenant_id, user_id);

CREATE TABLE dry_run_group_nestings (
  tenant_id uuid NOT NULL,
  group_id uuid NOT NULL,
  member_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, group_id, member_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES dry_run_groups (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, member_id) REFERENCES dry_run_groups (tenant_id, id) ON DELETE CASCADE,
  CHECK (group_id <> member_id)
);
CREATE INDEX dry_run_group_nestings_member_idx ON dry_run_group_nestings (tenant_id, member_id);

CREATE TABLE dry_run_group_closure (
  tenant_id uuid NOT NULL,
  descendant_id uuid NOT NULL,
  ancestor_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, descendant_id, ancestor_id),
  FOREIGN KEY (tenant_id, descendant_id) REFERENCES dry_run_groups (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, ancestor_id) REFERENCES dry_run_groups (tenant_id, id) ON DELETE CASCADE,
  CHECK (descendant_id <> ancestor_id)
);
CREATE INDEX dry_run_group_closure_ancestor_idx ON dry_run_group_closure (tenant_id, ancestor_id, descendant_id);

-- Who would have been disabled or deleted, and when: what the guard rail would have counted, and who would be gone.
CREATE TABLE dry_run_departures (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  directory_id uuid NOT NULL,
  -- Of the shadow; the row may be gone.
  shadow_id uuid NOT NULL,
  stands_for uuid,
  person_name text NOT NULL,
  operation text NOT NULL CHECK (operation IN ('disable', 'delete')),
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  -- As the guard rail counts: who was disabled before loses nothing by being deleted.
  counted boolean NOT NULL,
  -- The guard rail would have held it back.
  held boolean NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX dry_run_departures_time_idx ON dry_run_departures (tenant_id, directory_id, at);
CREATE INDEX dry_run_departures_stands_for_idx ON dry_run_departures (tenant_id, directory_id, stands_for);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['dry_run_users', 'dry_run_groups', 'dry_run_group_members', 'dry_run_group_nestings',
    'dry_run_group_closure', 'dry_run_departures'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO gatehouse_app', tenant_table);
  END LOOP;
END
$$;
GRANT SELECT ON dry_run_user_emails TO gatehouse_app;
