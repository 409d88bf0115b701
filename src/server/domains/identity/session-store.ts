import type { Session } from '#contracts/sessions.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

export type NewSession = {
  id: string
  userId: string
  connectionId: string | null
  method: 'saml' | 'oidc' | 'passkey' | 'break-glass'
  /** When the person last proved who they are, which may be before the session began. */
  authenticatedAt: Date
  secondFactorAt: Date | null
  tokenHash: Buffer
  ip: string | undefined
  userAgent: string | undefined
  createdAt: Date
  expiresAt: Date
}

export async function insertSession(tx: TenantTx, session: NewSession): Promise<void> {
  await tx.query(
    `INSERT INTO sessions (tenant_id, id, user_id, connection_id, token_hash, ip, user_agent, created_at, last_seen_at, rotated_at,
       expires_at, method, authenticated_at, second_factor_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $8, $9, $10, $11, $12)`,
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
      session.method,
      session.authenticatedAt,
      session.secondFactorAt,
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

/** @throws AppError `not_found` */
export async function personOfTenant(tx: TenantTx, userId: string): Promise<PersonOfSession> {
  const person = await personById(tx, userId)
  if (!person) throw notFound('person')
  return person
}

/** The person of a session has proved who they are just now. @returns until when that counts as fresh */
export async function confirmSession(
  tx: TenantTx,
  input: { id: string; now: Date; secondFactor: boolean },
): Promise<Date> {
  await tx.query(
    `UPDATE sessions SET authenticated_at = greatest(authenticated_at, $3),
       second_factor_at = CASE WHEN $4 THEN $3 ELSE second_factor_at END
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, input.id, input.now, input.secondFactor],
  )
  const [row] = await tx.query<{ freshUntil: Date }>(
    'SELECT fresh_until AS "freshUntil" FROM session_limits WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, input.id],
  )
  return (row as { freshUntil: Date }).freshUntil
}

/** Makes a session's next token known to the door. False where another request has done so, or the token is not its. */
export async function issueNextToken(
  tx: TenantTx,
  input: { id: string; tokenHash: Buffer; nextHash: Buffer; now: Date; unclaimedSince: Date },
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE sessions SET pending_token_hash = $4, pending_at = $5
     WHERE tenant_id = $1 AND id = $2 AND token_hash = $3 AND revoked_at IS NULL
       AND (pending_at IS NULL OR pending_at <= $6) RETURNING id`,
    [tx.tenantId, input.id, input.tokenHash, input.nextHash, input.now, input.unclaimedSince],
  )
  return rows.length === 1
}

/** The next token has reached the browser: it is the session's from now on. */
export async function takeUpNextToken(
  tx: TenantTx,
  input: { id: string; tokenHash: Buffer; now: Date },
): Promise<void> {
  await tx.query(
    `UPDATE sessions SET previous_token_hash = token_hash, token_hash = pending_token_hash, pending_token_hash = NULL,
       pending_at = NULL, rotated_at = $4
     WHERE tenant_id = $1 AND id = $2 AND pending_token_hash = $3`,
    [tx.tenantId, input.id, input.tokenHash, input.now],
  )
}

/** Ends every open session of a person, or of the tenant; answers how many, and of how many people. */
export async function revokeOpenSessions(
  tx: TenantTx,
  which: { ofUser?: string; except?: string },
): Promise<{ sessions: number; people: number }> {
  const rows = await tx.query<{ userId: string }>(
    `UPDATE sessions SET revoked_at = now()
     WHERE tenant_id = $1 AND revoked_at IS NULL AND expires_at > now()
       AND ($2::uuid IS NULL OR user_id = $2) AND ($3::uuid IS NULL OR id <> $3)
     RETURNING user_id AS "userId"`,
    [tx.tenantId, which.ofUser ?? null, which.except ?? null],
  )
  return { sessions: rows.length, people: new Set(rows.map((row) => row.userId)).size }
}

type Filter = { userId: string | null; search: string | null; now: Date }

const OPEN = `FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
  JOIN session_limits l ON l.tenant_id = s.tenant_id AND l.id = s.id
  WHERE s.tenant_id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND l.ends_at > $2 AND l.method_allowed AND u.active
    AND ($3::uuid IS NULL OR s.user_id = $3)
    AND ($4::text IS NULL OR u.display_name ILIKE $4 OR u.email ILIKE $4)`

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
  method: Session['method']
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
         l.ends_at_latest AS "expiresAt", s.method, s.ip, s.user_agent AS "userAgent"
       ${OPEN} AND ($5::timestamptz IS NULL OR (s.created_at, s.id) < ($5, $6::uuid))
       ORDER BY s.created_at DESC, s.id DESC
       LIMIT $7
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
    method: row.method,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    ip: row.ip,
    userAgent: row.userAgent,
    current: row.id === filter.currentId,
  }))
}

function parameters(tx: TenantTx, filter: Filter): unknown[] {
  return [tx.tenantId, filter.now, filter.userId, filter.search]
}
