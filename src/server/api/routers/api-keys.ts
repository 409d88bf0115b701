import {
  apiKeysCreateInput,
  apiKeysCreateOutput,
  apiKeysListOutput,
  apiKeysRevokeInput,
  apiKeysRevokeOutput,
} from '#contracts/api-keys.ts'
import { noInput } from '#contracts/no-input.ts'
import { createApiKey, listApiKeys, revokeApiKey } from '#server/domains/access/index.ts'
import { procedure, router } from '../procedures.ts'

export const apiKeysRouter = router({
  list: procedure('api-key:read')
    .input(noInput)
    .output(apiKeysListOutput)
    .query(({ ctx }) => listApiKeys(ctx.scope)),
  create: procedure('api-key:manage')
    .input(apiKeysCreateInput)
    .output(apiKeysCreateOutput)
    .mutation(({ ctx, input }) => createApiKey(ctx.scope, input)),
  revoke: procedure('api-key:manage')
    .input(apiKeysRevokeInput)
    .output(apiKeysRevokeOutput)
    .mutation(({ ctx, input }) => revokeApiKey(ctx.scope, input)),
})
