import { z } from 'zod'
import type { leaversListInput, leaversListOutput } from '#contracts/leavers.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'
import { pageOfLeavers } from './leaver-store.ts'

const PAGE = 50
const cursorKeys = z.tuple([z.iso.datetime(), z.uuid()])

/** Receipts, the newest first, keyset-paged. */
export function listLeavers(
  scope: TenantScope<'leaver:read'>,
  input: z.output<typeof leaversListInput>,
): Promise<z.input<typeof leaversListOutput>> {
  const [recordedAt, id] = input.cursor === undefined ? [] : readPageCursor(input.cursor, cursorKeys)
  const after = recordedAt === undefined || id === undefined ? null : { recordedAt, id }
  return withTenant(scope, async (tx) => {
    const rows = await pageOfLeavers(tx, { after, limit: PAGE + 1, search: input.search ?? null })
    const page = rows.slice(0, PAGE)
    const last = page.at(-1)
    return {
      items: page.map(({ recordedAt: _, ...item }) => item),
      nextCursor: rows.length > PAGE && last ? makePageCursor([last.recordedAt, last.id]) : null,
    }
  })
}
