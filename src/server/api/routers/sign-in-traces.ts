import {
  tracesGetInput,
  tracesGetOutput,
  tracesListInput,
  tracesListOutput,
  tracesRevealInput,
  tracesRevealOutput,
  tracesRevokeLinkInput,
  tracesRevokeLinkOutput,
  tracesShareInput,
  tracesShareOutput,
} from '#contracts/sign-in-traces.ts'
import {
  getSignInTrace,
  listSignInTraces,
  revealSignInTrace,
  revokeTraceLink,
  shareSignInTrace,
} from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const signInTracesRouter = router({
  list: procedure('sign-in-trace:read')
    .input(tracesListInput)
    .output(tracesListOutput)
    .query(({ ctx, input }) => listSignInTraces(ctx.scope, input)),
  get: procedure('sign-in-trace:read')
    .input(tracesGetInput)
    .output(tracesGetOutput)
    .query(({ ctx, input }) => getSignInTrace(ctx.scope, input)),
  reveal: procedure('sign-in-trace:reveal')
    .input(tracesRevealInput)
    .output(tracesRevealOutput)
    .mutation(({ ctx, input }) => revealSignInTrace(ctx.scope, input)),
  share: procedure('sign-in-trace:share')
    .input(tracesShareInput)
    .output(tracesShareOutput)
    .mutation(({ ctx, input }) => shareSignInTrace(ctx.scope, input)),
  revokeLink: procedure('sign-in-trace:share')
    .input(tracesRevokeLinkInput)
    .output(tracesRevokeLinkOutput)
    .mutation(({ ctx, input }) => revokeTraceLink(ctx.scope, input)),
})
