import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'

const DAY_MS = 86_400_000
const WARN_DAYS = [1, 7, 30] as const

type Ending = {
  id: string
  name: string
  prefix: string
  expiresAt: Date
  warnedDays: number | null
  directoryId: string
  directoryName: string
}

/**
 * Tells the Owners 30, 7 and 1 days before a token of a directory ends, each once. A token whose successor is in use
 * already ends as it should, and nobody is told.
 */
export async function warnOfTokens(scope: TenantScope<'directory:manage'>, now: Date): Promise<void> {
  await withTenant(scope, async (tx) => {
    tx.housekeeping('a check found what was known')
    for (const token of await tokensThatEnd(tx, now)) await warn(tx, token, now)
  })
}

function tokensThatEnd(tx: TenantTx, now: Date): Promise<Ending[]> {
  return tx.query<Ending>(
    `SELECT t.id, t.name, t.prefix, t.expires_at AS "expiresAt", t.warned_days AS "warnedDays",
       d.id AS "directoryId", d.name AS "directoryName"
     FROM scim_tokens t JOIN directories d ON d.tenant_id = t.tenant_id AND d.id = t.directory_id
     WHERE t.tenant_id = $1 AND t.revoked_at IS NULL AND t.expires_at > $2
       AND t.expires_at <= $2::timestamptz + make_interval(days => ${Math.max(...WARN_DAYS)})
       AND NOT EXISTS (SELECT 1 FROM scim_tokens n
         WHERE n.tenant_id = t.tenant_id AND n.id = t.replaced_by AND n.last_used_at IS NOT NULL)
     ORDER BY t.expires_at, t.id FOR UPDATE OF t`,
    [tx.tenantId, now],
  )
}

async function warn(tx: TenantTx, token: Ending, now: Date): Promise<void> {
  const daysLeft = (token.expiresAt.getTime() - now.getTime()) / DAY_MS
  const step = WARN_DAYS.find((days) => daysLeft <= days)
  if (step === undefined || (token.warnedDays !== null && step >= token.warnedDays)) return
  await tx.query('UPDATE scim_tokens SET warned_days = $3 WHERE tenant_id = $1 AND id = $2', [
    tx.tenantId,
    token.id,
    step,
  ])
  await append(tx, {
    action: 'directory.token.warn',
    targets: [{ type: 'directory', id: token.directoryId, name: token.directoryName }],
    metadata: { tokenId: token.id, days: step, expiresAt: token.expiresAt.toISOString() },
  })
  await notifyOwners(tx, {
    notice: 'scim-token.expiring',
    target: {
      id: token.directoryId,
      name: `${token.name} (${token.prefix}…) of ${token.directoryName}, which ends on ${day.format(token.expiresAt)}`,
    },
  })
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
