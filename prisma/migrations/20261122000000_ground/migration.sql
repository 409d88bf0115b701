-- The ground: tenant tables, the roles' rights, row-level security and the append-only log.
-- Runs as gatehouse_owner. Every tenant table is led by tenant_id: primary key, foreign keys and
-- unique indexes, because key checks bypass row-level security and would leak existence otherwise.

-- Nobody gets anything by default.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO gatehouse_app, gatehouse_system, gatehouse_door;

CREATE TABLE tenants (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  log_origin text NOT NULL UNIQUE,
  created_at timestamptz(6) NOT NULL DEFAULT now()
);

CREATE TABLE directories (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  provider text NOT NULL CHECK (provider IN ('okta', 'entra', 'google', 'jumpcloud', 'onelogin', 'pingone', 'other')),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX directories_name_key ON directories (tenant_id, lower(name));

CREATE TABLE users (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  directory_id uuid,
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
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id)
);
CREATE UNIQUE INDEX users_user_name_key ON users (tenant_id, lower(user_name));
CREATE INDEX users_email_idx ON users (tenant_id, lower(email));
CREATE INDEX users_directory_idx ON users (tenant_id, directory_id, id);
CREATE INDEX users_external_id_idx ON users (tenant_id, directory_id, external_id);
CREATE INDEX users_display_name_idx ON users (tenant_id, lower(display_name), id);

CREATE TABLE groups (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  directory_id uuid NOT NULL,
  external_id text,
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 512),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id)
);
CREATE UNIQUE INDEX groups_display_name_key ON groups (tenant_id, directory_id, lower(display_name));
CREATE INDEX groups_directory_idx ON groups (tenant_id, directory_id, id);
CREATE INDEX groups_external_id_idx ON groups (tenant_id, directory_id, external_id);

CREATE TABLE group_members (
  tenant_id uuid NOT NULL,
  group_id uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, group_id, user_id),
  FOREIGN KEY (tenant_id, group_id) REFERENCES groups (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX group_members_user_idx ON group_members (tenant_id, user_id);

CREATE TABLE roles (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  key text NOT NULL CHECK (key ~ '^[a-z][a-z0-9-]{0,62}$'),
  name text NOT NULL,
  description text NOT NULL,
  built_in boolean NOT NULL,
  permissions text[] NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX roles_key_key ON roles (tenant_id, key);

CREATE TABLE role_assignments (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  role_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX role_assignments_key ON role_assignments (tenant_id, user_id, role_id);
CREATE INDEX role_assignments_role_idx ON role_assignments (tenant_id, role_id);

-- A mapping names its group, so that it can be made before the provider pushes the group.
CREATE TABLE group_role_mappings (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  directory_id uuid NOT NULL,
  group_name text NOT NULL CHECK (length(group_name) BETWEEN 1 AND 512),
  role_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX group_role_mappings_key ON group_role_mappings (tenant_id, directory_id, lower(group_name), role_id);

-- Who holds which role and why. The reader's own row-level security applies.
CREATE VIEW effective_roles WITH (security_invoker = true) AS
  SELECT tenant_id, user_id, role_id, NULL::uuid AS group_id FROM role_assignments
  UNION ALL
  SELECT member.tenant_id, member.user_id, mapping.role_id, member.group_id
  FROM group_role_mappings mapping
  JOIN groups g ON g.tenant_id = mapping.tenant_id AND g.directory_id = mapping.directory_id
    AND lower(g.display_name) = lower(mapping.group_name)
  JOIN group_members member ON member.tenant_id = g.tenant_id AND member.group_id = g.id;

CREATE TABLE sso_connections (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  protocol text NOT NULL CHECK (protocol IN ('saml', 'oidc')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  jackson_client_id text NOT NULL,
  idp_entity_id text NOT NULL,
  idp_certificates text[] NOT NULL DEFAULT '{}',
  idp_sso_url text,
  -- Whether it may be the first to vouch for an Owner: only where an Owner made it.
  vouches_for_owners boolean NOT NULL DEFAULT false,
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'inactive')),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX sso_connections_name_key ON sso_connections (tenant_id, lower(name));

CREATE TABLE identities (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 512),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX identities_subject_key ON identities (tenant_id, connection_id, subject);
CREATE INDEX identities_user_idx ON identities (tenant_id, user_id);

CREATE TABLE sessions (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  connection_id uuid,
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  ip text,
  user_agent text,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  last_seen_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  revoked_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE SET NULL (connection_id)
);
CREATE UNIQUE INDEX sessions_token_hash_key ON sessions (token_hash);
CREATE INDEX sessions_user_idx ON sessions (tenant_id, user_id, created_at);
CREATE INDEX sessions_open_idx ON sessions (tenant_id, last_seen_at DESC, id) WHERE revoked_at IS NULL;

CREATE TABLE sign_in_requests (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  state_hash bytea NOT NULL CHECK (octet_length(state_hash) = 32),
  code_hash bytea CHECK (octet_length(code_hash) = 32),
  browser_hash bytea NOT NULL CHECK (octet_length(browser_hash) = 32),
  user_id uuid,
  saml_request_id text,
  redirect_to text,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  answered_at timestamptz(6),
  consumed_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sign_in_requests_state_hash_key ON sign_in_requests (state_hash);
CREATE UNIQUE INDEX sign_in_requests_code_hash_key ON sign_in_requests (code_hash);
CREATE INDEX sign_in_requests_expiry_idx ON sign_in_requests (tenant_id, expires_at);

CREATE TABLE consumed_assertions (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  assertion_hash bytea NOT NULL CHECK (octet_length(assertion_hash) = 32),
  expires_at timestamptz(6) NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, assertion_hash),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX consumed_assertions_expiry_idx ON consumed_assertions (tenant_id, expires_at);

CREATE TABLE scim_tokens (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  directory_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  prefix text NOT NULL,
  created_by uuid,
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6),
  last_used_at timestamptz(6),
  revoked_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (created_by),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX scim_tokens_token_hash_key ON scim_tokens (token_hash);
CREATE INDEX scim_tokens_directory_idx ON scim_tokens (tenant_id, directory_id);

CREATE TABLE api_keys (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  prefix text NOT NULL,
  created_by uuid,
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  permissions text[] NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6),
  last_used_at timestamptz(6),
  revoked_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (created_by)
);
CREATE UNIQUE INDEX api_keys_token_hash_key ON api_keys (token_hash);

-- Keys of a tenant, wrapped by the deployment's key-encryption key.
CREATE TABLE tenant_keys (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  purpose text NOT NULL CHECK (purpose IN ('chain', 'signing', 'idempotency')),
  key_id integer NOT NULL CHECK (key_id > 0),
  kek_id text NOT NULL,
  wrapped bytea NOT NULL,
  public_key bytea,
  first_seq bigint NOT NULL,
  last_seq bigint,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, purpose, key_id)
);

-- The audit log (AUDIT-LOG.md). Partitioned by time; the locked head keeps seq unique.
-- The columns that are searched are generated from the hashed text, so they cannot drift from it.
CREATE TABLE audit_events (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  seq bigint NOT NULL CHECK (seq > 0),
  recorded_at timestamptz(6) NOT NULL,
  canonical text,
  personal_paths text[] NOT NULL DEFAULT '{}',
  personal_salts bytea[] NOT NULL DEFAULT '{}',
  personal_values text[] NOT NULL DEFAULT '{}',
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  nonce bytea NOT NULL CHECK (octet_length(nonce) = 16),
  entry_hash bytea NOT NULL CHECK (octet_length(entry_hash) = 32),
  chain_key_id integer NOT NULL,
  id uuid GENERATED ALWAYS AS (((canonical::jsonb) ->> 'id')::uuid) STORED,
  action text GENERATED ALWAYS AS ((canonical::jsonb) ->> 'action') STORED,
  actor_type text GENERATED ALWAYS AS ((canonical::jsonb) #>> '{actor,type}') STORED,
  actor_id text GENERATED ALWAYS AS ((canonical::jsonb) #>> '{actor,id}') STORED,
  target_id text GENERATED ALWAYS AS ((canonical::jsonb) #>> '{targets,0,id}') STORED,
  outcome text GENERATED ALWAYS AS ((canonical::jsonb) #>> '{outcome,result}') STORED,
  source text GENERATED ALWAYS AS ((canonical::jsonb) #>> '{context,source}') STORED,
  PRIMARY KEY (tenant_id, seq, recorded_at),
  CHECK (cardinality(personal_paths) = cardinality(personal_salts)),
  CHECK (cardinality(personal_paths) = cardinality(personal_values))
) PARTITION BY RANGE (recorded_at);
CREATE INDEX audit_events_action_idx ON audit_events (tenant_id, action text_pattern_ops, seq);
CREATE INDEX audit_events_actor_idx ON audit_events (tenant_id, actor_id, seq);
CREATE INDEX audit_events_target_idx ON audit_events (tenant_id, target_id, seq);
CREATE INDEX audit_events_time_idx ON audit_events (tenant_id, recorded_at, seq);

CREATE TABLE audit_heads (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
  size bigint NOT NULL CHECK (size >= 0),
  frontier bytea[] NOT NULL,
  entry_hash bytea NOT NULL CHECK (octet_length(entry_hash) = 32),
  last_recorded_at timestamptz(6),
  checkpoint_size bigint NOT NULL DEFAULT 0,
  checkpoint_root bytea,
  chain_key_id integer NOT NULL,
  mac bytea NOT NULL CHECK (octet_length(mac) = 32)
);

CREATE TABLE audit_idempotency (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  credential_id uuid NOT NULL,
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  body_hmac bytea NOT NULL CHECK (octet_length(body_hmac) = 32),
  answer jsonb NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  PRIMARY KEY (tenant_id, credential_id, key)
);
CREATE INDEX audit_idempotency_expiry_idx ON audit_idempotency (tenant_id, expires_at);

-- Side effects leave through here: written with the change, handed to the queue afterwards.
CREATE TABLE outbox (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  topic text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  dispatched_at timestamptz(6),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_waiting_idx ON outbox (created_at, tenant_id, id) WHERE dispatched_at IS NULL;

-- Append-only, for everyone who does not switch triggers off. Whoever does is found by the chain.
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'The audit log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON audit_events
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_heads_no_truncate BEFORE TRUNCATE ON audit_heads
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

CREATE FUNCTION audit_head_only_grows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.tenant_id <> OLD.tenant_id OR NEW.size < OLD.size OR NEW.checkpoint_size < OLD.checkpoint_size THEN
    RAISE EXCEPTION 'The head of an audit log only grows' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER audit_heads_only_grow BEFORE UPDATE ON audit_heads
  FOR EACH ROW EXECUTE FUNCTION audit_head_only_grows();

-- Makes the month partitions that are missing between two times. A partition is itself a tenant table:
-- row-level security is forced on it, and nobody is granted anything on it directly. It is made apart and then
-- attached: making it in place would lock the whole log against readers and writers.
CREATE FUNCTION audit_ensure_partitions(from_time timestamptz, to_time timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
  month_start timestamp := date_trunc('month', from_time AT TIME ZONE 'UTC');
  partition_name text;
  lower_bound text;
  upper_bound text;
  made integer := 0;
BEGIN
  IF to_time < from_time OR to_time > from_time + interval '5 years' THEN
    RAISE EXCEPTION 'A range of at most five years is needed' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('gatehouse.audit_ensure_partitions'));
  WHILE month_start <= to_time AT TIME ZONE 'UTC' LOOP
    partition_name := 'audit_events_' || to_char(month_start, 'YYYYMM');
    IF to_regclass('public.' || partition_name) IS NULL THEN
      lower_bound := month_start::text || '+00';
      upper_bound := (month_start + interval '1 month')::text || '+00';
      EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_events INCLUDING ALL)', partition_name);
      EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', partition_name);
      EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', partition_name);
      EXECUTE format('CREATE POLICY tenant_isolation ON public.%I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', partition_name);
      EXECUTE format('CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change()', partition_name);
      EXECUTE format('ALTER TABLE public.audit_events ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
        partition_name, lower_bound, upper_bound);
      made := made + 1;
    END IF;
    month_start := month_start + interval '1 month';
  END LOOP;
  RETURN made;
END
$$;
REVOKE ALL ON FUNCTION audit_ensure_partitions(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_ensure_partitions(timestamptz, timestamptz) TO gatehouse_system;

-- Row-level security: one tenant at a time for the app, and forced, so the owner is held to it too.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['directories', 'users', 'groups', 'group_members', 'roles', 'role_assignments',
    'group_role_mappings', 'sso_connections', 'identities', 'sessions', 'sign_in_requests', 'consumed_assertions',
    'scim_tokens', 'api_keys', 'tenant_keys', 'audit_events', 'audit_heads', 'audit_idempotency', 'outbox'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO gatehouse_app', tenant_table);
  END LOOP;
  FOREACH tenant_table IN ARRAY ARRAY['directories', 'users', 'groups', 'group_members', 'roles', 'role_assignments',
    'group_role_mappings', 'sso_connections', 'identities', 'sessions', 'sign_in_requests', 'consumed_assertions',
    'scim_tokens', 'api_keys', 'audit_idempotency', 'outbox'] LOOP
    EXECUTE format('GRANT UPDATE, DELETE ON %I TO gatehouse_app', tenant_table);
  END LOOP;
END
$$;
GRANT SELECT ON effective_roles TO gatehouse_app;
GRANT UPDATE ON audit_heads TO gatehouse_app;
GRANT UPDATE (last_seq) ON tenant_keys TO gatehouse_app;

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON tenants TO gatehouse_app
  USING (id = (SELECT current_setting('app.tenant_id')::uuid))
  WITH CHECK (id = (SELECT current_setting('app.tenant_id')::uuid));
GRANT SELECT, INSERT ON tenants TO gatehouse_app;
GRANT UPDATE (name) ON tenants TO gatehouse_app;

-- The named cross-tenant tasks (platform/db/system-tasks.ts) and nothing else.
CREATE POLICY system_tenant_directory ON tenants FOR SELECT TO gatehouse_system USING (true);
GRANT SELECT ON tenants TO gatehouse_system;
-- /ready compares what is applied with the files of this version.
GRANT SELECT (migration_name, finished_at, rolled_back_at) ON _prisma_migrations TO gatehouse_system;
CREATE POLICY system_outbox_read ON outbox FOR SELECT TO gatehouse_system USING (dispatched_at IS NULL);
GRANT SELECT (tenant_id, id, topic, created_at, dispatched_at) ON outbox TO gatehouse_system;

-- The door: a credential is found by presenting its hash, before its tenant is known. Nothing can be listed.
CREATE POLICY door_lookup ON sessions FOR SELECT TO gatehouse_door
  USING (token_hash = (SELECT decode(current_setting('app.credential'), 'hex')));
CREATE POLICY door_lookup ON scim_tokens FOR SELECT TO gatehouse_door
  USING (token_hash = (SELECT decode(current_setting('app.credential'), 'hex')));
CREATE POLICY door_lookup ON api_keys FOR SELECT TO gatehouse_door
  USING (token_hash = (SELECT decode(current_setting('app.credential'), 'hex')));
CREATE POLICY door_lookup ON sign_in_requests FOR SELECT TO gatehouse_door
  USING (state_hash = (SELECT decode(current_setting('app.credential'), 'hex'))
    OR code_hash = (SELECT decode(current_setting('app.credential'), 'hex')));
GRANT SELECT (tenant_id, id, user_id, token_hash, last_seen_at, expires_at, revoked_at) ON sessions TO gatehouse_door;
GRANT SELECT (tenant_id, id, directory_id, token_hash, expires_at, revoked_at) ON scim_tokens TO gatehouse_door;
GRANT SELECT (tenant_id, id, name, token_hash, expires_at, revoked_at) ON api_keys TO gatehouse_door;
GRANT SELECT (tenant_id, id, connection_id, state_hash, code_hash, expires_at, answered_at, consumed_at) ON sign_in_requests TO gatehouse_door;

SELECT audit_ensure_partitions(now() - interval '13 months', now() + interval '3 months');
