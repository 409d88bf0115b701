import type { ReceivedProfile } from '#contracts/received-profile.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { connectionById } from '../connection-store.ts'

export type LatestProfile = { traceId: string; receivedAt: string; profile: ReceivedProfile }

/**
 * The claims that a connection sent last, for the preview of its mapping rules; null before its first sign-in or test.
 * They are somebody's, so that they were looked at is an event.
 */
export function latestReceivedProfile(
  scope: TenantScope<'sign-in-trace:reveal'>,
  connectionId: string,
): Promise<LatestProfile | null> {
  return withTenant(scope, async (tx) => {
    if (!(await connectionById(tx, connectionId))) throw notFound('connection')
    const [row] = await tx.query<{ traceId: string; receivedAt: Date; profile: ReceivedProfile }>(
      `SELECT trace_id AS "traceId", received_at AS "receivedAt", profile FROM received_profiles WHERE tenant_id = $1 AND connection_id = $2`,
      [tx.tenantId, connectionId],
    )
    if (!row) {
      tx.unchanged('there is no profile to reveal')
      return null
    }
    await append(tx, {
      action: 'sign_in_trace.reveal',
      targets: [{ type: 'sign_in_trace', id: row.traceId }],
      metadata: { values: 2 + Object.values(row.profile.attributes).flat().length },
    })
    return { traceId: row.traceId, receivedAt: row.receivedAt.toISOString(), profile: row.profile }
  })
}
