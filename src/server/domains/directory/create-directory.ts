import type { z } from 'zod'
import type { directoriesCreateInput } from '#contracts/directories.ts'
import { lockTenantLimit } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { countDirectories, DIRECTORIES_AT_MOST } from './directory-store.ts'

/**
 * Makes a directory that a provider can push into once it has a token.
 * @throws AppError `uniqueness` where the name is taken, `conflict` where there are too many
 */
export function createDirectory(
  scope: TenantScope<'directory:manage' | 'setup:configure'>,
  input: z.infer<typeof directoriesCreateInput>,
): Promise<{ id: string }> {
  return withTenant(scope, async (tx) => {
    await lockTenantLimit(tx, 'directory')
    if ((await countDirectories(tx)) >= DIRECTORIES_AT_MOST) {
      throw new AppError({
        code: 'conflict',
        message: `There are ${DIRECTORIES_AT_MOST} directories, which is the most there can be.`,
      })
    }
    const id = newId()
    const made = await tx.query(
      `INSERT INTO directories (tenant_id, id, name, provider, mode) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING RETURNING id`,
      [tx.tenantId, id, input.name, input.provider, input.mode ?? 'live'],
    )
    if (made.length === 0) {
      throw new AppError({
        code: 'uniqueness',
        message: `There is a directory named ${input.name} already. Choose another name.`,
        path: '/name',
      })
    }
    await append(tx, {
      action: 'directory.create',
      targets: [{ type: 'directory', id, name: input.name }],
      metadata: { name: input.name, provider: input.provider, ...(input.mode === 'dry-run' && { mode: input.mode }) },
    })
    return { id }
  })
}
