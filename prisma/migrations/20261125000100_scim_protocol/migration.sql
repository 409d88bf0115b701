-- SCIM in full: filters that use indexes, groups within groups, and a tenant's own extension schemas.

-- Row-level security lets only leakproof operators reach an index, and lower() and ->> are not leakproof: a filter on
-- an expression index would read every person of the tenant. Folded copies in columns are compared by text equality,
-- which is.
DROP INDEX users_user_name_key, users_email_idx, groups_display_name_key, group_role_mappings_key;
ALTER TABLE users
  ADD COLUMN user_name_key text GENERATED ALWAYS AS (lower(user_name)) STORED,
  ADD COLUMN email_key text GENERATED ALWAYS AS (lower(email)) STORED,
  ADD COLUMN display_name_key text GENERATED ALWAYS AS ("left"(lower(scim ->> 'displayName'), 512)) STORED;
ALTER TABLE groups ADD COLUMN display_name_key text GENERATED ALWAYS AS (lower(display_name)) STORED;
ALTER TABLE group_role_mappings ADD COLUMN group_name_key text GENERATED ALWAYS AS (lower(group_name)) STORED;
CREATE UNIQUE INDEX users_user_name_key ON users (tenant_id, user_name_key);
CREATE INDEX users_email_idx ON users (tenant_id, email_key);
CREATE INDEX users_scim_display_name_idx ON users (tenant_id, directory_id, display_name_key);
CREATE UNIQUE INDEX groups_display_name_key ON groups (tenant_id, directory_id, display_name_key);
CREATE UNIQUE INDEX group_role_mappings_key ON group_role_mappings (tenant_id, directory_id, group_name_key, role_id);

-- The e-mail addresses that a provider gave a person beside the one in users.email: `emails.value eq` looks in both. Kept by a trigger, so that
-- it cannot drift from the document; the first 512 characters, because a B-tree entry has 2,704 bytes.
CREATE TABLE user_emails (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  value_key text NOT NULL,
  PRIMARY KEY (tenant_id, value_key, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX user_emails_user_idx ON user_emails (tenant_id, user_id);
-- The owner is held to the policies too, which show it nothing.
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
INSERT INTO user_emails (tenant_id, user_id, value_key)
  SELECT DISTINCT u.tenant_id, u.id, "left"(lower(e.v ->> 'value'), 512)
  FROM users u CROSS JOIN LATERAL jsonb_array_elements(
    CASE WHEN jsonb_typeof(u.scim -> 'emails') = 'array' THEN u.scim -> 'emails' ELSE '[]' END) AS e(v)
  WHERE e.v ->> 'value' IS NOT NULL;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE FUNCTION users_note_emails() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM public.user_emails WHERE tenant_id = NEW.tenant_id AND user_id = NEW.id;
  END IF;
  INSERT INTO public.user_emails (tenant_id, user_id, value_key)
    SELECT DISTINCT NEW.tenant_id, NEW.id, "left"(lower(e.v ->> 'value'), 512)
    FROM jsonb_array_elements(
      CASE WHEN jsonb_typeof(NEW.scim -> 'emails') = 'array' THEN NEW.scim -> 'emails' ELSE '[]' END) AS e(v)
    WHERE e.v ->> 'value' IS NOT NULL;
  RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION users_note_emails() FROM PUBLIC;
-- Nearly everybody has one address, which is the one in users.email: found there, they need no row here.
CREATE TRIGGER users_emails_inserted AFTER INSERT ON users
  FOR EACH ROW WHEN (NEW.scim ? 'emails' AND (NEW.scim #> '{emails,1}' IS NOT NULL
    OR lower(NEW.scim #>> '{emails,0,value}') IS DISTINCT FROM lower(NEW.email))) EXECUTE FUNCTION users_note_emails();
CREATE TRIGGER users_emails_updated AFTER UPDATE OF scim ON users
  FOR EACH ROW WHEN (NEW.scim -> 'emails' IS DISTINCT FROM OLD.scim -> 'emails') EXECUTE FUNCTION users_note_emails();

-- Groups as members of groups (RFC 7643 section 4.2).
CREATE TABLE group_nestings (
  tenant_id uuid NOT NULL,
  group_id uuid NOT NULL,
  member_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, group_id, member_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, member_id) REFERENCES groups (tenant_id, id) ON DELETE CASCADE,
  CHECK (group_id <> member_id)
);
CREATE INDEX group_nestings_member_idx ON group_nestings (tenant_id, member_id);

-- Which group is within which, over any number of levels: written when a nesting changes, so that nothing is followed
-- when a person signs in or a permission is asked for.
CREATE TABLE group_closure (
  tenant_id uuid NOT NULL,
  descendant_id uuid NOT NULL,
  ancestor_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, descendant_id, ancestor_id),
  FOREIGN KEY (tenant_id, descendant_id) REFERENCES groups (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, ancestor_id) REFERENCES groups (tenant_id, id) ON DELETE CASCADE,
  CHECK (descendant_id <> ancestor_id)
);
CREATE INDEX group_closure_ancestor_idx ON group_closure (tenant_id, ancestor_id, descendant_id);

CREATE OR REPLACE VIEW effective_roles WITH (security_invoker = true) AS
  SELECT tenant_id, user_id, role_id, NULL::uuid AS group_id, NULL::uuid AS connection_id FROM role_assignments
  UNION ALL
  SELECT member.tenant_id, member.user_id, mapping.role_id, member.group_id, NULL::uuid
  FROM group_role_mappings mapping
  JOIN groups g ON g.tenant_id = mapping.tenant_id AND g.directory_id = mapping.directory_id
    AND g.display_name_key = mapping.group_name_key
  JOIN group_members member ON member.tenant_id = g.tenant_id AND member.group_id = g.id
  UNION ALL
  SELECT member.tenant_id, member.user_id, mapping.role_id, g.id, NULL::uuid
  FROM group_role_mappings mapping
  JOIN groups g ON g.tenant_id = mapping.tenant_id AND g.directory_id = mapping.directory_id
    AND g.display_name_key = mapping.group_name_key
  JOIN group_closure within ON within.tenant_id = g.tenant_id AND within.ancestor_id = g.id
  JOIN group_members member ON member.tenant_id = within.tenant_id AND member.group_id = within.descendant_id
  UNION ALL
  SELECT met.tenant_id, met.user_id, rule.role_id, NULL::uuid, rule.connection_id
  FROM rule_assignments met
  JOIN connection_role_rules rule ON rule.tenant_id = met.tenant_id AND rule.id = met.rule_id;

-- Extension schemas that a tenant defines for its people (RFC 7643 section 7). The names are written into filters, so
-- their form is held here as well.
CREATE TABLE directory_schemas (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  urn text NOT NULL CHECK (length(urn) BETWEEN 8 AND 200 AND urn ~* '^urn:[a-z0-9][a-z0-9-]{0,31}(:[a-z0-9._-]+)+$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  description text NOT NULL CHECK (length(description) <= 500),
  attributes jsonb NOT NULL CHECK (jsonb_typeof(attributes) = 'array'),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX directory_schemas_urn_key ON directory_schemas (tenant_id, lower(urn));

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['user_emails', 'group_nestings', 'group_closure', 'directory_schemas'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO gatehouse_app', tenant_table);
  END LOOP;
END
$$;
