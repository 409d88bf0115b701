import type { ReceivedProfile } from '#contracts/received-profile.ts'
import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import type { ConnectionTest } from '#contracts/sign-in-traces.ts'
import { rolesOfPeople } from '#server/domains/access/index.ts'
import { type TenantScope, withTenant } from '#server/platform/db/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import { CHECK_ADVICE } from '../trace/check-advice.ts'

type Row = {
  id: string
  connectionId: string
  connectionName: string
  startedById: string | null
  setupLinkId: string | null
  startedBy: string | null
  startedAt: Date
  expiresAt: Date
  redeemedAt: Date | null
  finishedAt: Date | null
  outcome: 'passed' | 'failed' | null
  failedCheck: SignInCheck | null
  roleKeys: string[] | null
  traceId: string | null
  personId: string | null
  personName: string | null
  profile: ReceivedProfile | null
}

/** A sign-in has this long to come back; then the test is over. */
const ANSWER_WITHIN_MS = 10 * 60 * 1000

/**
 * A test with what it received. Claims have their values for whoever ran the test and names alone for everyone
 * else: somebody else's are revealed in the trace, which is recorded.
 * @throws AppError `not_found`
 */
export function getConnectionTest(
  scope: TenantScope<'sso-connection:read' | 'setup:read'>,
  input: { id: string },
  now: Date = new Date(),
): Promise<ConnectionTest> {
  const { principal } = scope
  return withTenant(scope, async (tx) => {
    const [row] = await tx.query<Row>(
      `SELECT t.id, c.id AS "connectionId", c.name AS "connectionName", t.started_by AS "startedById",
         t.setup_link_id AS "setupLinkId",
         coalesce(u.display_name, CASE WHEN t.setup_link_id IS NOT NULL THEN 'A set-up link' END) AS "startedBy",
         t.created_at AS "startedAt", t.expires_at AS "expiresAt", t.redeemed_at AS "redeemedAt",
         t.finished_at AS "finishedAt", t.outcome, t.failed_check AS "failedCheck", t.role_keys AS "roleKeys",
         s.id AS "traceId", p.id AS "personId", p.display_name AS "personName", r.profile
       FROM connection_tests t
       JOIN sso_connections c ON c.tenant_id = t.tenant_id AND c.id = t.connection_id
       LEFT JOIN users u ON u.tenant_id = t.tenant_id AND u.id = t.started_by
       LEFT JOIN sign_in_traces s ON s.tenant_id = t.tenant_id AND s.test_id = t.id
       LEFT JOIN users p ON p.tenant_id = s.tenant_id AND p.id = s.user_id
       LEFT JOIN received_profiles r ON r.tenant_id = s.tenant_id AND r.trace_id = s.id
       WHERE t.tenant_id = $1 AND t.id = $2`,
      [tx.tenantId, input.id],
    )
    const own =
      principal.type === 'user'
        ? row?.startedById === principal.id
        : principal.type === 'setup-link' && row?.setupLinkId === principal.id
    // A set-up link sees what was done through it and nothing else.
    if (!row || (principal.type === 'setup-link' && !own)) throw notFound('test')
    // Whoever configures a provider could ask it about anybody: a set-up link learns nothing about who is a member.
    const personId = principal.type === 'setup-link' ? null : row.personId
    const people = personId ? await rolesOfPeople(tx, [personId]) : new Map<string, { name: string }[]>()
    return {
      id: row.id,
      connection: { id: row.connectionId, name: row.connectionName },
      state: stateOf(row, now),
      startedAt: row.startedAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
      startedBy: row.startedBy,
      failedCheck: row.failedCheck,
      advice: row.failedCheck ? CHECK_ADVICE[row.failedCheck] : null,
      traceId: row.traceId,
      claims: row.profile ? claimsOf(row.profile, own) : [],
      person: personId && row.personName ? { id: personId, name: row.personName } : null,
      currentRoles: personId ? (people.get(personId) ?? []).map(({ name }) => name) : [],
      mappedRoles: row.roleKeys,
    }
  })
}

function stateOf(row: Row, now: Date): ConnectionTest['state'] {
  if (row.outcome) return row.outcome
  const until = row.redeemedAt ? row.redeemedAt.getTime() + ANSWER_WITHIN_MS : row.expiresAt.getTime()
  return until > now.getTime() ? 'running' : 'expired'
}

function claimsOf(profile: ReceivedProfile, shown: boolean): ConnectionTest['claims'] {
  const all: [string, string[]][] = [
    ['Subject', [profile.subject]],
    ...(profile.email === null ? [] : [['E-mail', [profile.email]] as [string, string[]]]),
    ...Object.entries(profile.attributes),
  ]
  return all.map(([name, values]) => ({ name, values: shown ? values : null }))
}
