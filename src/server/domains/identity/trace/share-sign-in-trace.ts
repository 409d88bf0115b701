import type { TraceLink } from '#contracts/sign-in-traces.ts'
import { holdActor } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { AppError, notFound } from '#server/platform/errors/app-error.ts'
import { newId } from '#server/platform/new-id.ts'
import { hashOfToken, newOpaqueToken } from '../opaque-token.ts'
import { liveLinks, traceById } from './trace-detail-store.ts'

const LIVE_LINKS_AT_MOST = 10

/**
 * Makes a link that shows one trace to support for 24 hours, read-only and without personal values. The address is
 * answered here and never again.
 * @throws AppError `not_found`, `conflict` where the trace has too many links that work
 */
export function shareSignInTrace(
  scope: TenantScope<'sign-in-trace:share'>,
  input: { id: string },
): Promise<{ url: string; link: TraceLink }> {
  return withTenant(scope, async (tx) => {
    await holdActor(tx)
    const trace = await traceById(tx, input.id)
    if (!trace) throw notFound('sign-in trace')
    if ((await liveLinks(tx, trace.id)).length >= LIVE_LINKS_AT_MOST) {
      throw new AppError({
        code: 'conflict',
        message: `This trace has ${LIVE_LINKS_AT_MOST} links that work, which is the most there can be. Withdraw one first.`,
      })
    }
    const [id, token] = [newId(), newOpaqueToken()]
    const { principal } = scope
    await tx.query(
      `INSERT INTO trace_links (tenant_id, id, trace_id, token_hash, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, now() + interval '24 hours')`,
      [tx.tenantId, id, trace.id, hashOfToken(token), principal.type === 'user' ? principal.id : null],
    )
    const [link] = (await liveLinks(tx, trace.id, id)) as [TraceLink]
    await append(tx, {
      action: 'sign_in_trace.link.create',
      targets: [{ type: 'sign_in_trace', id: trace.id }],
      metadata: { linkId: id, expiresAt: link.expiresAt },
    })
    return { url: `${env().GATEHOUSE_URL}/shared/trace/${token}`, link }
  })
}
