import { noInput } from '#contracts/no-input.ts'
import {
  sessionsListInput,
  sessionsListMineOutput,
  sessionsListOutput,
  sessionsRevokeAllInput,
  sessionsRevokedOutput,
  sessionsRevokeInput,
  sessionsRevokeMineInput,
  sessionsRevokeMineOutput,
  sessionsRevokeOfMemberInput,
  sessionsRevokeOthersOutput,
  sessionsRevokeOutput,
} from '#contracts/sessions.ts'
import {
  listMySessions,
  listSessions,
  revokeAllSessions,
  revokeMyOtherSessions,
  revokeMySession,
  revokeSession,
  revokeSessionsOfMember,
} from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const sessionsRouter = router({
  list: procedure('session:read')
    .input(sessionsListInput)
    .output(sessionsListOutput)
    .query(({ ctx, input }) => listSessions(ctx.scope, input)),
  revoke: procedure('session:revoke')
    .input(sessionsRevokeInput)
    .output(sessionsRevokeOutput)
    .mutation(({ ctx, input }) => revokeSession(ctx.scope, input)),
  listMine: procedure('profile:read')
    .input(noInput)
    .output(sessionsListMineOutput)
    .query(({ ctx }) => listMySessions(ctx.scope)),
  revokeMine: procedure('profile:update')
    .input(sessionsRevokeMineInput)
    .output(sessionsRevokeMineOutput)
    .mutation(({ ctx, input }) => revokeMySession(ctx.scope, input)),
  revokeOthers: procedure('profile:update')
    .input(noInput)
    .output(sessionsRevokeOthersOutput)
    .mutation(({ ctx }) => revokeMyOtherSessions(ctx.scope)),
  revokeOfMember: procedure('session:revoke')
    .input(sessionsRevokeOfMemberInput)
    .output(sessionsRevokedOutput)
    .mutation(({ ctx, input }) => revokeSessionsOfMember(ctx.scope, input)),
  revokeAll: procedure('session:revoke')
    .input(sessionsRevokeAllInput)
    .output(sessionsRevokedOutput)
    .mutation(({ ctx, input }) => revokeAllSessions(ctx.scope, input)),
})
