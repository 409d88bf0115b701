import type { z } from 'zod'
import type { provisioningRevealOutput } from '#contracts/provisioning-log.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { entryOfLog } from './log-store.ts'
import { detailOf } from './log-view.ts'

/** Shows the personal values of one request. That somebody looked is itself an event. @throws AppError `not_found` */
export function revealProvisioningEntry(
  scope: TenantScope<'provisioning-log:reveal'>,
  input: { id: string },
): Promise<z.infer<typeof provisioningRevealOutput>> {
  return withTenant(scope, async (tx) => {
    const row = await entryOfLog(tx, input.id)
    if (!row) throw notFound('request')
    const shown = detailOf(row, () => null, true)
    await append(tx, {
      action: 'provisioning_log.reveal',
      targets: [{ type: 'directory', id: row.directoryId, name: row.directoryName }],
      metadata: { entryId: row.id, values: shown.hiddenValues },
    })
    return {
      id: row.id,
      path: shown.path,
      query: shown.query,
      detail: shown.detail,
      ip: row.personal.ip ?? null,
      request: shown.request.body,
      response: shown.response.body,
    }
  })
}
