import type { SignInPolicy } from '#contracts/sign-in-policy.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { signInPolicyOf } from './sign-in-policy-store.ts'

/** The policy that holds, with what whoever asks has to keep allowed to stay signed in. */
export function getSignInPolicy(scope: TenantScope<'sign-in-policy:read'>): Promise<SignInPolicy> {
  return withTenant(scope, readSignInPolicy)
}

export async function readSignInPolicy(tx: TenantTx): Promise<SignInPolicy> {
  const { principal } = tx.scope
  const [session] =
    principal.type === 'user'
      ? await tx.query<{ method: SignInPolicy['yourMethod'] }>(
          'SELECT method FROM sessions WHERE tenant_id = $1 AND id = $2',
          [tx.tenantId, principal.sessionId],
        )
      : []
  return {
    ...(await signInPolicyOf(tx)),
    yourAddress: principal.request.ip ?? null,
    yourMethod: session?.method ?? 'saml',
  }
}
