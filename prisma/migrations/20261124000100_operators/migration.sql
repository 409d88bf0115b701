-- Operators are the people of one reserved tenant, the house (docs/adr/0012-operators-are-members-of-a-house-tenant.md).

DO $$
BEGIN
  ALTER TABLE tenants NO FORCE ROW LEVEL SECURITY;
  IF EXISTS (SELECT 1 FROM tenants WHERE slug = 'operator') THEN
    RAISE EXCEPTION 'The short name "operator" is reserved from this version on, and a tenant has it. Give that tenant another slug, tell its people the new address, then migrate again.';
  END IF;
  ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
END
$$;

ALTER TABLE tenants ADD COLUMN kind text NOT NULL DEFAULT 'customer' CHECK (kind IN ('customer', 'house'));
-- The house has this short name and nobody else, so that an address alone says whose console it is.
ALTER TABLE tenants ADD CONSTRAINT tenants_house_slug_check CHECK ((kind = 'house') = (slug = 'operator'));
CREATE UNIQUE INDEX tenants_one_house_key ON tenants (kind) WHERE kind = 'house';

-- A link that an operator made: the tenant sees who by name. Operators are people of another tenant, so nothing refers to them.
ALTER TABLE setup_links
  ADD COLUMN operator_id uuid,
  ADD COLUMN operator_name text,
  ADD CHECK ((operator_id IS NULL) = (operator_name IS NULL));

-- What the operator console lists of each tenant: how many people, which connections work, what is enforced. No names.
CREATE POLICY system_tenant_summary ON users FOR SELECT TO gatehouse_system USING (true);
CREATE POLICY system_tenant_summary ON sso_connections FOR SELECT TO gatehouse_system USING (true);
CREATE POLICY system_tenant_summary ON sso_policies FOR SELECT TO gatehouse_system USING (true);
GRANT SELECT (tenant_id, active) ON users TO gatehouse_system;
GRANT SELECT (tenant_id, status) ON sso_connections TO gatehouse_system;
GRANT SELECT (tenant_id, enforcement) ON sso_policies TO gatehouse_system;
