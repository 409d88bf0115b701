import {
  domainsAddInput,
  domainsListOutput,
  domainsRemoveInput,
  domainsRemoveOutput,
  domainsUpdateInput,
  domainsVerifyInput,
  verifiedDomainSchema,
} from '#contracts/domains.ts'
import { noInput } from '#contracts/no-input.ts'
import { addDomain, listDomains, removeDomain, updateDomain, verifyDomain } from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const domainsRouter = router({
  list: procedure('sso-connection:read')
    .input(noInput)
    .output(domainsListOutput)
    .query(({ ctx }) => listDomains(ctx.scope)),
  add: procedure('sso-connection:manage')
    .input(domainsAddInput)
    .output(verifiedDomainSchema)
    .mutation(({ ctx, input }) => addDomain(ctx.scope, input)),
  verify: procedure('sso-connection:manage')
    .input(domainsVerifyInput)
    .output(verifiedDomainSchema)
    .mutation(({ ctx, input }) => verifyDomain(ctx.scope, input)),
  update: procedure('sso-connection:manage')
    .input(domainsUpdateInput)
    .output(verifiedDomainSchema)
    .mutation(({ ctx, input }) => updateDomain(ctx.scope, input)),
  remove: procedure('sso-connection:manage')
    .input(domainsRemoveInput)
    .output(domainsRemoveOutput)
    .mutation(({ ctx, input }) => removeDomain(ctx.scope, input)),
})
