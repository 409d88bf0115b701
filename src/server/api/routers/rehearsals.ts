import { rehearsalResultSchema, rehearsalsRunInput } from '#contracts/rehearsals.ts'
import { rehearseTraffic } from '#server/domains/rehearsal/index.ts'
import { procedure, router } from '../procedures.ts'

export const rehearsalsRouter = router({
  run: procedure('directory:rehearse')
    .input(rehearsalsRunInput)
    .output(rehearsalResultSchema)
    .mutation(({ ctx, input }) => rehearseTraffic(ctx.scope, input, ctx.scimDoor)),
})
