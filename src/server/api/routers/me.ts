import { meGetOutput } from '#contracts/me.ts'
import { noInput } from '#contracts/no-input.ts'
import { me } from '#server/domains/access/index.ts'
import { procedure, router } from '../procedures.ts'

export const meRouter = router({
  get: procedure('profile:read')
    .input(noInput)
    .output(meGetOutput)
    .query(({ ctx }) => me(ctx.scope)),
})
