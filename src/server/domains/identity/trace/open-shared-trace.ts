import type { SharedTrace } from '#contracts/sign-in-traces.ts'
import { authorize } from '#server/domains/access/index.ts'
import { append } from '#server/domains/audit/index.ts'
import { findCredential, withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { hashOfToken, isOpaqueToken } from '../opaque-token.ts'
import { traceById } from './trace-detail-store.ts'
import { shownTree, stepsOf, summaryOf } from './trace-view.ts'

/** Openings of one link within an hour. Support reads a trace a few times; a link that is passed around stops here. */
const OPENINGS_AN_HOUR = 60

/**
 * What a shared link shows: one trace, read-only, without personal values. Every opening is an event. Null where the
 * link is not one of ours, has expired or was withdrawn: one answer for all three.
 */
export async function openSharedTrace(
  token: string,
  request: RequestContext,
): Promise<SharedTrace | 'too_often' | null> {
  const known = isOpaqueToken(token) ? await findCredential('trace-link', hashOfToken(token)) : null
  if (!known) return null
  const { tenantId, id, traceId } = known
  const scope = authorize({ type: 'system', tenantId, task: 'link', request }, 'sign-in-trace:open-shared')
  return withTenant(scope, async (tx) => {
    // The link is judged by this statement and not by what the door saw: one withdrawn a moment ago shows nothing.
    const [link] = await tx.query<{ expiresAt: Date; openedInHour: number; organisation: string }>(
      `UPDATE trace_links l SET opened = opened + 1, last_opened_at = now(),
         hour_began_at = CASE WHEN hour_began_at > now() - interval '1 hour' THEN hour_began_at ELSE now() END,
         opened_in_hour = CASE WHEN hour_began_at > now() - interval '1 hour' THEN opened_in_hour + 1 ELSE 1 END
       FROM tenants t
       WHERE l.tenant_id = $1 AND l.id = $2 AND l.revoked_at IS NULL AND l.expires_at > now() AND t.id = l.tenant_id
       RETURNING l.expires_at AS "expiresAt", l.opened_in_hour AS "openedInHour", t.name AS organisation`,
      [tenantId, id],
    )
    const trace = link ? await traceById(tx, traceId) : null
    if (!link || !trace) {
      tx.housekeeping('when something was last used or looked at')
      return null
    }
    if (link.openedInHour > OPENINGS_AN_HOUR) {
      tx.housekeeping('when something was last used or looked at')
      return 'too_often'
    }
    await append(
      tx,
      {
        action: 'sign_in_trace.link.open',
        targets: [{ type: 'sign_in_trace', id: trace.id }],
        metadata: { linkId: id },
      },
      { actor: { type: 'anonymous' } },
    )
    const { person: _person, ...summary } = summaryOf(trace, false)
    return {
      ...summary,
      connection: { id: null, name: trace.connectionName },
      steps: stepsOf(trace, trace.steps),
      received: trace.received && shownTree(trace.received, null),
      organisation: link.organisation,
      expiresAt: link.expiresAt.toISOString(),
    }
  })
}
