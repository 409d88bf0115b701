-- Verified domains, roles from claims, enforcement, and what a connection keeps beside its certificates.

ALTER TABLE sso_connections
  ADD COLUMN provider text NOT NULL DEFAULT 'other'
    CHECK (provider IN ('okta', 'entra', 'google', 'jumpcloud', 'onelogin', 'keycloak', 'other')),
  ADD COLUMN metadata_url text,
  ADD COLUMN metadata_refreshed_at timestamptz(6),
  ADD COLUMN metadata_problem text,
  -- Certificates that the provider's metadata no longer names: SHA-256 fingerprint to the time until which they are accepted.
  ADD COLUMN retiring_certificates jsonb NOT NULL DEFAULT '{}',
  -- email, givenName, familyName, groups: the name of the attribute that holds it; absent means the usual names.
  ADD COLUMN attribute_mapping jsonb NOT NULL DEFAULT '{}',
  -- The smallest of 30, 7 and 1 days of which the Owners were warned for the present certificates.
  ADD COLUMN certificate_warned_days integer,
  -- The last complete sign-in through it by an Owner or Admin; what required sign-on rests on.
  ADD COLUMN proven_at timestamptz(6),
  ADD COLUMN proven_by uuid,
  ADD FOREIGN KEY (tenant_id, proven_by) REFERENCES users (tenant_id, id) ON DELETE SET NULL (proven_by);

CREATE TABLE verified_domains (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  id uuid NOT NULL,
  domain text NOT NULL CHECK (domain = lower(domain) AND length(domain) BETWEEN 3 AND 232),
  challenge text NOT NULL CHECK (length(challenge) BETWEEN 20 AND 100),
  connection_id uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  verified_at timestamptz(6),
  last_checked_at timestamptz(6),
  last_problem text,
  -- Since when the record has been missing from a domain that is verified.
  missing_since timestamptz(6),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE SET NULL (connection_id)
);
CREATE UNIQUE INDEX verified_domains_domain_key ON verified_domains (tenant_id, domain);
-- Across tenants on purpose: an e-mail domain leads to one tenant. Only somebody who has just proven control of the
-- domain in DNS can meet this index, so it tells nobody else that another tenant exists.
CREATE UNIQUE INDEX verified_domains_one_holder_key ON verified_domains (domain) WHERE verified_at IS NOT NULL;

CREATE TABLE connection_role_rules (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  position integer NOT NULL CHECK (position >= 0),
  claim text NOT NULL CHECK (length(claim) BETWEEN 1 AND 512),
  operator text NOT NULL CHECK (operator IN ('equals', 'contains', 'any-of')),
  expected text[] NOT NULL CHECK (cardinality(expected) BETWEEN 1 AND 50),
  role_id uuid NOT NULL,
  goes_on boolean NOT NULL DEFAULT false,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES sso_connections (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, role_id) REFERENCES roles (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX connection_role_rules_connection_idx ON connection_role_rules (tenant_id, connection_id, position);

-- Which rules a person met at the last sign-in. Replaced as a whole at every sign-in; gone with the rule.
CREATE TABLE rule_assignments (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  rule_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, user_id, rule_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, rule_id) REFERENCES connection_role_rules (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX rule_assignments_rule_idx ON rule_assignments (tenant_id, rule_id);

CREATE TABLE sso_policies (
  tenant_id uuid NOT NULL REFERENCES tenants (id),
  enforcement text NOT NULL DEFAULT 'optional' CHECK (enforcement IN ('off', 'optional', 'required')),
  jit_provisioning boolean NOT NULL DEFAULT true,
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id)
);

CREATE OR REPLACE VIEW effective_roles WITH (security_invoker = true) AS
  SELECT tenant_id, user_id, role_id, NULL::uuid AS group_id, NULL::uuid AS connection_id FROM role_assignments
  UNION ALL
  SELECT member.tenant_id, member.user_id, mapping.role_id, member.group_id, NULL::uuid
  FROM group_role_mappings mapping
  JOIN groups g ON g.tenant_id = mapping.tenant_id AND g.directory_id = mapping.directory_id
    AND lower(g.display_name) = lower(mapping.group_name)
  JOIN group_members member ON member.tenant_id = g.tenant_id AND member.group_id = g.id
  UNION ALL
  SELECT met.tenant_id, met.user_id, rule.role_id, NULL::uuid, rule.connection_id
  FROM rule_assignments met
  JOIN connection_role_rules rule ON rule.tenant_id = met.tenant_id AND rule.id = met.rule_id;

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['verified_domains', 'connection_role_rules', 'rule_assignments', 'sso_policies'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format('CREATE POLICY tenant_isolation ON %I TO gatehouse_app USING (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid)) WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant_id'')::uuid))', tenant_table);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO gatehouse_app', tenant_table);
  END LOOP;
END
$$;

-- The sign-in page finds a tenant by a verified e-mail domain; verification finds who holds the domain now.
CREATE POLICY system_domain_holder ON verified_domains FOR SELECT TO gatehouse_system USING (verified_at IS NOT NULL);
GRANT SELECT (tenant_id, id, domain, challenge, verified_at) ON verified_domains TO gatehouse_system;
