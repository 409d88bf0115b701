import {
  operatorTenantsCreateInput,
  operatorTenantsCreateOutput,
  operatorTenantsGetInput,
  operatorTenantsGetOutput,
  operatorTenantsInviteOwnerInput,
  operatorTenantsInviteOwnerOutput,
  operatorTenantsListInput,
  operatorTenantsListOutput,
} from '#contracts/operator-tenants.ts'
import {
  getTenantForOperator,
  inviteFirstOwner,
  listTenantsForOperator,
  provisionTenant,
} from '#server/domains/tenancy/index.ts'
import { procedure, router } from '../procedures.ts'

export const operatorTenantsRouter = router({
  list: procedure('operator-tenant:read')
    .input(operatorTenantsListInput)
    .output(operatorTenantsListOutput)
    .query(({ ctx, input }) => listTenantsForOperator(ctx.scope, input)),
  get: procedure('operator-tenant:read')
    .input(operatorTenantsGetInput)
    .output(operatorTenantsGetOutput)
    .query(({ ctx, input }) => getTenantForOperator(ctx.scope, input)),
  create: procedure('operator-tenant:create')
    .input(operatorTenantsCreateInput)
    .output(operatorTenantsCreateOutput)
    .mutation(({ ctx, input }) => provisionTenant(ctx.scope, input)),
  inviteOwner: procedure('operator-tenant:create')
    .input(operatorTenantsInviteOwnerInput)
    .output(operatorTenantsInviteOwnerOutput)
    .mutation(({ ctx, input }) => inviteFirstOwner(ctx.scope, input)),
})
