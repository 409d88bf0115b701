import type { Operator, WaitingOperator } from '#contracts/operators.ts'
import { OPERATOR_PERMISSIONS } from '#contracts/permissions.ts'
import { rolesOfPeople } from '#server/domains/access/index.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

const OPERATORS_AT_MOST = 100

type Row = Omit<Operator, 'roles' | 'since' | 'lastSignInAt'> & { since: Date; lastSignInAt: Date | null }

/** The people of the house who hold a right that only operators have, by name. */
export async function operatorsOfHouse(tx: TenantTx): Promise<Operator[]> {
  const rows = await tx.query<Row>(
    `SELECT u.id, u.display_name AS name, u.email,
       CASE WHEN i.accepted_at IS NULL THEN 'provider' ELSE 'invitation' END AS "wayIn",
       coalesce(i.accepted_at, u.created_at) AS since,
       (SELECT max(s.created_at) FROM sessions s WHERE s.tenant_id = u.tenant_id AND s.user_id = u.id) AS "lastSignInAt",
       (SELECT count(*)::int FROM session_limits l
        WHERE l.tenant_id = u.tenant_id AND l.user_id = u.id AND l.revoked_at IS NULL AND l.ends_at > now()) AS "openSessions"
     FROM users u
     LEFT JOIN LATERAL (
       SELECT accepted_at FROM invitations WHERE tenant_id = u.tenant_id AND user_id = u.id ORDER BY accepted_at DESC LIMIT 1
     ) i ON true
     WHERE u.tenant_id = $1 AND u.active AND ${HOLDS_OPERATOR}
     ORDER BY lower(u.display_name), u.id LIMIT ${OPERATORS_AT_MOST}`,
    [tx.tenantId, OPERATOR_PERMISSIONS],
  )
  const roles = await rolesOfPeople(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => ({
    ...row,
    roles: roles.get(row.id) ?? [],
    since: row.since.toISOString(),
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
  }))
}

/** $2: what only operators hold. */
const HOLDS_OPERATOR = `EXISTS (
  SELECT 1 FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
  WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id AND r.permissions && $2::text[])`

/** An active operator, held in place; null where the person is none. */
export async function lockOperator(tx: TenantTx, id: string): Promise<{ name: string; owner: boolean } | null> {
  const [row] = await tx.query<{ name: string; owner: boolean }>(
    `SELECT u.display_name AS name, EXISTS (
       SELECT 1 FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id
       WHERE e.tenant_id = u.tenant_id AND e.user_id = u.id AND r.key = 'owner') AS owner
     FROM users u WHERE u.tenant_id = $1 AND u.id = $3 AND u.active AND ${HOLDS_OPERATOR} FOR UPDATE OF u`,
    [tx.tenantId, OPERATOR_PERMISSIONS, id],
  )
  return row ?? null
}

/** Invitations of operators that can still be accepted, the newest first. */
export async function waitingOperators(tx: TenantTx): Promise<WaitingOperator[]> {
  const rows = await tx.query<Omit<WaitingOperator, 'invitedAt' | 'expiresAt'> & { invitedAt: Date; expiresAt: Date }>(
    `SELECT i.id AS "invitationId", i.name, i.email, i.created_at AS "invitedAt", i.expires_at AS "expiresAt"
     FROM invitations i JOIN roles r ON r.tenant_id = i.tenant_id AND r.id = i.role_id AND r.permissions && $2::text[]
     WHERE i.tenant_id = $1 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
     ORDER BY i.created_at DESC, i.id DESC LIMIT ${OPERATORS_AT_MOST}`,
    [tx.tenantId, OPERATOR_PERMISSIONS],
  )
  return rows.map((row) => ({
    ...row,
    invitedAt: row.invitedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }))
}
