-- What became of every sign-in, links to one of them for support, tests of connections, and set-up links.

-- A link with which somebody without an account sets up single sign-on and provisioning. One browser, once.
CREATE TABLE setup_links (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  label text NOT NULL CHECK (length(label) BETWEEN 1 AND 200),
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  -- The browser that opened it first: SHA-256 of a cookie.
  browser_hash bytea CHECK (octet_length(browser_hash) = 32),
  created_by uuid,
  created_by_key uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  opened_at timestamptz(6),
  finished_at timestamptz(6),
  revoked_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (created_by),
  FOREIGN KEY (tenant_id, created_by_key) REFERENCES api_keys (tenant_id, id) ON DELETE SET NULL (created_by_key),
  CHECK (expires_at <= created_at + interval '7 days'),
  CHECK ((browser_hash IS NULL) = (opened_at IS NULL))
);
CREATE UNIQUE INDEX setup_links_token_hash_key ON setup_links (token_hash);
CREATE UNIQUE INDEX setup_links_browser_hash_key ON setup_links (browser_hash);

-- A sign-in that somebody runs to see whether a connection works. It never makes a session, a user or a role.
CREATE TABLE connection_tests (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  ticket_hash bytea NOT NULL CHECK (octet_length(ticket_hash) = 32),
  started_by uuid,
  setup_link_id uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  redeemed_at timestamptz(6),
  finished_at timestamptz(6),
  outcome text CHECK (outcome IN ('passed', 'failed')),
  failed_check text,
  -- Roles that the mapping rules would give, by key; null where no rule was asked.
  role_keys text[],
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, started_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (started_by),
  FOREIGN KEY (tenant_id, setup_link_id) REFERENCES setup_links (tenant_id, id) ON DELETE SET NULL (setup_link_id),
  CHECK ((outcome IS NULL) = (finished_at IS NULL)),
  CHECK ((failed_check IS NOT NULL) = (outcome IS NOT DISTINCT FROM 'failed'))
);
CREATE UNIQUE INDEX connection_tests_ticket_hash_key ON connection_tests (tenant_id, ticket_hash);
CREATE INDEX connection_tests_connection_idx ON connection_tests (tenant_id, connection_id, finished_at DESC);

ALTER TABLE sign_in_requests ADD COLUMN test_id uuid;
ALTER TABLE sign_in_requests ADD FOREIGN KEY (tenant_id, test_id) REFERENCES connection_tests (tenant_id, id) ON DELETE CASCADE;
-- A test's answer names no user and gets no code.
ALTER TABLE sign_in_requests ADD CHECK (test_id IS NULL OR (user_id IS NULL AND code_hash IS NULL AND consumed_at IS NULL));

-- Kept for 30 days. What was received stands here decoded: no signature and no secret, so that nothing of it can be
-- posted again; personal values stand apart, under the keys that the tree names.
CREATE TABLE sign_in_traces (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  -- The request that it belongs to. One that was answered twice has two traces.
  sign_in_request_id uuid,
  connection_id uuid,
  connection_name text NOT NULL,
  protocol text NOT NULL CHECK (protocol IN ('saml', 'oidc')),
  test_id uuid,
  outcome text NOT NULL CHECK (outcome IN ('started', 'accepted', 'signed_in', 'tested', 'rejected')),
  failed_check text,
  user_id uuid,
  session_id uuid,
  request_id text NOT NULL,
  steps jsonb NOT NULL DEFAULT '[]',
  received jsonb,
  personal jsonb NOT NULL DEFAULT '{}',
  started_at timestamptz(6) NOT NULL,
  ended_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE SET NULL (connection_id),
  FOREIGN KEY (tenant_id, test_id) REFERENCES connection_tests (tenant_id, id) ON DELETE SET NULL (test_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE SET NULL (user_id),
  CHECK ((failed_check IS NOT NULL) = (outcome = 'rejected'))
);
CREATE INDEX sign_in_traces_time_idx ON sign_in_traces (tenant_id, started_at DESC, id DESC);
CREATE INDEX sign_in_traces_connection_idx ON sign_in_traces (tenant_id, connection_id, started_at DESC, id DESC);
CREATE INDEX sign_in_traces_outcome_idx ON sign_in_traces (tenant_id, outcome, started_at DESC, id DESC);
CREATE INDEX sign_in_traces_request_idx ON sign_in_traces (tenant_id, sign_in_request_id);
CREATE INDEX sign_in_traces_test_idx ON sign_in_traces (tenant_id, test_id);

-- The claims that a connection sent last, for the preview of its mapping rules.
CREATE TABLE received_profiles (
  tenant_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  trace_id uuid NOT NULL,
  received_at timestamptz(6) NOT NULL,
  profile jsonb NOT NULL,
  PRIMARY KEY (tenant_id, connection_id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE CASCADE
);

-- Shows one trace, without personal values, to whoever holds the link.
CREATE TABLE trace_links (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  trace_id uuid NOT NULL,
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  created_by uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  revoked_at timestamptz(6),
  opened integer NOT NULL DEFAULT 0,
  last_opened_at timestamptz(6),
  -- Openings in the hour that began then: a link that is spread around or hammered stops answering.
  hour_began_at timestamptz(6),
  opened_in_hour integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, trace_id) REFERENCES sign_in_traces (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (created_by),
  CHECK (expires_at <= created_at + interval '24 hours')
);
CREATE UNIQUE INDEX trace_links_token_hash_key ON trace_links (token_hash);
CREATE INDEX trace_links_trace_idx ON trace_links (tenant_id, trace_id, created_at DESC);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['setup_links', 'connection_tests', 'sign_in_traces', 'received_profiles', 'trace_links'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO gatehouse_app', tenant_table);
  END LOOP;
END
$$;

CREATE POLICY door_lookup ON trace_links FOR SELECT TO gatehouse_door
  USING (token_hash = (SELECT decode(current_setting('app.credential'), 'hex')));
CREATE POLICY door_lookup ON setup_links FOR SELECT TO gatehouse_door
  USING (token_hash = (SELECT decode(current_setting('app.credential'), 'hex'))
    OR browser_hash = (SELECT decode(current_setting('app.credential'), 'hex')));
GRANT SELECT (tenant_id, id, trace_id, token_hash, expires_at, revoked_at) ON trace_links TO gatehouse_door;
GRANT SELECT (tenant_id, id, token_hash, browser_hash, opened_at, expires_at, finished_at, revoked_at) ON setup_links TO gatehouse_door;
