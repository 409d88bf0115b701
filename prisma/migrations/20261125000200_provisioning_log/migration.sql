-- What a SCIM token may do, its successor, and its last use; and the provisioning log.

ALTER TABLE scim_tokens ADD COLUMN scopes text[] NOT NULL DEFAULT '{users:read,users:write,groups:read,groups:write}'
  CHECK (cardinality(scopes) > 0 AND scopes <@ '{users:read,users:write,groups:read,groups:write}'::text[]);
ALTER TABLE scim_tokens ADD COLUMN replaced_by uuid;
ALTER TABLE scim_tokens ADD FOREIGN KEY (tenant_id, replaced_by) REFERENCES scim_tokens (tenant_id, id) ON DELETE SET NULL (replaced_by);
ALTER TABLE scim_tokens ADD COLUMN last_used_ip inet;
ALTER TABLE scim_tokens ADD COLUMN last_used_agent text CHECK (length(last_used_agent) <= 512);
-- The nearest of the warnings (30, 7 and 1 days before the end) that was sent.
ALTER TABLE scim_tokens ADD COLUMN warned_days integer;

-- Every request that came with a token of a directory. Bodies, path and query stand here as structure; personal values
-- stand apart, under the keys that the structure names. Secrets are in neither. Kept for 30 days.
CREATE TABLE provisioning_log (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  directory_id uuid NOT NULL,
  token_id uuid,
  token_prefix text,
  at timestamptz(6) NOT NULL,
  duration_ms real NOT NULL,
  request_id text NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  query text,
  kind text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('changed', 'unchanged', 'read', 'refused', 'failed', 'gap')),
  status integer NOT NULL,
  scim_type text,
  -- The error's code, where there was one.
  situation text,
  detail text,
  provider text NOT NULL,
  user_agent text,
  user_ids uuid[] NOT NULL DEFAULT '{}',
  group_ids uuid[] NOT NULL DEFAULT '{}',
  -- What was done or found, from which its sentence is made.
  facts jsonb NOT NULL DEFAULT '{}',
  audit_seqs bigint[] NOT NULL DEFAULT '{}',
  request jsonb,
  response jsonb,
  request_bytes integer NOT NULL DEFAULT 0,
  response_bytes integer NOT NULL DEFAULT 0,
  personal jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, directory_id) REFERENCES directories (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, token_id) REFERENCES scim_tokens (tenant_id, id) ON DELETE SET NULL (token_id)
);
CREATE INDEX provisioning_log_directory_idx ON provisioning_log (tenant_id, directory_id, at DESC, id DESC);
CREATE INDEX provisioning_log_outcome_idx ON provisioning_log (tenant_id, directory_id, outcome, at DESC, id DESC);
CREATE INDEX provisioning_log_kind_idx ON provisioning_log (tenant_id, directory_id, kind, at DESC, id DESC);
CREATE INDEX provisioning_log_age_idx ON provisioning_log (tenant_id, at);

ALTER TABLE provisioning_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE provisioning_log FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON provisioning_log TO gatehouse_app
  USING (tenant_id = (SELECT current_setting('app.tenant_id')::uuid))
  WITH CHECK (tenant_id = (SELECT current_setting('app.tenant_id')::uuid));
GRANT SELECT, INSERT, DELETE ON provisioning_log TO gatehouse_app;

-- What the built-in roles gain.
ALTER TABLE roles NO FORCE ROW LEVEL SECURITY;
UPDATE roles SET permissions = permissions || ARRAY['provisioning-log:read', 'provisioning-log:reveal', 'provisioning-log:export']
  WHERE built_in AND key IN ('owner', 'admin');
UPDATE roles SET permissions = permissions || ARRAY['provisioning-log:read'] WHERE built_in AND key = 'auditor';
ALTER TABLE roles FORCE ROW LEVEL SECURITY;
