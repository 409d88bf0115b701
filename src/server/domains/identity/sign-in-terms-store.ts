import type { AttributeMapping } from '#contracts/received-profile.ts'
import type { SsoEnforcement } from '#contracts/sso-policy.ts'
import type { TenantTx } from '#server/platform/db/index.ts'

export type SsoPolicyRow = { enforcement: SsoEnforcement; jitProvisioning: boolean }

/** A tenant that has set nothing has no row. */
export async function ssoPolicyOf(tx: TenantTx): Promise<SsoPolicyRow> {
  const [row] = await tx.query<SsoPolicyRow>(
    'SELECT enforcement, jit_provisioning AS "jitProvisioning" FROM sso_policies WHERE tenant_id = $1',
    [tx.tenantId],
  )
  return row ?? { enforcement: 'optional', jitProvisioning: true }
}

export type SignInTerms = SsoPolicyRow & { attributeMapping: AttributeMapping; provenAt: Date | null }

/** What a sign-in through a connection is held to, in one query. */
export async function signInTerms(tx: TenantTx, connectionId: string): Promise<SignInTerms> {
  const [row] = await tx.prepared<SignInTerms>(
    'sign-in-terms',
    `SELECT coalesce(p.enforcement, 'optional') AS enforcement, coalesce(p.jit_provisioning, true) AS "jitProvisioning",
       c.attribute_mapping AS "attributeMapping", c.proven_at AS "provenAt"
     FROM sso_connections c LEFT JOIN sso_policies p ON p.tenant_id = c.tenant_id
     WHERE c.tenant_id = $1 AND c.id = $2`,
    [tx.tenantId, connectionId],
  )
  return row ?? { enforcement: 'off', jitProvisioning: false, attributeMapping: {}, provenAt: null }
}
