import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { type ConnectionSettings, samlConnections } from './connection-details-store.ts'
import { certificatesEnd } from './saml-metadata.ts'

const DAY_MS = 86_400_000
const WARN_DAYS = [1, 7, 30] as const

/** Tells the Owners 30, 7 and 1 days before the last certificate of a connection ends, each once. */
export async function warnOfCertificates(scope: TenantScope<'sso-connection:manage'>, now: Date): Promise<void> {
  await withTenant(scope, async (tx) => {
    tx.housekeeping('a check found what was known')
    for (const connection of await samlConnections(tx)) await warn(tx, connection, now)
  })
}

async function warn(tx: TenantTx, connection: ConnectionSettings, now: Date): Promise<void> {
  const end = certificatesEnd(connection.idpCertificates)
  if (!end) return
  const daysLeft = (end.getTime() - now.getTime()) / DAY_MS
  const step = WARN_DAYS.find((days) => daysLeft <= days) ?? null
  const { certificateWarnedDays: warned } = connection
  if (step === warned || (step !== null && warned !== null && step > warned)) return
  await tx.query('UPDATE sso_connections SET certificate_warned_days = $3 WHERE tenant_id = $1 AND id = $2', [
    tx.tenantId,
    connection.id,
    step,
  ])
  // A new certificate has come: the next warning is about that one.
  if (step === null) return
  await append(tx, {
    action: 'sso.certificate.warn',
    targets: [{ type: 'sso_connection', id: connection.id, name: connection.name }],
    metadata: { days: step, endsAt: end.toISOString() },
  })
  await notifyOwners(tx, {
    notice: 'sso-certificate.expiring',
    target: { id: connection.id, name: `${connection.name}, whose certificate ends on ${dayOf(end)}` },
  })
}

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
function dayOf(time: Date): string {
  return day.format(time)
}
