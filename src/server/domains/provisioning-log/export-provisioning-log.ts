import type { z } from 'zod'
import type { provisioningExportInput } from '#contracts/provisioning-log.ts'
import { authorize } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { missingPermission, type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { csvHeader, csvLine, exportedLine } from './export-lines.ts'
import { namedDirectory } from './list-provisioning-log.ts'
import { detailedPageOfLog, type LogDetailRow } from './log-store.ts'
import { detailOf, namesIn } from './log-view.ts'

const ROWS_AT_ONCE = 500

export type Export = { fileName: string; contentType: string; lines: AsyncGenerator<string> }

/**
 * Everything that the filters keep, the newest first, a page in memory at a time. The event is there before the first
 * line; the right to read is asked anew for each page, so an export ends where the right does.
 * @throws AppError `not_found`; `forbidden` where personal values are asked for by who may not reveal them
 */
export async function exportProvisioningLog(
  scope: TenantScope<'provisioning-log:export'>,
  input: z.infer<typeof provisioningExportInput>,
): Promise<Export> {
  const { directoryId, format, personal, ...filter } = input
  await withTenant(scope, async (tx) => {
    const directory = await namedDirectory(tx, directoryId)
    if (personal && !(await tx.may('provisioning-log:reveal'))) throw missingPermission('provisioning-log:reveal')
    await append(tx, {
      action: 'provisioning_log.export',
      targets: [{ type: 'directory', ...directory }],
      metadata: { format, personalValues: personal, filters: Object.keys(filter).sort() },
    })
  })
  return {
    fileName: `provisioning-log-${new Date().toISOString().slice(0, 10)}.${format}`,
    contentType: format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson; charset=utf-8',
    lines: lines(scope, input),
  }
}

async function* lines(
  { principal }: TenantScope<'provisioning-log:export'>,
  { directoryId, format, personal, ...filter }: z.infer<typeof provisioningExportInput>,
): AsyncGenerator<string> {
  if (format === 'csv') yield csvHeader()
  for (let after: readonly [string, string] | null = null; ; ) {
    const page: { text: string; last: LogDetailRow | undefined; full: boolean } = await withTenant(
      authorize(principal, 'provisioning-log:read'),
      async (tx) => {
        if (personal && !(await tx.may('provisioning-log:reveal'))) throw missingPermission('provisioning-log:reveal')
        const byNameOf = { people: await tx.may('member:read'), groups: await tx.may('group:read') }
        const rows = await detailedPageOfLog(tx, { directoryId, filter, after, limit: ROWS_AT_ONCE, byNameOf })
        const nameOf = await namesIn(tx, rows)
        const text = rows
          .map((row) => {
            const line = exportedLine(detailOf(row, nameOf, personal), personal ? (row.personal.ip ?? null) : null)
            return format === 'csv' ? csvLine(line) : `${JSON.stringify(line)}\n`
          })
          .join('')
        return { text, last: rows.at(-1), full: rows.length === ROWS_AT_ONCE }
      },
    )
    if (page.text !== '') yield page.text
    if (!page.full || !page.last) return
    after = [page.last.at.toISOString(), page.last.id]
  }
}
