import type { SsoConnectionDetails } from '#contracts/sso.ts'
import { append } from '#server/domains/audit/index.ts'
import { notifyOwners } from '#server/domains/notifications/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError, isAppError, notFound } from '#server/platform/errors/app-error.ts'
import { acceptedCertificates, fingerprintOf } from './accepted-certificates.ts'
import {
  type ConnectionSettings,
  connectionDetails,
  connectionSettings,
  lockConnection,
  samlConnections,
} from './connection-details-store.ts'
import { fetchSamlMetadata } from './fetch-saml-metadata.ts'
import { registerWithJackson } from './jackson-adapter.ts'
import { providerMetadataXml } from './provider-metadata-xml.ts'
import { readSamlMetadata, type SamlLogoutService } from './saml-metadata.ts'

type Scope = TenantScope<'sso-connection:manage'>

/** Reads every metadata address of a tenant again and lets go of certificates whose week is over. */
export async function refreshConnections(scope: Scope, now: Date): Promise<void> {
  const connections = await withTenant(scope, async (tx) => {
    tx.unchanged('reads what has to be refreshed')
    return samlConnections(tx)
  })
  for (const connection of connections) {
    if (connection.metadataUrl !== null || Object.keys(connection.retiring).length > 0) {
      await refresh(scope, connection, now)
    }
  }
}

/** The same for one connection, on request. @throws AppError `not_found`, `precondition_failed` */
export async function refreshSsoConnection(
  scope: Scope,
  input: { id: string },
  now: () => Date = () => new Date(),
): Promise<SsoConnectionDetails> {
  const connection = await withTenant(scope, async (tx) => {
    tx.unchanged('reads what has to be refreshed')
    return connectionSettings(tx, input.id)
  })
  if (!connection) throw notFound('connection')
  if (connection.metadataUrl === null) {
    throw new AppError({
      code: 'precondition_failed',
      message: 'This connection has no metadata address. Enter one, or paste the new metadata.',
    })
  }
  await refresh(scope, connection, now())
  return withTenant(scope, async (tx) => {
    tx.unchanged('reads what the refresh has written')
    const details = await connectionDetails(tx, input.id)
    if (!details) throw notFound('connection')
    return details
  })
}

type Reading = {
  named: string[]
  ssoUrl: string
  logout: SamlLogoutService | null
  problem: string | null
  at: Date | null
}

async function refresh(scope: Scope, before: ConnectionSettings, now: Date): Promise<void> {
  const reading = await read(before, now)
  const { certificates, retiring } = acceptedCertificates({
    named: reading.named,
    accepted: before.idpCertificates,
    retiring: before.retiring,
    now,
  })
  const added = certificates.filter((pem) => !holds(before.idpCertificates, pem)).length
  const removed = before.idpCertificates.filter((pem) => !holds(certificates, pem)).length
  const differs = added > 0 || removed > 0 || reading.ssoUrl !== before.idpSsoUrl || !sameLogout(reading.logout, before)
  if (differs) {
    // First Jackson: what it accepts and we do not gets nobody in, and the next run makes it good.
    const metadataXml = providerMetadataXml({ entityId: before.idpEntityId, certificates, ssoUrl: reading.ssoUrl })
    await registerWithJackson(scope.tenantId, before.id, { protocol: 'saml', metadataXml })
  }
  await withTenant(scope, async (tx) => {
    const current = await lockConnection(tx, before.id)
    // Somebody changed it meanwhile: theirs counts, and the next run looks again.
    if (!current || current.idpCertificates.join() !== before.idpCertificates.join()) {
      return tx.unchanged('the connection was changed meanwhile')
    }
    await tx.query(
      `UPDATE sso_connections SET idp_certificates = $3, idp_sso_url = $4, retiring_certificates = $5,
         metadata_refreshed_at = coalesce($6, metadata_refreshed_at), metadata_problem = $7,
         idp_slo_url = $8, idp_slo_response_url = $9, idp_slo_binding = $10
       WHERE tenant_id = $1 AND id = $2`,
      [
        tx.tenantId,
        before.id,
        certificates,
        reading.ssoUrl,
        JSON.stringify(retiring),
        reading.at,
        reading.problem,
        reading.logout?.url ?? null,
        reading.logout?.responseUrl ?? null,
        reading.logout?.binding ?? null,
      ],
    )
    await tell(tx, current, { differs, added, removed, problem: reading.problem })
  })
}

/** What the metadata says now; where it cannot be read, what is known, with the problem. */
async function read(before: ConnectionSettings, now: Date): Promise<Reading> {
  const known = {
    named: before.idpCertificates.filter((pem) => !(fingerprintOf(pem) in before.retiring)),
    ssoUrl: before.idpSsoUrl ?? '',
    logout: knownLogout(before),
    at: null,
  }
  if (before.metadataUrl === null) return { ...known, problem: null }
  try {
    const metadata = readSamlMetadata(await fetchSamlMetadata(before.metadataUrl))
    if (metadata.entityId !== before.idpEntityId) {
      return {
        ...known,
        problem: 'The metadata address now describes another identity provider. Nothing was taken from it.',
      }
    }
    return { named: metadata.certificates, ssoUrl: metadata.ssoUrl, logout: metadata.logout, problem: null, at: now }
  } catch (error) {
    if (!isAppError(error, 'invalid_input')) throw error
    return { ...known, problem: error.message }
  }
}

function knownLogout({ idpSloUrl, idpSloResponseUrl, idpSloBinding }: ConnectionSettings): SamlLogoutService | null {
  return idpSloUrl && idpSloBinding ? { url: idpSloUrl, responseUrl: idpSloResponseUrl, binding: idpSloBinding } : null
}

function sameLogout(read: SamlLogoutService | null, before: ConnectionSettings): boolean {
  return JSON.stringify(read) === JSON.stringify(knownLogout(before))
}

function holds(certificates: readonly string[], pem: string): boolean {
  const wanted = fingerprintOf(pem)
  return certificates.some((one) => fingerprintOf(one) === wanted)
}

async function tell(
  tx: TenantTx,
  connection: ConnectionSettings,
  found: { differs: boolean; added: number; removed: number; problem: string | null },
): Promise<void> {
  const target = { id: connection.id, name: connection.name }
  const failsNow = found.problem !== null && connection.metadataProblem === null
  if (!found.differs && !failsNow) return tx.housekeeping('a check found what was known')
  await append(tx, {
    action: 'sso.connection.refresh',
    targets: [{ type: 'sso_connection', ...target }],
    outcome: found.problem === null ? { result: 'success' } : { result: 'failure', reason: 'metadata_unreadable' },
    metadata: { certificatesAdded: found.added, certificatesRemoved: found.removed },
  })
  if (failsNow) await notifyOwners(tx, { notice: 'sso-metadata.failing', target })
}
