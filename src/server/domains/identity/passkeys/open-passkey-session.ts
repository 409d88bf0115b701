import type { TenantTx } from '#server/platform/db/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { hashOfToken } from '../opaque-token.ts'
import { insertSession } from '../session-store.ts'
import type { SignInContext } from '../sign-in-context.ts'
import { policyForNewSession } from '../sign-in-policy-store.ts'
import { PasskeyRefused } from './passkey-refused.ts'

/**
 * Opens a session for somebody whom a passkey has just verified, so it has its second factor.
 * @throws PasskeyRefused where the tenant's policy leaves out the address or, break-glass apart, passkeys
 */
export async function openPasskeySession(
  tx: TenantTx,
  input: {
    userId: string
    method: 'passkey' | 'break-glass'
    token: string
    endsBy: Date | null
    context: SignInContext
  },
): Promise<{ id: string; expiresAt: Date }> {
  const { request, now } = input.context
  const policy = await policyForNewSession(tx, request.ip)
  if (!policy.addressAllowed) throw new PasskeyRefused('address')
  if (input.method === 'passkey' && !policy.methods.includes('passkey')) throw new PasskeyRefused('method')
  const createdAt = now()
  const longest = createdAt.getTime() + policy.absoluteMinutes * 60_000
  const expiresAt = new Date(Math.min(longest, input.endsBy?.getTime() ?? longest))
  const id = newId()
  await insertSession(tx, {
    id,
    userId: input.userId,
    connectionId: null,
    method: input.method,
    authenticatedAt: createdAt,
    secondFactorAt: createdAt,
    tokenHash: hashOfToken(input.token),
    ip: request.ip,
    userAgent: request.userAgent,
    createdAt,
    expiresAt,
  })
  return { id, expiresAt }
}
