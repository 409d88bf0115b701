-- Guard rails that pause a directory's disabling and removing, and receipts of what ended for each leaver.

-- Each deactivation. The person may be deleted afterwards, so nothing refers to their row; the name is kept for
-- people to read, stands in no hash and can be erased.
CREATE TABLE leaver_receipts (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  person_name text,
  cause text NOT NULL CHECK (cause IN ('disable', 'delete')),
  directory_id uuid,
  token_id uuid,
  request_id text NOT NULL CHECK (length(request_id) BETWEEN 1 AND 200),
  requested_at timestamptz(6) NOT NULL,
  recorded_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  -- When the transaction that ended everything was about to commit: the time of its event in the log.
  access_ended_at timestamptz(6),
  roles_lost jsonb NOT NULL,
  -- What the person made and what goes on, because it is not theirs.
  kept jsonb NOT NULL,
  -- An admin let it pass the directory's guard rail, so the guard rail does not count it.
  passed boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id) ON DELETE SET NULL (directory_id)
);
CREATE INDEX leaver_receipts_time_idx ON leaver_receipts (tenant_id, recorded_at DESC, id DESC);
CREATE INDEX leaver_receipts_counted_idx ON leaver_receipts (tenant_id, directory_id, recorded_at) WHERE NOT passed;
CREATE INDEX leaver_receipts_user_idx ON leaver_receipts (tenant_id, user_id);

-- What ended, one row each. The hashes outlive the session of who is deleted, so that its cookie is known when it comes back.
CREATE TABLE leaver_access (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  receipt_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('session', 'api_key', 'passkey', 'setup_link', 'trace_link')),
  credential_id uuid NOT NULL,
  token_hash bytea CHECK (octet_length(token_hash) = 32),
  next_token_hash bytea CHECK (octet_length(next_token_hash) = 32),
  began_at timestamptz(6) NOT NULL,
  ended_at timestamptz(6) NOT NULL,
  refused_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, receipt_id) REFERENCES leaver_receipts (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX leaver_access_receipt_idx ON leaver_access (tenant_id, receipt_id);
CREATE INDEX leaver_access_token_hash_idx ON leaver_access (token_hash);
CREATE INDEX leaver_access_next_token_hash_idx ON leaver_access (next_token_hash);

-- The events of a receipt, with their inclusion (RFC 6962 section 2.1.1) in the tree of the first `seq` events.
CREATE TABLE leaver_events (
  tenant_id uuid NOT NULL,
  receipt_id uuid NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  proof bytea[] NOT NULL,
  PRIMARY KEY (tenant_id, receipt_id, seq),
  FOREIGN KEY (tenant_id, receipt_id) REFERENCES leaver_receipts (tenant_id, id) ON DELETE CASCADE
);

-- A directory whose admin has set nothing and that was never paused has no row.
CREATE TABLE directory_guard_rails (
  tenant_id uuid NOT NULL,
  directory_id uuid NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  share_percent integer NOT NULL DEFAULT 20 CHECK (share_percent BETWEEN 1 AND 100),
  people_at_least integer NOT NULL DEFAULT 5 CHECK (people_at_least BETWEEN 1 AND 100000),
  window_minutes integer NOT NULL DEFAULT 60 CHECK (window_minutes BETWEEN 5 AND 10080),
  paused_at timestamptz(6),
  -- What was counted when it paused.
  paused_removed integer,
  paused_active integer,
  kept_out_at timestamptz(6),
  kept_out_by uuid,
  -- What was removed before is not counted: an admin has looked at it.
  counted_since timestamptz(6),
  pass_people integer NOT NULL DEFAULT 0 CHECK (pass_people >= 0),
  pass_until timestamptz(6),
  PRIMARY KEY (tenant_id, directory_id),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, kept_out_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (kept_out_by),
  CHECK (kept_out_at IS NULL OR paused_at IS NOT NULL)
);

CREATE TABLE directory_holds (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  directory_id uuid NOT NULL,
  user_id uuid NOT NULL,
  operation text NOT NULL CHECK (operation IN ('disable', 'delete')),
  first_held_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  last_held_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  attempts integer NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX directory_holds_key ON directory_holds (tenant_id, directory_id, user_id);
CREATE INDEX directory_holds_user_idx ON directory_holds (tenant_id, user_id);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['leaver_receipts', 'leaver_access', 'leaver_events', 'directory_guard_rails', 'directory_holds'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT ON %I TO gatehouse_app', tenant_table);
  END LOOP;
END
$$;
GRANT UPDATE (access_ended_at, person_name) ON leaver_receipts TO gatehouse_app;
GRANT UPDATE (refused_at) ON leaver_access TO gatehouse_app;
GRANT UPDATE, DELETE ON directory_guard_rails, directory_holds TO gatehouse_app;

-- A token that ended with its person is recognised when it is presented once more.
CREATE POLICY door_lookup ON leaver_access FOR SELECT TO gatehouse_door
  USING (token_hash = (SELECT decode(current_setting('app.credential'), 'hex'))
    OR next_token_hash = (SELECT decode(current_setting('app.credential'), 'hex')));
GRANT SELECT (tenant_id, id, receipt_id, kind, credential_id, token_hash, next_token_hash, refused_at) ON leaver_access TO gatehouse_door;

-- What the built-in roles gain.
ALTER TABLE roles NO FORCE ROW LEVEL SECURITY;
UPDATE roles SET permissions = permissions || ARRAY['leaver:read'] WHERE built_in AND key IN ('owner', 'admin', 'auditor');
ALTER TABLE roles FORCE ROW LEVEL SECURITY;
