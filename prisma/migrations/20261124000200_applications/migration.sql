-- Gatehouse as the door to the vendor's own product (docs/adr/0015-a-thin-authorization-server-of-our-own.md).

-- The keys that sign tokens belong to the house; the public part is the SubjectPublicKeyInfo.
ALTER TABLE tenant_keys DROP CONSTRAINT tenant_keys_purpose_check;
ALTER TABLE tenant_keys ADD CONSTRAINT tenant_keys_purpose_check
  CHECK (purpose IN ('chain', 'signing', 'idempotency', 'saml-decryption', 'token-signing'));

-- The vendor's applications: rows of the house tenant. Redirect addresses are compared whole, never by their beginning.
CREATE TABLE oauth_clients (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  client_id text NOT NULL CHECK (client_id ~ '^gha_[A-Za-z0-9_-]{22}$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  type text NOT NULL CHECK (type IN ('confidential', 'public')),
  redirect_uris text[] NOT NULL CHECK (cardinality(redirect_uris) BETWEEN 1 AND 20),
  post_logout_redirect_uris text[] NOT NULL DEFAULT '{}' CHECK (cardinality(post_logout_redirect_uris) <= 20),
  scopes text[] NOT NULL CHECK (scopes @> ARRAY['openid'] AND scopes <@ ARRAY['openid', 'profile', 'email', 'offline_access']),
  audience text NOT NULL CHECK (length(audience) BETWEEN 1 AND 500),
  -- NULL: every tenant. Ids of other tenants, so nothing refers to them.
  allowed_tenants uuid[] CHECK (cardinality(allowed_tenants) BETWEEN 1 AND 1000),
  access_token_seconds integer NOT NULL DEFAULT 600 CHECK (access_token_seconds BETWEEN 60 AND 3600),
  refresh_token_seconds integer NOT NULL DEFAULT 43200 CHECK (refresh_token_seconds BETWEEN 300 AND 2592000),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  disabled_at timestamptz(6),
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX oauth_clients_client_id_key ON oauth_clients (tenant_id, client_id);

CREATE TABLE oauth_client_secrets (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  application_id uuid NOT NULL,
  prefix text NOT NULL,
  secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  -- Set on the others when a secret is rotated: until then both work.
  expires_at timestamptz(6),
  last_used_at timestamptz(6),
  revoked_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, application_id) REFERENCES oauth_clients (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX oauth_client_secrets_hash_key ON oauth_client_secrets (tenant_id, secret_hash);
CREATE INDEX oauth_client_secrets_application_idx ON oauth_client_secrets (tenant_id, application_id);

-- What an application asked for, while its person signs in: of the house, because the tenant is not known yet.
CREATE TABLE oauth_requests (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  application_id uuid NOT NULL,
  request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
  browser_hash bytea NOT NULL CHECK (octet_length(browser_hash) = 32),
  parameters jsonb NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  consumed_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, application_id) REFERENCES oauth_clients (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX oauth_requests_hash_key ON oauth_requests (tenant_id, request_hash);
CREATE INDEX oauth_requests_expiry_idx ON oauth_requests (tenant_id, expires_at);

-- A person's sign-in to an application, with every token that came of it: a row of the person's tenant. It is good
-- while its session is; the application is a row of the house, so nothing refers to it.
CREATE TABLE oauth_grants (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  client_id text NOT NULL,
  application_name text NOT NULL,
  user_id uuid NOT NULL,
  session_id uuid NOT NULL,
  scopes text[] NOT NULL,
  redirect_uri text NOT NULL,
  nonce text CHECK (length(nonce) <= 512),
  code_challenge text NOT NULL CHECK (code_challenge ~ '^[A-Za-z0-9_-]{43}$'),
  code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
  code_expires_at timestamptz(6) NOT NULL,
  code_used_at timestamptz(6),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  ended_at timestamptz(6),
  end_cause text CHECK (end_cause IN ('code_reused', 'refresh_reused', 'revoked', 'signed_out')),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id) ON DELETE CASCADE,
  CHECK ((ended_at IS NULL) = (end_cause IS NULL))
);
CREATE UNIQUE INDEX oauth_grants_code_hash_key ON oauth_grants (code_hash);
CREATE INDEX oauth_grants_user_idx ON oauth_grants (tenant_id, user_id, created_at DESC);
CREATE INDEX oauth_grants_session_idx ON oauth_grants (tenant_id, session_id);

CREATE TABLE oauth_refresh_tokens (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  grant_id uuid NOT NULL,
  token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  used_at timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, grant_id) REFERENCES oauth_grants (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX oauth_refresh_tokens_token_hash_key ON oauth_refresh_tokens (token_hash);
CREATE INDEX oauth_refresh_tokens_grant_idx ON oauth_refresh_tokens (tenant_id, grant_id);
CREATE INDEX oauth_refresh_tokens_expiry_idx ON oauth_refresh_tokens (tenant_id, expires_at);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['oauth_clients', 'oauth_client_secrets', 'oauth_requests', 'oauth_grants', 'oauth_refresh_tokens'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO gatehouse_app', tenant_table);
  END LOOP;
END
$$;
GRANT DELETE ON oauth_requests, oauth_refresh_tokens TO gatehouse_app;

-- The door finds a grant by its code and a refresh token by itself, before their tenant is known.
CREATE POLICY door_lookup ON oauth_grants FOR SELECT TO gatehouse_door
  USING (code_hash = (SELECT decode(current_setting('app.credential'), 'hex')));
CREATE POLICY door_lookup ON oauth_refresh_tokens FOR SELECT TO gatehouse_door
  USING (token_hash = (SELECT decode(current_setting('app.credential'), 'hex')));
GRANT SELECT (tenant_id, id, code_hash) ON oauth_grants TO gatehouse_door;
GRANT SELECT (tenant_id, id, grant_id, token_hash) ON oauth_refresh_tokens TO gatehouse_door;
