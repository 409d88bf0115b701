-- What the assertion guard is told of a connection, and what it hands on to the session.

-- SAML profiles §4.1.5: responses that nobody asked for. Off unless an admin says otherwise.
ALTER TABLE sso_connections
  ADD COLUMN idp_initiated boolean NOT NULL DEFAULT false,
  ADD COLUMN assertion_max_age_seconds integer NOT NULL DEFAULT 600
    CHECK (assertion_max_age_seconds BETWEEN 60 AND 3600),
  ADD COLUMN authentication_max_age_seconds integer NOT NULL DEFAULT 86400
    CHECK (authentication_max_age_seconds BETWEEN 300 AND 2592000);

-- SAML core §2.7.2, SessionNotOnOrAfter: the session that a request leads to lasts no longer than this.
ALTER TABLE sign_in_requests ADD COLUMN session_ends_at timestamptz(6);

-- The key to which an identity provider encrypts assertions for a tenant, with its certificate (DER) as the public part.
ALTER TABLE tenant_keys DROP CONSTRAINT tenant_keys_purpose_check;
ALTER TABLE tenant_keys ADD CONSTRAINT tenant_keys_purpose_check
  CHECK (purpose IN ('chain', 'signing', 'idempotency', 'saml-decryption'));

-- What becomes of somebody whose address lies outside the domains that the tenant has verified.
ALTER TABLE sso_connections ADD COLUMN outside_address text NOT NULL DEFAULT 'refuse'
  CHECK (outside_address IN ('refuse', 'quarantine'));
