import type { WebhookEndpoint, WebhookEventType, WebhookState } from '#contracts/webhooks.ts'
import type { TenantTx } from '#server/platform/db/index.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { addressRefusal } from './post-webhook.ts'

export const ENDPOINTS_AT_MOST = 20
/** Counts stop here. */
const COUNTED = 100_000

type Row = {
  id: string
  url: string
  description: string
  eventTypes: WebhookEventType[]
  state: WebhookState
  stoppedBecause: WebhookEndpoint['stoppedBecause']
  createdAt: Date
  creatorId: string | null
  creatorName: string | null
  failingSince: Date | null
  previousUntil: Date | null
  lastDeliveredAt: Date | null
  waiting: number
  dead: number
}

const count = (state: string) => `(SELECT count(*)::int FROM (SELECT 1 FROM webhook_deliveries d
  WHERE d.tenant_id = e.tenant_id AND d.endpoint_id = e.id AND d.state = '${state}' LIMIT ${COUNTED}) counted)`

const SELECT = `SELECT e.id, e.url, e.description, e.event_types AS "eventTypes", e.state,
    e.stopped_because AS "stoppedBecause", e.created_at AS "createdAt", u.id AS "creatorId",
    u.display_name AS "creatorName", e.failing_since AS "failingSince",
    CASE WHEN e.previous_until > now() THEN e.previous_until END AS "previousUntil",
    e.last_delivered_at AS "lastDeliveredAt", ${count('pending')} AS waiting, ${count('dead')} AS dead
  FROM webhook_endpoints e LEFT JOIN users u ON u.tenant_id = e.tenant_id AND u.id = e.created_by`

export async function allEndpoints(tx: TenantTx): Promise<WebhookEndpoint[]> {
  const rows = await tx.query<Row>(`${SELECT} WHERE e.tenant_id = $1 ORDER BY e.id LIMIT ${ENDPOINTS_AT_MOST}`, [
    tx.tenantId,
  ])
  return rows.map(toEndpoint)
}

/** @throws AppError `not_found` */
export async function endpointById(tx: TenantTx, id: string): Promise<WebhookEndpoint> {
  const [row] = await tx.query<Row>(`${SELECT} WHERE e.tenant_id = $1 AND e.id = $2`, [tx.tenantId, id])
  if (!row) throw notFound('webhook')
  return toEndpoint(row)
}

/** The same, held until the transaction ends. @throws AppError `not_found` */
export async function lockEndpoint(tx: TenantTx, id: string): Promise<WebhookEndpoint> {
  await tx.query('SELECT id FROM webhook_endpoints WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [tx.tenantId, id])
  return endpointById(tx, id)
}

/** @throws AppError `invalid_input` for an address to which nothing is ever sent */
export function requireAddress(text: string): string {
  const url = new URL(text)
  const refusal = addressRefusal(url)
  if (!refusal) return url.href
  throw new AppError({
    code: 'invalid_input',
    path: '/url',
    message:
      refusal === 'own_network'
        ? 'This address is inside a private network, where webhooks are never sent. Give one that is reachable from outside.'
        : 'The address must begin with https:// and hold no user name or password.',
  })
}

function toEndpoint(row: Row): WebhookEndpoint {
  const { creatorId, creatorName, previousUntil, ...rest } = row
  return {
    ...rest,
    createdAt: row.createdAt.toISOString(),
    createdBy: creatorId === null ? null : { id: creatorId, name: creatorName ?? '' },
    failingSince: row.failingSince?.toISOString() ?? null,
    previousSecretUntil: previousUntil?.toISOString() ?? null,
    lastDeliveredAt: row.lastDeliveredAt?.toISOString() ?? null,
  }
}
