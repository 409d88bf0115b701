import { noInput } from '#contracts/no-input.ts'
import {
  setupLinksCreateInput,
  setupLinksCreateOutput,
  setupLinksListOutput,
  setupLinksRevokeInput,
  setupLinksRevokeOutput,
} from '#contracts/setup-links.ts'
import { createSetupLink, listSetupLinks, revokeSetupLink } from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const setupLinksRouter = router({
  list: procedure('setup-link:read')
    .input(noInput)
    .output(setupLinksListOutput)
    .query(({ ctx }) => listSetupLinks(ctx.scope)),
  create: procedure('setup-link:create')
    .input(setupLinksCreateInput)
    .output(setupLinksCreateOutput)
    .mutation(({ ctx, input }) => createSetupLink(ctx.scope, input)),
  revoke: procedure('setup-link:revoke')
    .input(setupLinksRevokeInput)
    .output(setupLinksRevokeOutput)
    .mutation(({ ctx, input }) => revokeSetupLink(ctx.scope, input)),
})
