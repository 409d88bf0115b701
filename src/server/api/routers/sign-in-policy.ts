import { noInput } from '#contracts/no-input.ts'
import { signInPolicyGetOutput, signInPolicyUpdateInput, signInPolicyUpdateOutput } from '#contracts/sign-in-policy.ts'
import { getSignInPolicy, updateSignInPolicy } from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const signInPolicyRouter = router({
  get: procedure('sign-in-policy:read')
    .input(noInput)
    .output(signInPolicyGetOutput)
    .query(({ ctx }) => getSignInPolicy(ctx.scope)),
  update: procedure('sign-in-policy:manage')
    .input(signInPolicyUpdateInput)
    .output(signInPolicyUpdateOutput)
    .mutation(({ ctx, input }) => updateSignInPolicy(ctx.scope, input)),
})
