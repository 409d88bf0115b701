import { randomBytes } from 'node:crypto'
import type { RequestOptions } from '#contracts/passkeys.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { limitRate } from '#server/platform/limit-rate.ts'
import { tenantBySlug } from '../find-tenant-for-sign-in.ts'
import { hashOfToken } from '../opaque-token.ts'
import { type SignInContext, signInScope } from '../sign-in-context.ts'
import { makeChallenge } from './challenge-store.ts'
import { requestOptions } from './request-options.ts'

/**
 * What a browser needs to sign somebody in by passkey. Nobody is named: the passkey says who it is, so there is
 * nothing here to probe. Of a tenant that does not exist the answer has the same form and leads nowhere.
 */
export async function beginPasskeySignIn(
  input: { tenantSlug: string; purpose: 'sign-in' | 'break-glass'; browserToken: string },
  context: SignInContext,
): Promise<RequestOptions> {
  await limitRate(
    'passkey-options',
    [
      ['address', context.request.ip],
      ['tenant', input.tenantSlug],
    ],
    context.now(),
  )
  const tenant = await tenantBySlug(input.tenantSlug)
  if (!tenant) return requestOptions(randomBytes(32))
  const challenge = await withTenant(signInScope(tenant.id, context.request), async (tx) => {
    tx.housekeeping('a challenge is made or used up')
    return makeChallenge(tx, input.purpose, { browserHash: hashOfToken(input.browserToken) }, context.now())
  })
  return requestOptions(challenge)
}
