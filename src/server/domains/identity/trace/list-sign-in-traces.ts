import { z } from 'zod'
import type { tracesListInput, tracesListOutput } from '#contracts/sign-in-traces.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { makePageCursor, readPageCursor } from '#server/platform/page-cursor.ts'
import { summaryOf, type TraceRow } from './trace-view.ts'

const cursorKeys = z.tuple([z.iso.datetime(), z.uuid()])

/** The tenant's sign-ins of the last 30 days, the newest first. */
export function listSignInTraces(
  scope: TenantScope<'sign-in-trace:read'>,
  input: z.infer<typeof tracesListInput>,
): Promise<z.infer<typeof tracesListOutput>> {
  const place = input.cursor === undefined ? null : readPageCursor(input.cursor, cursorKeys)
  return withTenant(scope, async (tx) => {
    const rows = await tx.query<TraceRow>(
      `SELECT t.id, t.connection_id AS "connectionId", t.connection_name AS "connectionName", t.protocol,
         t.test_id IS NOT NULL AS test, t.outcome, t.failed_check AS "failedCheck",
         date_trunc('milliseconds', t.started_at) AS "startedAt", t.ended_at AS "endedAt", u.id AS "personId", u.display_name AS "personName"
       FROM sign_in_traces t LEFT JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.user_id
       WHERE t.tenant_id = $1
         AND ($2::uuid IS NULL OR t.connection_id = $2) AND ($3::text IS NULL OR t.outcome = $3)
         AND ($4::timestamptz IS NULL OR t.started_at >= $4) AND ($5::timestamptz IS NULL OR t.started_at < $5)
         AND ($6::timestamptz IS NULL OR (t.started_at, t.id) < ($6, $7::uuid))
       ORDER BY t.started_at DESC, t.id DESC LIMIT $8`,
      [
        tx.tenantId,
        input.connection ?? null,
        input.outcome ?? null,
        input.from ?? null,
        input.to ?? null,
        place?.[0] ?? null,
        place?.[1] ?? null,
        input.limit + 1,
      ],
    )
    const mayNamePeople = await tx.may('member:read')
    const items = rows.slice(0, input.limit).map((row) => summaryOf(row, mayNamePeople))
    const last = items.at(-1)
    return {
      items,
      nextCursor: rows.length > input.limit && last ? makePageCursor([last.startedAt, last.id]) : null,
      connections: await tx.query<{ id: string; name: string }>(
        'SELECT id, name FROM sso_connections WHERE tenant_id = $1 ORDER BY lower(name) LIMIT 100',
        [tx.tenantId],
      ),
    }
  })
}
