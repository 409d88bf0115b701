import { X509Certificate } from 'node:crypto'
import type { AttributeMapping } from '#contracts/received-profile.ts'
import type { SsoConnectionDetails } from '#contracts/sso.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { fingerprintOf, type RetiringCertificates } from './accepted-certificates.ts'
import { listedConnections } from './connection-store.ts'
import { rulesOf } from './role-rule-store.ts'

export type ConnectionSettings = {
  id: string
  protocol: 'saml' | 'oidc'
  name: string
  idpEntityId: string
  idpCertificates: string[]
  idpSsoUrl: string | null
  metadataUrl: string | null
  metadataRefreshedAt: Date | null
  metadataProblem: string | null
  retiring: RetiringCertificates
  attributeMapping: AttributeMapping
  certificateWarnedDays: number | null
  provenAt: Date | null
  idpSloUrl: string | null
  idpSloResponseUrl: string | null
  idpSloBinding: 'redirect' | 'post' | null
  vouchesForOwners: boolean
  fromSetupLink: boolean
}

const SELECT = `SELECT id, protocol, name, idp_entity_id AS "idpEntityId", idp_certificates AS "idpCertificates",
    idp_sso_url AS "idpSsoUrl", metadata_url AS "metadataUrl", metadata_refreshed_at AS "metadataRefreshedAt",
    metadata_problem AS "metadataProblem", retiring_certificates AS retiring, attribute_mapping AS "attributeMapping",
    certificate_warned_days AS "certificateWarnedDays", proven_at AS "provenAt",
    idp_slo_url AS "idpSloUrl", idp_slo_response_url AS "idpSloResponseUrl", idp_slo_binding AS "idpSloBinding",
    vouches_for_owners AS "vouchesForOwners", from_setup_link AS "fromSetupLink"
  FROM sso_connections WHERE tenant_id = $1`

export async function connectionSettings(tx: TenantTx, id: string): Promise<ConnectionSettings | null> {
  const [row] = await tx.query<ConnectionSettings>(`${SELECT} AND id = $2`, [tx.tenantId, id])
  return row ?? null
}

/** The same, held in place until the transaction ends. */
export async function lockConnection(tx: TenantTx, id: string): Promise<ConnectionSettings | null> {
  const [row] = await tx.query<ConnectionSettings>(`${SELECT} AND id = $2 FOR NO KEY UPDATE`, [tx.tenantId, id])
  return row ?? null
}

export function samlConnections(tx: TenantTx): Promise<ConnectionSettings[]> {
  return tx.query<ConnectionSettings>(`${SELECT} AND protocol = 'saml' AND status = 'active' ORDER BY id LIMIT 100`, [
    tx.tenantId,
  ])
}

/** Everything that the console shows of one connection. Null where it is none of this tenant. */
export async function connectionDetails(tx: TenantTx, id: string): Promise<SsoConnectionDetails | null> {
  const settings = await connectionSettings(tx, id)
  const [listed] = await listedConnections(tx, id)
  if (!settings || !listed) return null
  const rules = await rulesOf(tx, id)
  return {
    ...listed,
    metadataUrl: settings.metadataUrl,
    metadataRefreshedAt: settings.metadataRefreshedAt?.toISOString() ?? null,
    ssoUrl: settings.idpSsoUrl,
    sloUrl: settings.idpSloUrl,
    vouchesForOwners: settings.vouchesForOwners,
    fromSetupLink: settings.fromSetupLink,
    attributeMapping: settings.attributeMapping,
    certificates: settings.idpCertificates.map((pem) => shownCertificate(pem, settings.retiring)),
    roleRules: rules.map(({ roleId: _, ...rule }) => rule),
    provenAt: settings.provenAt?.toISOString() ?? null,
  }
}

function shownCertificate(pem: string, retiring: RetiringCertificates): SsoConnectionDetails['certificates'][number] {
  const certificate = new X509Certificate(pem)
  const fingerprint = fingerprintOf(pem)
  return {
    fingerprint,
    subject: certificate.subject.replaceAll('\n', ', '),
    validTo: new Date(certificate.validTo).toISOString(),
    acceptedUntil: retiring[fingerprint] ?? null,
  }
}
