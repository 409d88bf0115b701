import type { z } from 'zod'
import type { directoriesCreateTokenInput, directoriesCreateTokenOutput } from '#contracts/directories.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { lockDirectory } from './directory-store.ts'
import { insertScimToken } from './insert-scim-token.ts'

/**
 * Makes a bearer token for a provider. `token` is answered here and never again.
 * @throws AppError `not_found`, `conflict` where the directory has too many that work
 */
export function createScimToken(
  scope: TenantScope<'directory:manage' | 'setup:configure'>,
  input: z.infer<typeof directoriesCreateTokenInput>,
): Promise<z.infer<typeof directoriesCreateTokenOutput>> {
  return withTenant(scope, async (tx) => {
    const directory = await lockDirectory(tx, input.directoryId)
    if (!directory) throw notFound('directory')
    return insertScimToken(tx, directory, input)
  })
}
