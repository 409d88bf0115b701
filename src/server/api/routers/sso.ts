import { noInput } from '#contracts/no-input.ts'
import { ssoCreateInput, ssoCreateOutput, ssoDeleteInput, ssoDeleteOutput, ssoListOutput } from '#contracts/sso.ts'
import { createSsoConnection, deleteSsoConnection, listSsoConnections } from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const ssoRouter = router({
  list: procedure('sso-connection:read')
    .input(noInput)
    .output(ssoListOutput)
    .query(({ ctx }) => listSsoConnections(ctx.scope)),
  create: procedure('sso-connection:manage')
    .input(ssoCreateInput)
    .output(ssoCreateOutput)
    .mutation(({ ctx, input }) => createSsoConnection(ctx.scope, input)),
  delete: procedure('sso-connection:manage')
    .input(ssoDeleteInput)
    .output(ssoDeleteOutput)
    .mutation(({ ctx, input }) => deleteSsoConnection(ctx.scope, input)),
})
