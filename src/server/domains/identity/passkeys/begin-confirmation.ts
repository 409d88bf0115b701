import type { z } from 'zod'
import type { beginConfirmationOutput } from '#contracts/passkeys.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { makeChallenge } from './challenge-store.ts'
import { passkeysOf } from './passkey-store.ts'
import { requestOptions } from './request-options.ts'
import { signedInPerson } from './signed-in-person.ts'

/** What a person can confirm an open session with: a passkey where they have one, else the provider they came from. */
export async function beginConfirmation(
  scope: TenantScope<'profile:update'>,
  now: () => Date = () => new Date(),
): Promise<z.infer<typeof beginConfirmationOutput>> {
  const person = signedInPerson(scope)
  const found = await withTenant(scope, async (tx) => {
    tx.housekeeping('a challenge is made or used up')
    const known = await passkeysOf(tx, person.id)
    const [session] = await tx.query<{
      slug: string
      connectionId: string | null
      connectionName: string | null
      missing: boolean
    }>(
      `SELECT t.slug, c.id AS "connectionId", c.name AS "connectionName", l.second_factor_missing AS missing
       FROM sessions s
       JOIN session_limits l ON l.tenant_id = s.tenant_id AND l.id = s.id
       JOIN tenants t ON t.id = s.tenant_id
       LEFT JOIN sso_connections c ON c.tenant_id = s.tenant_id AND c.id = s.connection_id AND c.status = 'active'
       WHERE s.tenant_id = $1 AND s.id = $2`,
      [tx.tenantId, person.sessionId],
    )
    const challenge =
      known.length > 0 ? await makeChallenge(tx, 'step-up', { sessionId: person.sessionId }, now()) : null
    return { known, challenge, session: session as NonNullable<typeof session> }
  })
  const { slug, connectionId, connectionName, missing } = found.session
  // A tenant that asks for a passkey is not content with the provider's word alone.
  const provider = !missing && connectionId !== null
  return {
    passkey: found.challenge && (await requestOptions(found.challenge, found.known)),
    providerUrl: provider
      ? `/api/sso/authorize?${new URLSearchParams({ tenant: slug, connection: connectionId, confirm: '1', callbackUrl: `/t/${slug}/confirmed` })}`
      : null,
    providerName: provider ? connectionName : null,
    needsFirstPasskey: missing && found.known.length === 0,
  }
}
