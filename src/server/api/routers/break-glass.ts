import { breakGlassListOutput, breakGlassReviewInput, breakGlassReviewOutput } from '#contracts/break-glass.ts'
import { noInput } from '#contracts/no-input.ts'
import { listBreakGlassEntries, reviewBreakGlassEntry } from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const breakGlassRouter = router({
  list: procedure('break-glass:read')
    .input(noInput)
    .output(breakGlassListOutput)
    .query(({ ctx }) => listBreakGlassEntries(ctx.scope)),
  review: procedure('break-glass:review')
    .input(breakGlassReviewInput)
    .output(breakGlassReviewOutput)
    .mutation(({ ctx, input }) => reviewBreakGlassEntry(ctx.scope, input)),
})
