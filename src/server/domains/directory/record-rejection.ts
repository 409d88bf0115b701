import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import type { AppError } from '#server/platform/errors/app-error.ts'
import { directoryOf } from './directory-of.ts'
import { SCIM_ANSWERS } from './scim/scim-answer.ts'
import { isUuid } from './uuid.ts'

export type Rejection = {
  resource: 'User' | 'Group'
  operation: 'create' | 'replace' | 'patch' | 'delete'
  /** As it stood in the path. */
  id: string | null
  error: AppError
}

/** A request that was refused stores nothing but this event. The client's own values are not in it. */
export function recordRejection(scope: TenantScope<'scim:write'>, rejection: Rejection): Promise<void> {
  const { resource, operation, id, error } = rejection
  const named = id !== null && isUuid(id) ? [{ type: resource.toLowerCase(), id }] : []
  return withTenant(scope, async (tx) => {
    await append(tx, {
      action: resource === 'User' ? 'user.scim.reject' : 'group.scim.reject',
      targets: [{ type: 'directory', id: directoryOf(scope) }, ...named],
      outcome: { result: 'failure', reason: error.code },
      metadata: { operation, scimType: SCIM_ANSWERS[error.code].scimType ?? error.code },
    })
  })
}
