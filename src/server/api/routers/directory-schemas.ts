import {
  directorySchemasDefineInput,
  directorySchemasDefineOutput,
  directorySchemasListOutput,
  directorySchemasRemoveInput,
  directorySchemasRemoveOutput,
} from '#contracts/directory-schemas.ts'
import { noInput } from '#contracts/no-input.ts'
import { defineDirectorySchema, listDirectorySchemas, removeDirectorySchema } from '#server/domains/directory/index.ts'
import { procedure, router } from '../procedures.ts'

export const directorySchemasRouter = router({
  list: procedure('directory:read')
    .input(noInput)
    .output(directorySchemasListOutput)
    .query(({ ctx }) => listDirectorySchemas(ctx.scope)),
  define: procedure('directory:manage')
    .input(directorySchemasDefineInput)
    .output(directorySchemasDefineOutput)
    .mutation(({ ctx, input }) => defineDirectorySchema(ctx.scope, input)),
  remove: procedure('directory:manage')
    .input(directorySchemasRemoveInput)
    .output(directorySchemasRemoveOutput)
    .mutation(({ ctx, input }) => removeDirectorySchema(ctx.scope, input)),
})
