import {
  directoriesCreateInput,
  directoriesCreateOutput,
  directoriesCreateTokenInput,
  directoriesCreateTokenOutput,
  directoriesGetInput,
  directoriesGetOutput,
  directoriesListOutput,
  directoriesRevokeTokenInput,
  directoriesRevokeTokenOutput,
  directoriesRotateTokenInput,
  directoriesRotateTokenOutput,
} from '#contracts/directories.ts'
import { noInput } from '#contracts/no-input.ts'
import {
  createDirectory,
  createScimToken,
  getDirectory,
  listDirectories,
  revokeScimToken,
  rotateScimToken,
} from '#server/domains/directory/index.ts'
import { procedure, router } from '../procedures.ts'

export const directoriesRouter = router({
  list: procedure('directory:read')
    .input(noInput)
    .output(directoriesListOutput)
    .query(({ ctx }) => listDirectories(ctx.scope)),
  get: procedure('directory:read')
    .input(directoriesGetInput)
    .output(directoriesGetOutput)
    .query(({ ctx, input }) => getDirectory(ctx.scope, input)),
  create: procedure('directory:manage')
    .input(directoriesCreateInput)
    .output(directoriesCreateOutput)
    .mutation(({ ctx, input }) => createDirectory(ctx.scope, input)),
  createToken: procedure('directory:manage')
    .input(directoriesCreateTokenInput)
    .output(directoriesCreateTokenOutput)
    .mutation(({ ctx, input }) => createScimToken(ctx.scope, input)),
  rotateToken: procedure('directory:manage')
    .input(directoriesRotateTokenInput)
    .output(directoriesRotateTokenOutput)
    .mutation(({ ctx, input }) => rotateScimToken(ctx.scope, input)),
  revokeToken: procedure('directory:manage')
    .input(directoriesRevokeTokenInput)
    .output(directoriesRevokeTokenOutput)
    .mutation(({ ctx, input }) => revokeScimToken(ctx.scope, input)),
})
