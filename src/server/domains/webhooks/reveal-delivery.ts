import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'

/** The body as it is sent. That somebody looked is itself an event. @throws AppError `not_found` */
export function revealDelivery(
  scope: TenantScope<'webhook:reveal'>,
  input: { id: string },
): Promise<{ id: string; payload: string }> {
  return withTenant(scope, async (tx) => {
    const [row] = await tx.query<{ messageId: string; type: string; subjectId: string; payload: object }>(
      `SELECT m.id AS "messageId", m.type, m.subject_id AS "subjectId", m.payload FROM webhook_deliveries d
         JOIN webhook_messages m ON m.tenant_id = d.tenant_id AND m.id = d.message_id
       WHERE d.tenant_id = $1 AND d.id = $2`,
      [tx.tenantId, input.id],
    )
    if (!row) throw notFound('delivery')
    const { messageId, type, subjectId } = row
    await append(tx, {
      action: 'webhook.payload.reveal',
      targets: [
        { type: 'webhook_delivery', id: input.id },
        {
          type: type.startsWith('group.') ? 'group' : type === 'webhook.test' ? 'webhook_endpoint' : 'user',
          id: subjectId,
        },
      ],
      metadata: { messageId, type },
    })
    return { id: input.id, payload: JSON.stringify(row.payload, null, 2) }
  })
}
