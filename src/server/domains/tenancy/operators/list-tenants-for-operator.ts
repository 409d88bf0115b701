import { z } from 'zod'
import { uuidSchema } from '#contracts/identifiers.ts'
import type { operatorTenantsListInput, operatorTenantsListOutput } from '#contracts/operator-tenants.ts'
import { instantSchema } from '#contracts/times.ts'
import { containsPattern } from '#server/platform/contains-pattern.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'
import { countTenants, tenantSummaries } from './tenant-summary-store.ts'

const cursorKeys = z.tuple([instantSchema, uuidSchema])

/** A page of customers, the newest first, with the exact number that match. */
export async function listTenantsForOperator(
  scope: TenantScope<'operator-tenant:read'>,
  input: z.infer<typeof operatorTenantsListInput>,
): Promise<z.infer<typeof operatorTenantsListOutput>> {
  const keys = input.cursor === undefined ? null : readPageCursor(input.cursor, cursorKeys)
  await withTenant(scope, async () => undefined)
  const search = input.search ? containsPattern(input.search) : null
  const after = keys && { createdAt: keys[0], id: keys[1] }
  const [rows, total] = await Promise.all([
    tenantSummaries({ search, after, limit: input.limit + 1 }),
    countTenants(search),
  ])
  const items = rows.slice(0, input.limit)
  const last = items.at(-1)
  return {
    items,
    nextCursor: last && rows.length > input.limit ? makePageCursor([last.createdAt, last.id]) : null,
    total,
  }
}
