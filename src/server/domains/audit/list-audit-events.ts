import { z } from 'zod'
import type { auditListInput, auditListOutput } from '#contracts/audit.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'
import { findEvents } from './event-store.ts'
import { summarise } from './event-summary.ts'
import { readHead } from './head-store.ts'

/** Newest first, keyset-paged by sequence number: a deep page costs what the first one does. */
export async function listAuditEvents(
  scope: TenantScope<'audit:read'>,
  input: z.output<typeof auditListInput>,
): Promise<z.input<typeof auditListOutput>> {
  const { cursor, limit, ...filter } = input
  const beforeSeq = cursor === undefined ? null : readPageCursor(cursor, z.tuple([z.number().int().min(1)]))[0]
  return withTenant(scope, async (tx) => {
    const [rows, head] = await Promise.all([findEvents(tx, filter, { beforeSeq, limit: limit + 1 }), readHead(tx)])
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      items: await summarise(tx, page),
      nextCursor: rows.length > limit && last ? makePageCursor([last.seq]) : null,
      logSize: head?.size ?? 0,
    }
  })
}
