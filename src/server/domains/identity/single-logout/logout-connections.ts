import type { TenantTx } from '#server/platform/db/index.ts'

export type LogoutConnection = {
  id: string
  name: string
  idpEntityId: string
  idpCertificates: string[]
  jacksonClientId: string
  singleLogout: boolean
  sloUrl: string | null
  sloResponseUrl: string | null
  binding: 'redirect' | 'post' | null
}

/** The active connections of this tenant to a provider of that name; several where it made several. */
export function logoutConnections(
  tx: TenantTx,
  protocol: 'saml' | 'oidc',
  issuer: string,
): Promise<LogoutConnection[]> {
  return tx.query<LogoutConnection>(
    `SELECT id, name, idp_entity_id AS "idpEntityId", idp_certificates AS "idpCertificates",
       jackson_client_id AS "jacksonClientId", single_logout AS "singleLogout", idp_slo_url AS "sloUrl",
       idp_slo_response_url AS "sloResponseUrl", idp_slo_binding AS binding
     FROM sso_connections
     WHERE tenant_id = $1 AND protocol = $2 AND idp_entity_id = $3 AND status = 'active' ORDER BY created_at LIMIT 20`,
    [tx.tenantId, protocol, issuer],
  )
}
