import type { BreakGlassEntry } from '#contracts/break-glass.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

const ENTRIES_AT_MOST = 100

export async function isOwner(tx: TenantTx, userId: string): Promise<boolean> {
  const rows = await tx.query(
    `SELECT 1 FROM effective_roles e JOIN roles r ON r.tenant_id = e.tenant_id AND r.id = e.role_id AND r.key = 'owner'
     WHERE e.tenant_id = $1 AND e.user_id = $2 LIMIT 1`,
    [tx.tenantId, userId],
  )
  return rows.length === 1
}

export async function insertEntry(
  tx: TenantTx,
  entry: {
    id: string
    userId: string
    sessionId: string
    reason: string
    ip: string | null
    enteredAt: Date
    endsAt: Date
  },
): Promise<void> {
  await tx.query(
    `INSERT INTO break_glass_entries (tenant_id, id, user_id, session_id, reason, ip, entered_at, ends_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tx.tenantId, entry.id, entry.userId, entry.sessionId, entry.reason, entry.ip, entry.enteredAt, entry.endsAt],
  )
}

type Row = {
  id: string
  userId: string
  userName: string
  email: string
  reason: string
  ip: string | null
  enteredAt: Date
  endsAt: Date
  reviewedAt: Date | null
  reviewerId: string | null
  reviewerName: string | null
  reviewNote: string | null
}

/** What waits for a review first, then the newest. */
export async function listEntries(tx: TenantTx, id: string | null = null): Promise<BreakGlassEntry[]> {
  const rows = await tx.query<Row>(
    `SELECT e.id, e.user_id AS "userId", u.display_name AS "userName", coalesce(u.email, u.user_name) AS email, e.reason, e.ip,
       e.entered_at AS "enteredAt", least(e.ends_at, s.revoked_at) AS "endsAt", e.reviewed_at AS "reviewedAt",
       v.id AS "reviewerId", v.display_name AS "reviewerName", e.review_note AS "reviewNote"
     FROM break_glass_entries e
     JOIN users u ON u.tenant_id = e.tenant_id AND u.id = e.user_id
     LEFT JOIN sessions s ON s.tenant_id = e.tenant_id AND s.id = e.session_id
     LEFT JOIN users v ON v.tenant_id = e.tenant_id AND v.id = e.reviewed_by
     WHERE e.tenant_id = $1 AND ($2::uuid IS NULL OR e.id = $2)
     ORDER BY e.reviewed_at IS NOT NULL, e.entered_at DESC, e.id DESC LIMIT ${ENTRIES_AT_MOST}`,
    [tx.tenantId, id],
  )
  return rows.map((row) => ({
    id: row.id,
    person: { id: row.userId, name: row.userName, email: row.email },
    reason: row.reason,
    ip: row.ip,
    enteredAt: row.enteredAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    review: row.reviewedAt
      ? {
          at: row.reviewedAt.toISOString(),
          by: row.reviewerId && row.reviewerName ? { id: row.reviewerId, name: row.reviewerName } : null,
          note: row.reviewNote ?? '',
        }
      : null,
  }))
}

/** Of an entry that waits for its review, whose it was; it is held until the transaction ends. */
export async function entryToReview(
  tx: TenantTx,
  id: string,
): Promise<{ userId: string; reviewedAt: Date | null } | null> {
  const [row] = await tx.query<{ userId: string; reviewedAt: Date | null }>(
    `SELECT user_id AS "userId", reviewed_at AS "reviewedAt" FROM break_glass_entries
     WHERE tenant_id = $1 AND id = $2 FOR UPDATE`,
    [tx.tenantId, id],
  )
  return row ?? null
}

export async function markReviewed(tx: TenantTx, review: { id: string; by: string; note: string }): Promise<void> {
  await tx.query(
    `UPDATE break_glass_entries SET reviewed_at = now(), reviewed_by = $3, review_note = $4
     WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, review.id, review.by, review.note],
  )
}
