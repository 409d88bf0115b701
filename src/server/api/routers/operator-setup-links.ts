import {
  operatorSetupLinksCreateInput,
  operatorSetupLinksCreateOutput,
  operatorSetupLinksListInput,
  operatorSetupLinksListOutput,
  operatorSetupLinksRevokeInput,
  operatorSetupLinksRevokeOutput,
} from '#contracts/operator-setup-links.ts'
import {
  createSetupLinkForTenant,
  listSetupLinksForTenant,
  revokeSetupLinkForTenant,
} from '#server/domains/tenancy/index.ts'
import { procedure, router } from '../procedures.ts'

export const operatorSetupLinksRouter = router({
  list: procedure('operator-setup-link:read')
    .input(operatorSetupLinksListInput)
    .output(operatorSetupLinksListOutput)
    .query(({ ctx, input }) => listSetupLinksForTenant(ctx.scope, input)),
  create: procedure('operator-setup-link:create')
    .input(operatorSetupLinksCreateInput)
    .output(operatorSetupLinksCreateOutput)
    .mutation(({ ctx, input }) => createSetupLinkForTenant(ctx.scope, input)),
  revoke: procedure('operator-setup-link:revoke')
    .input(operatorSetupLinksRevokeInput)
    .output(operatorSetupLinksRevokeOutput)
    .mutation(({ ctx, input }) => revokeSetupLinkForTenant(ctx.scope, input)),
})
