import type { z } from 'zod'
import type { DryRunPerson, dryRunPeopleInput } from '#contracts/dry-run.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { figuresOf, peopleAfter } from './report-store.ts'

/**
 * Who would gain, lose or keep access, with roles before and after.
 * @throws AppError `not_found`, for a directory that is live too
 */
export function listDryRunPeople(
  scope: TenantScope<'member:read'>,
  { directoryId, outcome, cursor, limit }: z.infer<typeof dryRunPeopleInput>,
): Promise<{ items: DryRunPerson[]; nextCursor: string | null }> {
  return withTenant(scope, async (tx) => {
    if (!(await figuresOf(tx, directoryId))) throw notFound('directory')
    const rows = await peopleAfter(tx, directoryId, outcome, cursor, limit)
    const items = rows.slice(0, limit)
    return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
  })
}
