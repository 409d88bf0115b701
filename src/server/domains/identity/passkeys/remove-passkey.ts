import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { signedInPerson } from './signed-in-person.ts'

/** Forgets a passkey of one's own. Somebody else's is as missing as one that does not exist. */
export function removePasskey(scope: TenantScope<'passkey:manage'>, input: { id: string }): Promise<{ id: string }> {
  const person = signedInPerson(scope)
  return withTenant(scope, async (tx) => {
    const [removed] = await tx.query<{ name: string }>(
      'DELETE FROM passkeys WHERE tenant_id = $1 AND id = $2 AND user_id = $3 RETURNING name',
      [tx.tenantId, input.id, person.id],
    )
    if (!removed) throw notFound('passkey')
    await append(tx, {
      action: 'passkey.remove',
      targets: [
        { type: 'passkey', id: input.id },
        { type: 'user', id: person.id, name: person.name },
      ],
      metadata: { name: removed.name, count: 1 },
    })
    return { id: input.id }
  })
}
