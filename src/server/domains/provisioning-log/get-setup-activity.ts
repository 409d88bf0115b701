import type { z } from 'zod'
import type { provisioningActivityOutput } from '#contracts/provisioning-log.ts'
import { targetsOfActor } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { activityOf } from './get-provisioning-activity.ts'
import { namedDirectory } from './list-provisioning-log.ts'

/** The same for the holder of a set-up link, of a directory that was made through it. @throws AppError `not_found` */
export function getSetupActivity(
  scope: TenantScope<'setup:read'>,
  input: { directoryId: string },
): Promise<z.infer<typeof provisioningActivityOutput>> {
  const { principal } = scope
  return withTenant(scope, async (tx) => {
    await namedDirectory(tx, input.directoryId)
    const made = principal.type === 'setup-link' ? await targetsOfActor(tx, principal.id, 'directory.create') : []
    if (!made.includes(input.directoryId)) throw notFound('directory')
    return activityOf(tx, input.directoryId)
  })
}
