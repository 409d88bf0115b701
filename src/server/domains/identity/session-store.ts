import type { Session } from '#contracts/sessions.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

export type NewSession = {
  id: string
  userId: string
  connectionId: string
  tokenHash: Buffer
  ip: string | undefined
  userAgent: string | undefined
  createdAt: Date
  expiresAt: Date
}

export async function insertSession(tx: TenantTx, session: NewSession): Promise<void> {
  await tx.query(
    `INSERT INTO sessions (tenant_id, id, user_id, connection_id, token_hash, ip, user_agent, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
    [
      tx.tenantId,
      session.id,
      session.userId,
      session.connectionId,
      session.tokenHash,
      session.ip ?? null,
      session.userAgent ?? null,
      session.createdAt,
      session.expiresAt,
    ],
  )
}

export type PersonOfSession = { id: string; name: string; email: string | null; active: boolean }

export async function personById(tx: TenantTx, userId: string): Promise<PersonOfSession | null> {
  const [row] = await tx.query<PersonOfSession>(
    'SELECT id, display_name AS name, email, active FROM users WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, userId],
  )
  return row ?? null
}

export async function touchSession(tx: TenantTx, id: string, now: Date): Promise<void> {
  await tx.query('UPDATE sessions SET last_seen_at = $3 WHERE tenant_id = $1 AND id = $2 AND last_seen_at < $3', [
    tx.tenantId,
    id,
    now,
  ])
}

/** Ends an open session. Null where it is none of this tenant (and, where stated, of that user) or has ended. */
export async function revokeOpenSession(
  tx: TenantTx,
  id: string,
  ofUser: string | null,
): Promise<{ userId: string; name: string } | null> {
  const [row] = await tx.query<{ userId: string; name: string }>(
    `UPDATE sessions s SET revoked_at = now() FROM users u
     WHERE s.tenant_id = $1 AND s.id = $2 AND s.revoked_at IS NULL AND ($3::uuid IS NULL OR s.user_id = $3)
       AND u.tenant_id = s.tenant_id AND u.id = s.user_id
     RETURNING s.user_id AS "userId", u.display_name AS name`,
    [tx.tenantId, id, ofUser],
  )
  return row ?? null
}

type Filter = { userId: string | null; search: string | null; now: Date; idleMs: number }

const OPEN = `FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  WHERE s.tenant_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.active
    AND ($4::uuid IS NULL OR s.user_id = $4)
    AND ($5::text IS NULL OR u.display_name ILIKE $5 OR u.email ILIKE $5)`

export async function countOpenSessions(tx: TenantTx, filter: Filter): Promise<number> {
  const [row] = await tx.query<{ total: number }>(`SELECT count(*) AS total ${OPEN}`, parameters(tx, filter))
  return row?.total ?? 0
}

export async function openSessionsAndPeople(tx: TenantTx, filter: Filter): Promise<{ open: number; people: number }> {
  const [row] = await tx.query<{ open: number; people: number }>(
    `SELECT count(*) AS open, count(DISTINCT s.user_id) AS people ${OPEN}`,
    parameters(tx, filter),
  )
  return row ?? { open: 0, people: 0 }
}

type ListedRow = {
  id: string
  userId: string
  name: string
  email: string
  connectionId: string | null
  connectionName: string | null
  protocol: 'saml' | 'oidc' | null
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  ip: string | null
  userAgent: string | null
}

/** Open sessions, the newest first, after a place in that order; one query however many there are. */
export async function listOpenSessions(
  tx: TenantTx,
  filter: Filter & { after: { createdAt: Date; id: string } | null; limit: number; currentId: string | null },
): Promise<Session[]> {
  const rows = await tx.query<ListedRow>(
    `SELECT page.*, c.name AS "connectionName", c.protocol FROM (
       SELECT s.id, s.user_id AS "userId", u.display_name AS name, coalesce(u.email, u.user_name) AS email,
         s.connection_id AS "connectionId", s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt",
         s.expires_at AS "expiresAt", s.ip, s.user_agent AS "userAgent"
       ${OPEN} AND ($6::timestamptz IS NULL OR (s.created_at, s.id) < ($6, $7::uuid))
       ORDER BY s.created_at DESC, s.id DESC
       LIMIT $8
     ) page
     LEFT JOIN sso_connections c ON c.tenant_id = $1 AND c.id = page."connectionId"
     ORDER BY page."createdAt" DESC, page.id DESC`,
    [...parameters(tx, filter), filter.after?.createdAt ?? null, filter.after?.id ?? null, filter.limit],
  )
  return rows.map((row) => ({
    id: row.id,
    person: { id: row.userId, name: row.name, email: row.email },
    connection:
      row.connectionId && row.connectionName && row.protocol
        ? { id: row.connectionId, name: row.connectionName, protocol: row.protocol }
        : null,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    ip: row.ip,
    userAgent: row.userAgent,
    current: row.id === filter.currentId,
  }))
}

function parameters(tx: TenantTx, filter: Filter): unknown[] {
  return [tx.tenantId, filter.now, new Date(filter.now.getTime() - filter.idleMs), filter.userId, filter.search]
}
