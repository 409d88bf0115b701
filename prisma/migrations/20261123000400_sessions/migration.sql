-- Sessions under a tenant's own policy: rotated tokens, passkeys, step-up, break-glass, invitations.

-- A tenant that has set nothing has no row; what then holds stands in effective_sign_in_policies alone.
CREATE TABLE sign_in_policies (
  tenant_id uuid PRIMARY KEY REFERENCES tenants (id),
  idle_minutes integer NOT NULL CHECK (idle_minutes BETWEEN 5 AND 43200),
  absolute_minutes integer NOT NULL CHECK (absolute_minutes BETWEEN 15 AND 43200),
  reauthentication_minutes integer CHECK (reauthentication_minutes BETWEEN 15 AND 43200),
  step_up_minutes integer NOT NULL CHECK (step_up_minutes BETWEEN 1 AND 1440),
  second_factor text NOT NULL CHECK (second_factor IN ('off', 'passkey')),
  methods text[] NOT NULL CHECK (cardinality(methods) > 0 AND methods <@ ARRAY['saml', 'oidc', 'passkey']),
  ip_allow_list cidr[] NOT NULL CHECK (cardinality(ip_allow_list) <= 100),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_by uuid,
  FOREIGN KEY (tenant_id, updated_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (updated_by)
);

ALTER TABLE sessions
  ADD COLUMN method text NOT NULL DEFAULT 'saml' CHECK (method IN ('saml', 'oidc', 'passkey', 'break-glass')),
  ADD COLUMN authenticated_at timestamptz(6) NOT NULL DEFAULT now(),
  ADD COLUMN second_factor_at timestamptz(6),
  ADD COLUMN rotated_at timestamptz(6) NOT NULL DEFAULT now(),
  ADD COLUMN pending_token_hash bytea CHECK (octet_length(pending_token_hash) = 32),
  ADD COLUMN pending_at timestamptz(6),
  ADD COLUMN previous_token_hash bytea CHECK (octet_length(previous_token_hash) = 32);
CREATE UNIQUE INDEX sessions_pending_token_hash_key ON sessions (pending_token_hash);
CREATE UNIQUE INDEX sessions_previous_token_hash_key ON sessions (previous_token_hash);

-- Rows from before: the owner of the tables sees them only while their security is not forced.
ALTER TABLE sessions NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sso_connections NO FORCE ROW LEVEL SECURITY;
UPDATE sessions s SET authenticated_at = s.created_at, rotated_at = s.created_at,
  method = coalesce((SELECT c.protocol FROM sso_connections c WHERE c.tenant_id = s.tenant_id AND c.id = s.connection_id), 'saml');
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
ALTER TABLE sso_connections FORCE ROW LEVEL SECURITY;

-- A sign-in that confirms who sits at an open session: the same person, authenticated anew.
ALTER TABLE sign_in_requests
  ADD COLUMN reauthenticates_user_id uuid,
  ADD COLUMN authenticated_at timestamptz(6),
  ADD FOREIGN KEY (tenant_id, reauthenticates_user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE;

CREATE TABLE passkeys (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  credential_id bytea NOT NULL CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
  public_key bytea NOT NULL,
  counter bigint NOT NULL CHECK (counter >= 0),
  transports text[] NOT NULL DEFAULT '{}',
  device_type text NOT NULL CHECK (device_type IN ('singleDevice', 'multiDevice')),
  backed_up boolean NOT NULL,
  aaguid uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  last_used_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX passkeys_credential_id_key ON passkeys (tenant_id, credential_id);
CREATE INDEX passkeys_user_idx ON passkeys (tenant_id, user_id);

-- A challenge is used once, by the session or the browser it was made for. Only its hash is kept.
CREATE TABLE passkey_challenges (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('register', 'step-up', 'sign-in', 'break-glass', 'invitation')),
  challenge_hash bytea NOT NULL CHECK (octet_length(challenge_hash) = 32),
  session_id uuid,
  browser_hash bytea CHECK (octet_length(browser_hash) = 32),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  consumed_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id) ON DELETE CASCADE,
  CHECK ((session_id IS NULL) <> (browser_hash IS NULL))
);
CREATE UNIQUE INDEX passkey_challenges_hash_key ON passkey_challenges (tenant_id, challenge_hash);
CREATE INDEX passkey_challenges_expiry_idx ON passkey_challenges (tenant_id, expires_at);

-- Who comes in without the tenant's provider, and until when.
CREATE TABLE invitations (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  email text NOT NULL CHECK (length(email) BETWEEN 3 AND 320),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  role_id uuid NOT NULL,
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  invited_by uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  access_ends_at timestamptz(6),
  accepted_at timestamptz(6),
  user_id uuid,
  revoked_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, invited_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (invited_by),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  CHECK ((accepted_at IS NULL) = (user_id IS NULL))
);
CREATE UNIQUE INDEX invitations_token_hash_key ON invitations (tenant_id, token_hash);
CREATE INDEX invitations_user_idx ON invitations (tenant_id, user_id);

CREATE TABLE break_glass_entries (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  session_id uuid NOT NULL,
  reason text NOT NULL CHECK (length(reason) BETWEEN 10 AND 1000),
  ip text,
  entered_at timestamptz(6) NOT NULL DEFAULT now(),
  ends_at timestamptz(6) NOT NULL,
  reviewed_at timestamptz(6),
  reviewed_by uuid,
  review_note text CHECK (length(review_note) BETWEEN 1 AND 1000),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, reviewed_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (reviewed_by),
  CHECK (reviewed_by IS NULL OR reviewed_by <> user_id),
  CHECK (reviewed_by IS NULL OR reviewed_at IS NOT NULL)
);
CREATE INDEX break_glass_entries_open_idx ON break_glass_entries (tenant_id, entered_at DESC);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['sign_in_policies', 'passkeys', 'passkey_challenges', 'invitations', 'break_glass_entries'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO gatehouse_app', tenant_table);
  END LOOP;
END
$$;
GRANT DELETE ON passkeys, passkey_challenges, invitations TO gatehouse_app;

-- The policy that holds in a tenant. Eight hours since the sign-in count as fresh, which is a working day.
CREATE VIEW effective_sign_in_policies WITH (security_invoker = true) AS
  SELECT t.id AS tenant_id,
    coalesce(p.idle_minutes, 480) AS idle_minutes,
    coalesce(p.absolute_minutes, 720) AS absolute_minutes,
    p.reauthentication_minutes,
    coalesce(p.step_up_minutes, 480) AS step_up_minutes,
    coalesce(p.second_factor, 'off') AS second_factor,
    coalesce(p.methods, ARRAY['saml', 'oidc', 'passkey']) AS methods,
    coalesce(p.ip_allow_list, ARRAY[]::cidr[]) AS ip_allow_list,
    p.updated_at, p.updated_by
  FROM tenants t LEFT JOIN sign_in_policies p ON p.tenant_id = t.id;
GRANT SELECT ON effective_sign_in_policies TO gatehouse_app;

-- What the policy makes of each session at this moment, the ones that were opened under another policy included.
-- Break-glass is no method that a policy could take away: it is there for when the others fail.
CREATE VIEW session_limits WITH (security_invoker = true) AS
  SELECT s.tenant_id, s.id, s.user_id, s.revoked_at,
    least(s.expires_at, s.created_at + make_interval(mins => p.absolute_minutes),
      s.last_seen_at + make_interval(mins => p.idle_minutes)) AS ends_at,
    least(s.expires_at, s.created_at + make_interval(mins => p.absolute_minutes)) AS ends_at_latest,
    s.method = 'break-glass' OR s.method = ANY (p.methods) AS method_allowed,
    p.ip_allow_list,
    s.authenticated_at,
    s.authenticated_at + make_interval(mins => p.step_up_minutes) AS fresh_until,
    s.authenticated_at + make_interval(mins => p.reauthentication_minutes) AS reauthenticate_at,
    p.second_factor <> 'off' AND s.second_factor_at IS NULL AS second_factor_missing
  FROM sessions s JOIN effective_sign_in_policies p ON p.tenant_id = s.tenant_id;
GRANT SELECT ON session_limits TO gatehouse_app;

-- The door finds a session by any of the tokens that a rotation has in flight.
DROP POLICY door_lookup ON sessions;
CREATE POLICY door_lookup ON sessions FOR SELECT TO gatehouse_door
  USING (token_hash = (SELECT decode(current_setting('app.credential'), 'hex'))
    OR pending_token_hash = (SELECT decode(current_setting('app.credential'), 'hex'))
    OR previous_token_hash = (SELECT decode(current_setting('app.credential'), 'hex')));
GRANT SELECT (pending_token_hash, pending_at, previous_token_hash, rotated_at) ON sessions TO gatehouse_door;

-- What the built-in roles gain.
ALTER TABLE roles NO FORCE ROW LEVEL SECURITY;
UPDATE roles SET permissions = permissions || ARRAY['sign-in-policy:read', 'sign-in-policy:manage', 'invitation:read',
  'invitation:manage', 'break-glass:read', 'break-glass:review'] WHERE built_in AND key IN ('owner', 'admin');
UPDATE roles SET permissions = permissions || ARRAY['sign-in-policy:read', 'invitation:read', 'break-glass:read']
  WHERE built_in AND key = 'auditor';
UPDATE roles SET permissions = permissions || ARRAY['sign-in-policy:read'] WHERE built_in AND key = 'viewer';
ALTER TABLE roles FORCE ROW LEVEL SECURITY;
