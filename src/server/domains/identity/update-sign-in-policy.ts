import type { SignInPolicy, SignInPolicyInput } from '#contracts/sign-in-policy.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { readSignInPolicy } from './get-sign-in-policy.ts'
import { normalisedRanges, rangesHold, saveSignInPolicy } from './sign-in-policy-store.ts'

const FIELDS = [
  'idleMinutes',
  'absoluteMinutes',
  'reauthenticationMinutes',
  'stepUpMinutes',
  'secondFactor',
  'methods',
  'ipAllowList',
] as const satisfies readonly (keyof SignInPolicyInput)[]

/**
 * Sets how people of this tenant may sign in and stay signed in. Open sessions are held to it from their next request.
 * @throws AppError `conflict` where it would end the very session that sets it
 */
export function updateSignInPolicy(
  scope: TenantScope<'sign-in-policy:manage'>,
  input: SignInPolicyInput,
): Promise<SignInPolicy> {
  return withTenant(scope, async (tx) => {
    // Two admins at one moment: the second sees what the first has set.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`sign-in-policy/${tx.tenantId}`])
    const before = await readSignInPolicy(tx)
    const policy = {
      ...input,
      methods: [...new Set(input.methods)].sort(),
      ipAllowList: await normalisedRanges(tx, input.ipAllowList),
    }
    await refuseLockOut(tx, policy, before)
    const changed = FIELDS.filter((field) => !same(policy[field], before[field]))
    if (changed.length === 0) {
      tx.unchanged('the policy says this already')
      return before
    }
    const { principal } = tx.scope
    await saveSignInPolicy(tx, policy, principal.type === 'user' ? principal.id : null)
    await append(tx, {
      action: 'sign_in_policy.update',
      targets: [{ type: 'tenant', id: tx.tenantId }],
      metadata: {
        changed,
        idleMinutes: policy.idleMinutes,
        absoluteMinutes: policy.absoluteMinutes,
        reauthenticationMinutes: policy.reauthenticationMinutes,
        stepUpMinutes: policy.stepUpMinutes,
        secondFactor: policy.secondFactor,
        methods: policy.methods,
        ipRanges: policy.ipAllowList.length,
      },
    })
    return readSignInPolicy(tx)
  })
}

async function refuseLockOut(tx: TenantTx, policy: SignInPolicyInput, before: SignInPolicy): Promise<void> {
  const { principal } = tx.scope
  if (principal.type !== 'user') return
  const { ip } = principal.request
  if (policy.ipAllowList.length > 0 && !(ip && (await rangesHold(tx, policy.ipAllowList, ip)))) {
    throw new AppError({
      code: 'conflict',
      message: ip
        ? `The list leaves out ${ip}, the address you are at, and would shut you out. Add it, or a range that holds it.`
        : 'Your own address is not known here, so a list of addresses could shut you out. Leave it empty.',
      path: '/ipAllowList',
    })
  }
  if (before.yourMethod !== 'break-glass' && !policy.methods.includes(before.yourMethod)) {
    throw new AppError({
      code: 'conflict',
      message: `You are signed in by ${before.yourMethod === 'passkey' ? 'passkey' : before.yourMethod.toUpperCase()}, and the policy would end your session. Sign in another way first, or keep it allowed.`,
      path: '/methods',
    })
  }
}

function same(one: unknown, other: unknown): boolean {
  const sorted = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value)
  return sorted(one) === sorted(other)
}
