import type { TenantTx } from '#server/platform/db/index.ts'
import { ssoPolicyOf } from './sign-in-terms-store.ts'

/**
 * Why a tenant's enforcement does not let a method in; null where it does. Not asked for break-glass, nor for
 * people who are listed as exceptions: both are there for when single sign-on is not.
 */
export async function signInMethodRefusal(
  tx: TenantTx,
  method: 'sso' | 'passkey' | 'invitation',
): Promise<string | null> {
  const { enforcement } = await ssoPolicyOf(tx)
  if (method === 'sso') return enforcement === 'off' ? 'single sign-on is switched off' : null
  return enforcement === 'required' ? 'single sign-on is required' : null
}
