import { z } from 'zod'
import type { provisioningListInput, provisioningListOutput } from '#contracts/provisioning-log.ts'
import { type TenantScope, type TenantTx, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'
import { pageOfLog } from './log-store.ts'
import { entryOf, namesIn } from './log-view.ts'

const cursorKeys = z.tuple([z.iso.datetime(), z.uuid()])

/** The requests of a directory's provider in the last 30 days, the newest first. @throws AppError `not_found` */
export function listProvisioningLog(
  scope: TenantScope<'provisioning-log:read'>,
  input: z.infer<typeof provisioningListInput>,
): Promise<z.infer<typeof provisioningListOutput>> {
  const { directoryId, cursor, limit, ...filter } = input
  const after = cursor === undefined ? null : readPageCursor(cursor, cursorKeys)
  return withTenant(scope, async (tx) => {
    const directory = await namedDirectory(tx, directoryId)
    const byNameOf = { people: await tx.may('member:read'), groups: await tx.may('group:read') }
    const rows = await pageOfLog(tx, { directoryId, filter, after, limit: limit + 1, byNameOf })
    const shown = rows.slice(0, limit)
    const nameOf = await namesIn(tx, shown)
    const items = shown.map((row) => entryOf(row, nameOf))
    const last = items.at(-1)
    return {
      items,
      nextCursor: rows.length > limit && last ? makePageCursor([last.at, last.id]) : null,
      directory,
      tokens: await tx.query<{ id: string; name: string; prefix: string }>(
        `SELECT id, name, prefix FROM scim_tokens WHERE tenant_id = $1 AND directory_id = $2
         ORDER BY created_at DESC, id DESC LIMIT 100`,
        [tx.tenantId, directoryId],
      ),
    }
  })
}

/** @throws AppError `not_found` */
export async function namedDirectory(tx: TenantTx, id: string): Promise<{ id: string; name: string }> {
  const [directory] = await tx.query<{ id: string; name: string }>(
    'SELECT id, name FROM directories WHERE tenant_id = $1 AND id = $2',
    [tx.tenantId, id],
  )
  if (!directory) throw notFound('directory')
  return directory
}
