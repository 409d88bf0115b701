import { noInput } from '#contracts/no-input.ts'
import { overviewGetOutput } from '#contracts/overview.ts'
import { getOverview } from '#server/domains/tenancy/index.ts'
import { procedure, router } from '../procedures.ts'

export const overviewRouter = router({
  get: procedure('tenant:read')
    .input(noInput)
    .output(overviewGetOutput)
    .query(({ ctx }) => getOverview(ctx.scope)),
})
