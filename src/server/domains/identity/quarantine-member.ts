import type { TenantTx } from '#server/platform/db/index.ts'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'
import { createMember } from './resolve-signed-in-user.ts'

/**
 * Keeps somebody whose address is outside the tenant's verified domains as a member who is switched off, for an admin
 * to look at. Whom the tenant knows already is left as they are. Nobody is signed in by it.
 */
export async function quarantineMember(tx: TenantTx, connectionId: string, identity: VerifiedIdentity): Promise<void> {
  const userName = identity.email ?? identity.subject
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `identity/${tx.tenantId}/${userName.toLowerCase()}`,
  ])
  const [known] = await tx.query(
    `SELECT 1 FROM users WHERE tenant_id = $1 AND (email_key = lower($2) OR user_name_key = lower($2))
     UNION ALL SELECT 1 FROM identities WHERE tenant_id = $1 AND connection_id = $3 AND subject = $4`,
    [tx.tenantId, userName, connectionId, identity.subject],
  )
  if (known) tx.unchanged('the person is known here already')
  else await createMember(tx, connectionId, identity, false)
}
