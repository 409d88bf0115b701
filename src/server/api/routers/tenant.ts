import { noInput } from '#contracts/no-input.ts'
import { tenantGetOutput, tenantUpdateInput, tenantUpdateOutput } from '#contracts/tenant.ts'
import { getTenant, updateTenant } from '#server/domains/tenancy/index.ts'
import { procedure, router } from '../procedures.ts'

export const tenantRouter = router({
  get: procedure('tenant:read')
    .input(noInput)
    .output(tenantGetOutput)
    .query(({ ctx }) => getTenant(ctx.scope)),
  update: procedure('tenant:update')
    .input(tenantUpdateInput)
    .output(tenantUpdateOutput)
    .mutation(({ ctx, input }) => updateTenant(ctx.scope, input)),
})
