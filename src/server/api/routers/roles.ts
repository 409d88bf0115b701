import { noInput } from '#contracts/no-input.ts'
import { rolesListOutput } from '#contracts/roles.ts'
import { listRoles } from '#server/domains/access/index.ts'
import { procedure, router } from '../procedures.ts'

export const rolesRouter = router({
  list: procedure('role:read')
    .input(noInput)
    .output(rolesListOutput)
    .query(({ ctx }) => listRoles(ctx.scope)),
})
