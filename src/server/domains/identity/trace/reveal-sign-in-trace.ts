import type { ReceivedNode } from '#contracts/sign-in-traces.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { personalValuesOf } from './trace-detail-store.ts'
import { shownTree } from './trace-view.ts'

/** Shows the personal values of one trace. That somebody looked is itself an event. @throws AppError `not_found` */
export function revealSignInTrace(
  scope: TenantScope<'sign-in-trace:reveal'>,
  input: { id: string },
): Promise<{ id: string; received: ReceivedNode | null }> {
  return withTenant(scope, async (tx) => {
    const row = await personalValuesOf(tx, input.id)
    if (!row) throw notFound('sign-in trace')
    await append(tx, {
      action: 'sign_in_trace.reveal',
      targets: [{ type: 'sign_in_trace', id: input.id }],
      metadata: { values: Object.keys(row.personal).length },
    })
    return { id: input.id, received: row.received && shownTree(row.received, row.personal) }
  })
}
