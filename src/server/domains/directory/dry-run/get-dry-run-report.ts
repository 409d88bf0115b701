import type { z } from 'zod'
import type { DryRunReport, dryRunReportInput } from '#contracts/dry-run.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { countOutcomes, figuresOf } from './report-store.ts'

/**
 * What would happen to people and roles if the directory had been live all along.
 * @throws AppError `not_found`, for a directory that is live too
 */
export function getDryRunReport(
  scope: TenantScope<'directory:read'>,
  { directoryId }: z.infer<typeof dryRunReportInput>,
): Promise<DryRunReport> {
  return withTenant(scope, async (tx) => {
    const figures = await figuresOf(tx, directoryId)
    if (!figures) throw notFound('directory')
    return { ...figures, people: await countOutcomes(tx, directoryId) }
  })
}
