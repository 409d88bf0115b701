import type { z } from 'zod'
import type { auditRevealInput, auditRevealOutput } from '#contracts/audit.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { append } from './append.ts'
import { findEvent } from './event-store.ts'
import { parseStored } from './event-summary.ts'
import { personalFields } from './personal-view.ts'

/** Shows the personal fields of one event. That somebody looked is itself an event; so is being refused. */
export function revealPersonalFields(
  scope: TenantScope<'audit:reveal'>,
  input: z.output<typeof auditRevealInput>,
): Promise<z.input<typeof auditRevealOutput>> {
  return withTenant(scope, async (tx) => {
    const row = await findEvent(tx, input.seq)
    const parsed = row && parseStored(row)
    if (!row || !parsed) throw notFound('event')
    const personal = personalFields(row, parsed.personal, true)
    await append(tx, {
      action: 'pii.reveal',
      targets: [{ type: 'event', id: parsed.id }],
      metadata: { seq: row.seq, paths: personal.filter((field) => field.state === 'shown').map((field) => field.path) },
    })
    return { seq: row.seq, personal }
  })
}
