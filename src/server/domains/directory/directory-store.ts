import {
  type DirectorySummary,
  type DirectoryToken,
  directoryProviderSchema,
  type ScimScope,
} from '#contracts/directories.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

export const DIRECTORIES_AT_MOST = 100
/** Live tokens a directory may have, so that its page always shows every token that works. */
export const LIVE_TOKENS_AT_MOST = 20
const TOKENS_SHOWN = 100

type Row = Omit<DirectorySummary, 'provider' | 'lastUsedAt' | 'createdAt'> & {
  provider: string
  lastUsedAt: Date | null
  createdAt: Date
}

const SELECT = `SELECT d.id, d.name, d.provider, d.mode, d.created_at AS "createdAt",
  coalesce(p.people, 0) AS people, coalesce(p.active, 0) AS "activePeople",
  (SELECT count(*)::int FROM groups g WHERE g.tenant_id = d.tenant_id AND g.directory_id = d.id) AS groups,
  coalesce(t.live, 0) AS "liveTokens", t.last_used_at AS "lastUsedAt"
  FROM directories d
  LEFT JOIN LATERAL (
    SELECT count(*)::int AS people, count(*) FILTER (WHERE u.active)::int AS active
    FROM users u WHERE u.tenant_id = d.tenant_id AND u.directory_id = d.id
  ) p ON true
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE s.revoked_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > now()))::int AS live,
      max(s.last_used_at) AS last_used_at
    FROM scim_tokens s WHERE s.tenant_id = d.tenant_id AND s.directory_id = d.id
  ) t ON true
  WHERE d.tenant_id = $1`

export async function directoriesByName(tx: TenantTx): Promise<DirectorySummary[]> {
  const rows = await tx.query<Row>(`${SELECT} ORDER BY lower(d.name), d.id LIMIT ${DIRECTORIES_AT_MOST}`, [tx.tenantId])
  return rows.map(toSummary)
}

export async function directoryById(tx: TenantTx, id: string): Promise<DirectorySummary | null> {
  const [row] = await tx.query<Row>(`${SELECT} AND d.id = $2`, [tx.tenantId, id])
  return row ? toSummary(row) : null
}

export async function countDirectories(tx: TenantTx): Promise<number> {
  const [row] = await tx.query<{ total: number }>(
    'SELECT count(*)::int AS total FROM directories WHERE tenant_id = $1',
    [tx.tenantId],
  )
  return row?.total ?? 0
}

/** Held until the transaction ends, so that what is counted of it stays true. */
export async function lockDirectory(tx: TenantTx, id: string): Promise<{ id: string; name: string } | null> {
  const [row] = await tx.query<{ id: string; name: string }>(
    'SELECT id, name FROM directories WHERE tenant_id = $1 AND id = $2 FOR NO KEY UPDATE',
    [tx.tenantId, id],
  )
  return row ?? null
}

/** The newest first. Every live token is among them; the rest is filled with those that ended. */
export async function tokensOf(tx: TenantTx, directoryId: string): Promise<DirectoryToken[]> {
  const rows = await tx.query<{
    id: string
    name: string
    createdAt: Date
    expiresAt: Date | null
    lastUsedAt: Date | null
    lastUsedIp: string | null
    lastUsedAgent: string | null
    revokedAt: Date | null
    prefix: string
    scopes: ScimScope[]
    replacedBy: string | null
  }>(
    `SELECT * FROM (
       SELECT id, name, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt",
         host(last_used_ip) AS "lastUsedIp", last_used_agent AS "lastUsedAgent", revoked_at AS "revokedAt",
         prefix, scopes, replaced_by AS "replacedBy"
       FROM scim_tokens WHERE tenant_id = $1 AND directory_id = $2
       ORDER BY (revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())) DESC, created_at DESC, id DESC
       LIMIT ${TOKENS_SHOWN}
     ) shown ORDER BY "createdAt" DESC, id DESC`,
    [tx.tenantId, directoryId],
  )
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }))
}

function toSummary({ provider, lastUsedAt, createdAt, ...row }: Row): DirectorySummary {
  const known = directoryProviderSchema.safeParse(provider)
  return {
    ...row,
    provider: known.success ? known.data : 'other',
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  }
}
