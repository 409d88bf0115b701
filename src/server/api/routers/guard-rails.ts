import {
  guardRailsChangedOutput,
  guardRailsDecideInput,
  guardRailsGetInput,
  guardRailsGetOutput,
  guardRailsLetPassInput,
  guardRailsPausedOutput,
  guardRailsUpdateInput,
} from '#contracts/guard-rails.ts'
import { noInput } from '#contracts/no-input.ts'
import {
  getGuardRail,
  keepRemovalsOut,
  letRemovalsPass,
  listPausedDirectories,
  resumeRemovals,
  updateGuardRail,
} from '#server/domains/directory/index.ts'
import { procedure, router } from '../procedures.ts'

export const guardRailsRouter = router({
  get: procedure('directory:read')
    .input(guardRailsGetInput)
    .output(guardRailsGetOutput)
    .query(({ ctx, input }) => getGuardRail(ctx.scope, input)),
  paused: procedure('directory:read')
    .input(noInput)
    .output(guardRailsPausedOutput)
    .query(({ ctx }) => listPausedDirectories(ctx.scope)),
  update: procedure('directory:manage')
    .input(guardRailsUpdateInput)
    .output(guardRailsChangedOutput)
    .mutation(({ ctx, input }) => updateGuardRail(ctx.scope, input)),
  letPass: procedure('directory:manage')
    .input(guardRailsLetPassInput)
    .output(guardRailsChangedOutput)
    .mutation(({ ctx, input }) => letRemovalsPass(ctx.scope, input)),
  keepOut: procedure('directory:manage')
    .input(guardRailsDecideInput)
    .output(guardRailsChangedOutput)
    .mutation(({ ctx, input }) => keepRemovalsOut(ctx.scope, input)),
  resume: procedure('directory:manage')
    .input(guardRailsDecideInput)
    .output(guardRailsChangedOutput)
    .mutation(({ ctx, input }) => resumeRemovals(ctx.scope, input)),
})
