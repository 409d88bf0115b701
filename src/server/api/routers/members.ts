import {
  memberRoleInput,
  memberRoleOutput,
  membersGetInput,
  membersGetOutput,
  membersListInput,
  membersListOutput,
} from '#contracts/members.ts'
import { removePasskeysOfMemberInput, removePasskeysOfMemberOutput } from '#contracts/passkeys.ts'
import { assignRole, unassignRole } from '#server/domains/access/index.ts'
import { removePasskeysOfMember } from '#server/domains/identity/index.ts'
import { getMember, listMembers } from '#server/domains/members/index.ts'
import { procedure, router } from '../procedures.ts'

export const membersRouter = router({
  list: procedure('member:read')
    .input(membersListInput)
    .output(membersListOutput)
    .query(({ ctx, input }) => listMembers(ctx.scope, input)),
  get: procedure('member:read')
    .input(membersGetInput)
    .output(membersGetOutput)
    .query(({ ctx, input }) => getMember(ctx.scope, input)),
  assignRole: procedure('role:assign')
    .input(memberRoleInput)
    .output(memberRoleOutput)
    .mutation(({ ctx, input }) => assignRole(ctx.scope, input)),
  unassignRole: procedure('role:assign')
    .input(memberRoleInput)
    .output(memberRoleOutput)
    .mutation(({ ctx, input }) => unassignRole(ctx.scope, input)),
  removePasskeys: procedure('member:update')
    .input(removePasskeysOfMemberInput)
    .output(removePasskeysOfMemberOutput)
    .mutation(({ ctx, input }) => removePasskeysOfMember(ctx.scope, input)),
})
