import type { z } from 'zod'
import type { directoriesCreateInput } from '#contracts/directories.ts'
import type { TenantScope } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { createDirectory } from './create-directory.ts'
import { createScimToken } from './create-scim-token.ts'

/**
 * A new directory and its first token, for somebody who may do nothing with directories that exist. `token` is
 * answered here and never again.
 */
export async function createDirectoryWithToken(
  scope: TenantScope<'setup:configure'>,
  input: z.infer<typeof directoriesCreateInput>,
): Promise<{ id: string; baseUrl: string; token: string }> {
  const { id } = await createDirectory(scope, input)
  const { token } = await createScimToken(scope, { directoryId: id, name: input.name, expiresInDays: null })
  return { id, baseUrl: `${env().GATEHOUSE_URL}/scim/v2/${id}`, token }
}
