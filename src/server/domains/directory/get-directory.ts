import type { z } from 'zod'
import type { Directory, directoriesGetInput } from '#contracts/directories.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { directoryById, tokensOf } from './directory-store.ts'
import { firstGroupsOf } from './group-summary-store.ts'

/**
 * One directory with its tokens, its first hundred groups by name and the address to give to the provider.
 * @throws AppError `not_found`
 */
export function getDirectory(
  scope: TenantScope<'directory:read'>,
  input: z.infer<typeof directoriesGetInput>,
): Promise<Directory> {
  return withTenant(scope, async (tx) => {
    const [directory, tokens, groupList] = await Promise.all([
      directoryById(tx, input.id),
      tokensOf(tx, input.id),
      firstGroupsOf(tx, input.id),
    ])
    if (!directory) throw notFound('directory')
    return { ...directory, baseUrl: `${env().GATEHOUSE_URL}/scim/v2/${directory.id}`, tokens, groupList }
  })
}
