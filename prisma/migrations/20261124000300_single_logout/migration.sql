-- Single logout both ways: where a provider ends its sessions, and what it calls those of ours.

ALTER TABLE sso_connections
  -- Off unless an admin says otherwise: signing out of Gatehouse then signs people out of the provider as well.
  ADD COLUMN single_logout boolean NOT NULL DEFAULT false,
  -- SAML: SingleLogoutService. OpenID Connect: end_session_endpoint. Null where the provider offers none.
  ADD COLUMN idp_slo_url text,
  -- SAML metadata §2.2.3, ResponseLocation: where answers go, if elsewhere.
  ADD COLUMN idp_slo_response_url text,
  ADD COLUMN idp_slo_binding text CHECK (idp_slo_binding IN ('redirect', 'post')),
  ADD CHECK (idp_slo_binding IS NULL OR idp_slo_url IS NOT NULL);

-- The key with which we sign what we say about sign-outs, with its certificate (DER) as the public part.
ALTER TABLE tenant_keys DROP CONSTRAINT tenant_keys_purpose_check;
ALTER TABLE tenant_keys ADD CONSTRAINT tenant_keys_purpose_check
  CHECK (purpose IN ('chain', 'signing', 'idempotency', 'saml-decryption', 'saml-signing', 'token-signing'));

-- Carried from the provider's answer to the session that it leads to; sealed, as below.
ALTER TABLE sign_in_requests ADD COLUMN provider_session bytea;

-- What a provider calls a session of ours. It is found by hashes; the words themselves (NameID with its qualifiers,
-- SessionIndex, ID token) are sealed under the deployment's key and read only to ask the provider to end its own.
CREATE TABLE provider_sessions (
  tenant_id uuid NOT NULL,
  session_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  subject_hash bytea NOT NULL CHECK (octet_length(subject_hash) = 32),
  index_hash bytea CHECK (octet_length(index_hash) = 32),
  sealed bytea NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, session_id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX provider_sessions_subject_idx ON provider_sessions (tenant_id, connection_id, subject_hash);
CREATE INDEX provider_sessions_index_idx ON provider_sessions (tenant_id, connection_id, index_hash);

-- A browser that was sent to its provider to sign out there too. Its session has ended already.
CREATE TABLE logout_requests (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  -- The session that has ended.
  session_id uuid NOT NULL,
  state_hash bytea NOT NULL CHECK (octet_length(state_hash) = 32),
  browser_hash bytea NOT NULL CHECK (octet_length(browser_hash) = 32),
  -- ID of the LogoutRequest, once the browser has left with it; null for OpenID Connect.
  saml_request_id text,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  left_at timestamptz(6),
  answered_at timestamptz(6) CHECK (left_at IS NOT NULL OR answered_at IS NULL),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, session_id) REFERENCES sessions (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX logout_requests_state_hash_key ON logout_requests (tenant_id, state_hash);
CREATE INDEX logout_requests_expiry_idx ON logout_requests (tenant_id, expires_at);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['provider_sessions', 'logout_requests'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO gatehouse_app', tenant_table);
  END LOOP;
END
$$;

-- Whoever is deleted leaves no personal value in a trace: the steps and their outcome stay.
CREATE FUNCTION forget_traces_of_user() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  DELETE FROM received_profiles p USING sign_in_traces t
    WHERE t.tenant_id = OLD.tenant_id AND t.user_id = OLD.id AND p.tenant_id = t.tenant_id AND p.trace_id = t.id;
  UPDATE sign_in_traces SET personal = '{}' WHERE tenant_id = OLD.tenant_id AND user_id = OLD.id;
  RETURN OLD;
END
$$;
CREATE TRIGGER users_forget_traces BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION forget_traces_of_user();
CREATE INDEX sign_in_traces_user_idx ON sign_in_traces (tenant_id, user_id);
