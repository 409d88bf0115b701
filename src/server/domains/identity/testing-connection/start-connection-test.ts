import { append, targetsOfActor } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { connectionById } from '../connection-store.ts'
import { hashOfToken, newOpaqueToken } from '../opaque-token.ts'

const TICKET_MINUTES = 5
const TESTS_AN_HOUR = 60

/**
 * Makes the address that starts a test sign-in at a connection: once, within five minutes, by whoever has it; its
 * result is kept with the connection.
 * @throws AppError `not_found`, `rate_limited`
 */
export function startConnectionTest(
  scope: TenantScope<'sso-connection:manage' | 'setup:configure'>,
  input: { connectionId: string },
): Promise<{ testId: string; url: string }> {
  return withTenant(scope, async (tx) => {
    const connection = await connectionById(tx, input.connectionId)
    const { principal } = scope
    // A set-up link sees what was made through it and nothing else.
    const mine =
      principal.type !== 'setup-link' ||
      (await targetsOfActor(tx, principal.id, 'sso.connection.create')).includes(input.connectionId)
    if (!connection || !mine) throw notFound('connection')
    const [recent] = await tx.query<{ tests: number; slug: string }>(
      `SELECT (SELECT count(*)::int FROM connection_tests WHERE tenant_id = $1 AND connection_id = $2 AND created_at > now() - interval '1 hour') AS tests, slug
       FROM tenants WHERE id = $1`,
      [tx.tenantId, connection.id],
    )
    if (!recent || recent.tests >= TESTS_AN_HOUR) {
      throw new AppError({
        code: 'rate_limited',
        message: `This connection was tested ${TESTS_AN_HOUR} times within an hour. Wait a while and try again.`,
        retryAfter: 600,
      })
    }
    const testId = newId()
    const ticket = newOpaqueToken()
    await tx.query(
      `INSERT INTO connection_tests (tenant_id, id, connection_id, ticket_hash, started_by, setup_link_id, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(mins => $7))`,
      [
        tx.tenantId,
        testId,
        connection.id,
        hashOfToken(ticket),
        principal.type === 'user' ? principal.id : null,
        principal.type === 'setup-link' ? principal.id : null,
        TICKET_MINUTES,
      ],
    )
    await append(tx, {
      action: 'sso.connection.test',
      targets: [{ type: 'sso_connection', id: connection.id, name: connection.name }],
      metadata: { testId, result: 'started', check: null },
    })
    const query = new URLSearchParams({ tenant: recent.slug, connection: connection.id, test: ticket })
    return { testId, url: `${env().GATEHOUSE_URL}/api/sso/authorize?${query}` }
  })
}
