import { noInput } from '#contracts/no-input.ts'
import {
  operatorsEndInput,
  operatorsEndOutput,
  operatorsForTenantOutput,
  operatorsInviteInput,
  operatorsInviteOutput,
  operatorsListOutput,
} from '#contracts/operators.ts'
import { endOperator, inviteOperator, listOperators, listOperatorsForTenant } from '#server/domains/tenancy/index.ts'
import { procedure, router } from '../procedures.ts'

export const operatorsRouter = router({
  list: procedure('operator:read')
    .input(noInput)
    .output(operatorsListOutput)
    .query(({ ctx }) => listOperators(ctx.scope)),
  invite: procedure('operator:manage')
    .input(operatorsInviteInput)
    .output(operatorsInviteOutput)
    .mutation(({ ctx, input }) => inviteOperator(ctx.scope, input)),
  end: procedure('operator:manage')
    .input(operatorsEndInput)
    .output(operatorsEndOutput)
    .mutation(({ ctx, input }) => endOperator(ctx.scope, input)),
  listForTenant: procedure('invitation:read')
    .input(noInput)
    .output(operatorsForTenantOutput)
    .query(({ ctx }) => listOperatorsForTenant(ctx.scope)),
})
