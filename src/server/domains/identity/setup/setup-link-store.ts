import type { SetupLink } from '#contracts/setup-links.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

export const LIVE_SETUP_LINKS_AT_MOST = 20

type Row = Omit<SetupLink, 'state' | 'createdAt' | 'expiresAt' | 'openedAt'> & {
  createdAt: Date
  expiresAt: Date
  openedAt: Date | null
  finishedAt: Date | null
  revokedAt: Date | null
}

/** The last 100, the newest first; or one. An operator sees those that operators made. */
export async function setupLinks(tx: TenantTx, id: string | null = null): Promise<SetupLink[]> {
  const rows = await tx.query<Row>(
    `SELECT l.id, l.label, coalesce(u.display_name, 'The API key ' || k.name, l.operator_name || ' (operator)') AS "createdBy", l.created_at AS "createdAt",
       l.expires_at AS "expiresAt", l.opened_at AS "openedAt", l.finished_at AS "finishedAt", l.revoked_at AS "revokedAt"
     FROM setup_links l
     LEFT JOIN users u ON u.tenant_id = l.tenant_id AND u.id = l.created_by
     LEFT JOIN api_keys k ON k.tenant_id = l.tenant_id AND k.id = l.created_by_key
     WHERE l.tenant_id = $1 AND ($2::uuid IS NULL OR l.id = $2) AND (l.operator_id IS NOT NULL OR NOT $3)
     ORDER BY l.created_at DESC, l.id DESC LIMIT 100`,
    [tx.tenantId, id, isOperator(tx)],
  )
  const now = Date.now()
  return rows.map((row) => ({
    id: row.id,
    label: row.label,
    state: stateOf(row, now),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    expiresAt: row.expiresAt.toISOString(),
    openedAt: row.openedAt?.toISOString() ?? null,
  }))
}

/** Whether Gatehouse acts for an operator here: the links of the tenant's own admins are not theirs. */
export function isOperator({ scope: { principal } }: TenantTx): boolean {
  return principal.type === 'system' && principal.task === 'operator'
}

function stateOf(row: Row, now: number): SetupLink['state'] {
  if (row.revokedAt) return 'revoked'
  if (row.finishedAt) return 'finished'
  if (row.expiresAt.getTime() <= now) return 'expired'
  return row.openedAt ? 'opened' : 'waiting'
}

export async function countLiveSetupLinks(tx: TenantTx): Promise<number> {
  const [row] = await tx.query<{ live: number }>(
    `SELECT count(*)::int AS live FROM setup_links
     WHERE tenant_id = $1 AND revoked_at IS NULL AND finished_at IS NULL AND expires_at > now()`,
    [tx.tenantId],
  )
  return row?.live ?? 0
}
