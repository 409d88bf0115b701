import type { SsoConnection, SsoProvider } from '#contracts/sso.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { certificatesEnd } from './saml-metadata.ts'

export const CONNECTIONS_AT_MOST = 100

export type StoredConnection = {
  id: string
  protocol: 'saml' | 'oidc'
  name: string
  jacksonClientId: string
  idpEntityId: string
  idpCertificates: string[]
  idpSsoUrl: string | null
  status: 'active' | 'inactive'
  /** SAML: whether responses that nobody asked for are taken (profiles §4.1.5). */
  idpInitiated: boolean
  /** SAML: how old an assertion, and the authentication that it states, may be. */
  assertionMaxAgeSeconds: number
  authenticationMaxAgeSeconds: number
  /** What becomes of an address outside the tenant's verified domains. */
  outsideAddress: 'refuse' | 'quarantine'
  /** Whether sign-outs are passed on to the provider and taken from it. */
  singleLogout: boolean
}

const COLUMNS = `id, protocol, name, jackson_client_id AS "jacksonClientId", idp_entity_id AS "idpEntityId",
  idp_certificates AS "idpCertificates", idp_sso_url AS "idpSsoUrl", status, idp_initiated AS "idpInitiated",
  assertion_max_age_seconds AS "assertionMaxAgeSeconds", authentication_max_age_seconds AS "authenticationMaxAgeSeconds",
  outside_address AS "outsideAddress", single_logout AS "singleLogout"`

export async function connectionById(tx: TenantTx, id: string): Promise<StoredConnection | null> {
  const [row] = await tx.query<StoredConnection>(
    `SELECT ${COLUMNS} FROM sso_connections WHERE tenant_id = $1 AND id = $2`,
    [tx.tenantId, id],
  )
  return row ?? null
}

/** Connections that take unsolicited responses from a provider of that name: several where a tenant made several. */
export async function idpInitiatedConnections(tx: TenantTx, idpEntityId: string): Promise<StoredConnection[]> {
  return tx.query<StoredConnection>(
    `SELECT ${COLUMNS} FROM sso_connections
     WHERE tenant_id = $1 AND idp_entity_id = $2 AND protocol = 'saml' AND status = 'active' AND idp_initiated
     ORDER BY created_at LIMIT 10`,
    [tx.tenantId, idpEntityId],
  )
}

/** What the sign-in page offers: none while single sign-on is switched off. */
export async function activeConnections(tx: TenantTx): Promise<Pick<StoredConnection, 'id' | 'name' | 'protocol'>[]> {
  return tx.query(
    `SELECT id, name, protocol FROM sso_connections WHERE tenant_id = $1 AND status = 'active'
       AND NOT EXISTS (SELECT 1 FROM sso_policies p WHERE p.tenant_id = $1 AND p.enforcement = 'off')
     ORDER BY lower(name) LIMIT ${CONNECTIONS_AT_MOST}`,
    [tx.tenantId],
  )
}

type ListedRow = Pick<StoredConnection, 'id' | 'name' | 'protocol' | 'idpEntityId' | 'idpCertificates'> & {
  provider: SsoProvider
  metadataProblem: string | null
  createdAt: Date
  lastSignInAt: Date | null
  signInsLast7Days: number
}

/** Connections as the console shows them, with how much each is used; one query however many there are. */
export async function listedConnections(tx: TenantTx, id: string | null = null): Promise<SsoConnection[]> {
  const rows = await tx.query<ListedRow>(
    `SELECT c.id, c.name, c.protocol, c.idp_entity_id AS "idpEntityId", c.idp_certificates AS "idpCertificates",
       c.provider, c.metadata_problem AS "metadataProblem",
       c.created_at AS "createdAt", used.last AS "lastSignInAt", coalesce(used.recent, 0) AS "signInsLast7Days"
     FROM sso_connections c
     LEFT JOIN (
       SELECT connection_id, max(created_at) AS last, count(*) FILTER (WHERE created_at > now() - interval '7 days') AS recent
       FROM sessions WHERE tenant_id = $1 AND connection_id IS NOT NULL GROUP BY connection_id
     ) used ON used.connection_id = c.id
     WHERE c.tenant_id = $1 AND ($2::uuid IS NULL OR c.id = $2)
     ORDER BY lower(c.name)
     LIMIT ${CONNECTIONS_AT_MOST}`,
    [tx.tenantId, id],
  )
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    protocol: row.protocol,
    issuer: row.idpEntityId,
    createdAt: row.createdAt.toISOString(),
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    signInsLast7Days: row.signInsLast7Days,
    certificateExpiresAt: certificatesEnd(row.idpCertificates)?.toISOString() ?? null,
    provider: row.provider,
    metadataProblem: row.metadataProblem,
  }))
}
