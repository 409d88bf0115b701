import { z } from 'zod'
import type { sessionsListInput, sessionsListOutput } from '#contracts/sessions.ts'
import { containsPattern } from '#server/platform/contains-pattern.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'
import { countOpenSessions, listOpenSessions } from './session-store.ts'

const cursorKeys = z.tuple([z.iso.datetime(), z.uuid()])

/** The tenant's open sessions, the newest first. */
export async function listSessions(
  scope: TenantScope<'session:read'>,
  input: z.infer<typeof sessionsListInput>,
): Promise<z.infer<typeof sessionsListOutput>> {
  const place = input.cursor === undefined ? null : readPageCursor(input.cursor, cursorKeys)
  const filter = {
    userId: null,
    search: input.search ? containsPattern(input.search) : null,
    now: new Date(),
  }
  const { principal } = scope
  return withTenant(scope, async (tx) => {
    const found = await listOpenSessions(tx, {
      ...filter,
      after: place && { createdAt: new Date(place[0]), id: place[1] },
      limit: input.limit + 1,
      currentId: principal.type === 'user' ? principal.sessionId : null,
    })
    const items = found.slice(0, input.limit)
    const last = items.at(-1)
    return {
      items,
      nextCursor: found.length > input.limit && last ? makePageCursor([last.createdAt, last.id]) : null,
      total: await countOpenSessions(tx, filter),
    }
  })
}
