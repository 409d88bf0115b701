import {
  API_KEY_PERMISSIONS,
  BASE_PERMISSIONS,
  DIRECTORY_PERMISSIONS,
  OPERATOR_PERMISSIONS,
  PERMISSIONS,
  type Permission,
  SETUP_LINK_PERMISSIONS,
} from '#contracts/permissions.ts'
import type { GrantLookup } from '#server/platform/db/index.ts'
import type { Principal } from '#server/platform/principal.ts'
import { refuseOtherMode, type TokenMode } from './refuse-other-mode.ts'
import { refuseOutOfScope, type TokenScopes } from './refuse-out-of-scope.ts'
import { refuseUnconfirmed, type SessionStanding } from './refuse-unconfirmed.ts'
import { SYSTEM_PERMISSIONS } from './system-permissions.ts'

const forOperators: ReadonlySet<string> = new Set(OPERATOR_PERMISSIONS)
const ofTheHouse = new Set<string>(PERMISSIONS)
const ofCustomers = new Set<string>(PERMISSIONS.filter((permission) => !forOperators.has(permission)))
const forApiKeys = new Set<string>(API_KEY_PERMISSIONS)
const forSetupLinks: ReadonlySet<Permission> = new Set(SETUP_LINK_PERMISSIONS)
const forDirectories: ReadonlySet<Permission> = new Set(DIRECTORY_PERMISSIONS)

// One row a role, one row with NULL where a person has none, no row where the session or the person is no longer good.
// The tenant's policy is held against the session here, so that a change of it reaches sessions that are open.
// Whether the tenant is the house is read here too: nobody else's role grants what is an operator's.
const OF_USER = `SELECT r.permissions, EXISTS (SELECT 1 FROM tenants t WHERE t.id = $1 AND t.kind = 'house') AS house,
    s.fresh_until > now() AS fresh, s.reauthenticate_at < now() AS stale,
    s.second_factor_missing AS "secondFactorMissing",
    s.second_factor_missing AND EXISTS (SELECT 1 FROM passkeys k WHERE k.tenant_id = s.tenant_id AND k.user_id = s.user_id) AS "hasPasskey"
  FROM session_limits s
  JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id AND u.active
  LEFT JOIN (effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id)
    ON e.tenant_id = u.tenant_id AND e.user_id = u.id
  WHERE s.tenant_id = $1 AND s.id = $2 AND s.user_id = $3 AND s.revoked_at IS NULL AND s.ends_at > now()
    AND s.method_allowed AND (cardinality(s.ip_allow_list) = 0 OR $4::inet <<= ANY (s.ip_allow_list::inet[]))`

const OF_API_KEY = `SELECT permissions FROM api_keys
  WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`

const OF_DIRECTORY = `SELECT t.scopes, t.directory_mode AS mode FROM scim_tokens t
  JOIN directories d ON d.tenant_id = t.tenant_id AND d.id = t.directory_id AND d.status = 'active'
  WHERE t.tenant_id = $1 AND t.id = $2 AND t.directory_id = $3
    AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())`

const OF_SETUP_LINK = `SELECT 1 FROM setup_links
  WHERE tenant_id = $1 AND id = $2 AND opened_at IS NOT NULL AND revoked_at IS NULL AND finished_at IS NULL AND expires_at > now()`

type Row = { permissions?: string[] | null; house?: boolean }

/** How to read, inside the transaction it guards, what a principal holds. Unknown names in rows grant nothing. */
export function grantLookup(principal: Principal): GrantLookup {
  switch (principal.type) {
    case 'system':
      return { kind: 'fixed', permissions: new Set(SYSTEM_PERMISSIONS[principal.task]) }
    case 'user':
      return {
        kind: 'query',
        name: 'grants-of-user',
        text: OF_USER,
        values: [principal.tenantId, principal.sessionId, principal.id, principal.request.ip ?? null],
        read: (rows) =>
          rows.length === 0
            ? null
            : collect(rows as Row[], BASE_PERMISSIONS, (rows as Row[])[0]?.house === true ? ofTheHouse : ofCustomers),
        refuse: ([session], permission) => refuseUnconfirmed(session as SessionStanding, permission),
      }
    case 'api-key':
      return {
        kind: 'query',
        name: 'grants-of-api-key',
        machine: true,
        text: OF_API_KEY,
        values: [principal.tenantId, principal.id],
        read: (rows) => (rows.length === 0 ? null : collect(rows as Row[], [], narrowed(principal.narrowedTo))),
      }
    case 'directory':
      return {
        kind: 'query',
        name: 'grants-of-directory',
        machine: true,
        text: OF_DIRECTORY,
        values: [principal.tenantId, principal.tokenId, principal.id],
        read: (rows) => (rows.length === 0 ? null : forDirectories),
        refuse: ([token], permission, resource) =>
          refuseOtherMode(token as TokenMode, principal.dryRun ?? false) ??
          refuseOutOfScope(token as TokenScopes, permission, resource),
      }
    case 'setup-link':
      return {
        kind: 'query',
        name: 'grants-of-setup-link',
        text: OF_SETUP_LINK,
        values: [principal.tenantId, principal.id],
        read: (rows) => (rows.length === 0 ? null : forSetupLinks),
      }
  }
}

/** What a key can be given, or the part of it that its token is for. */
function narrowed(to: readonly string[] | undefined): ReadonlySet<string> {
  return to === undefined ? forApiKeys : new Set(to.filter((permission) => forApiKeys.has(permission)))
}

function collect(rows: Row[], base: readonly Permission[], allowed: ReadonlySet<string>): ReadonlySet<Permission> {
  const held = new Set<Permission>(base)
  for (const row of rows) {
    for (const permission of row.permissions ?? []) {
      if (allowed.has(permission)) held.add(permission as Permission)
    }
  }
  return held
}
