import { createHash, randomBytes } from 'node:crypto'
import type { ApiKey } from '#contracts/api-keys.ts'
import { apiKeyPermissionSchema } from '#contracts/permissions.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

/** Live keys a tenant may have, so that the list always shows every key that works. */
export const LIVE_KEYS_AT_MOST = 100

const SHAPE = /^ghk_[A-Za-z0-9_-]{43}$/

/** `ghk_` and 256 random bits in base64url; only its hash is stored. */
export function makeApiKey(): { key: string; hash: Buffer; prefix: string } {
  const key = `ghk_${randomBytes(32).toString('base64url')}`
  return { key, hash: hashApiKey(key), prefix: key.slice(0, 8) }
}

export function isApiKeyShaped(text: string): boolean {
  return SHAPE.test(text)
}

/** The key is itself uniformly random, so a bare hash cannot be searched and no salt is needed. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

type Row = {
  id: string
  name: string
  prefix: string
  permissions: string[]
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
  revokedAt: Date | null
  creatorId: string | null
  creatorName: string | null
}

const SELECT = `SELECT k.id, k.name, k.prefix, k.permissions, k.created_at AS "createdAt", k.expires_at AS "expiresAt",
    k.last_used_at AS "lastUsedAt", k.revoked_at AS "revokedAt", u.id AS "creatorId", u.display_name AS "creatorName"
  FROM api_keys k LEFT JOIN users u ON u.tenant_id = k.tenant_id AND u.id = k.created_by`

/** The newest first. Every live key is among them; the rest is filled with revoked ones. */
export async function newestApiKeys(tx: TenantTx): Promise<ApiKey[]> {
  const rows = await tx.query<Row>(
    `SELECT * FROM (
       ${SELECT} WHERE k.tenant_id = $1
       ORDER BY k.revoked_at IS NULL DESC, k.created_at DESC, k.id DESC LIMIT ${LIVE_KEYS_AT_MOST}
     ) shown ORDER BY "createdAt" DESC, id DESC`,
    [tx.tenantId],
  )
  return rows.map(toApiKey)
}

export async function apiKeyById(tx: TenantTx, id: string): Promise<ApiKey | null> {
  const [row] = await tx.query<Row>(`${SELECT} WHERE k.tenant_id = $1 AND k.id = $2`, [tx.tenantId, id])
  return row ? toApiKey(row) : null
}

export async function countLiveApiKeys(tx: TenantTx): Promise<number> {
  const [row] = await tx.query<{ live: number }>(
    'SELECT count(*) AS live FROM api_keys WHERE tenant_id = $1 AND revoked_at IS NULL',
    [tx.tenantId],
  )
  return row?.live ?? 0
}

function toApiKey(row: Row): ApiKey {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    permissions: row.permissions.flatMap((name) => {
      const known = apiKeyPermissionSchema.safeParse(name)
      return known.success ? [known.data] : []
    }),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.creatorId === null ? null : { id: row.creatorId, name: row.creatorName ?? '' },
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }
}
