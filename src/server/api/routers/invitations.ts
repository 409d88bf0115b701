import {
  invitationsCreateInput,
  invitationsCreateOutput,
  invitationsListOutput,
  invitationsRevokeInput,
  invitationsRevokeOutput,
} from '#contracts/invitations.ts'
import { noInput } from '#contracts/no-input.ts'
import { createInvitation, listInvitations, revokeInvitation } from '#server/domains/identity/index.ts'
import { procedure, router } from '../procedures.ts'

export const invitationsRouter = router({
  list: procedure('invitation:read')
    .input(noInput)
    .output(invitationsListOutput)
    .query(({ ctx }) => listInvitations(ctx.scope)),
  create: procedure('invitation:manage')
    .input(invitationsCreateInput)
    .output(invitationsCreateOutput)
    .mutation(({ ctx, input }) => createInvitation(ctx.scope, input)),
  revoke: procedure('invitation:manage')
    .input(invitationsRevokeInput)
    .output(invitationsRevokeOutput)
    .mutation(({ ctx, input }) => revokeInvitation(ctx.scope, input)),
})
