import type { RehearsalInput, RehearsalResult, RehearsedPerson } from '#contracts/rehearsals.ts'
import { rehearsalResultSchema, rehearsalsRunInput } from '#contracts/rehearsals.ts'
import { authorize } from '#server/domains/access/index.ts'
import { answerRehearsed } from '#server/http/app.ts'
import { storedRows, type TestPerson, type TestTenant } from '#testing/test-tenant.ts'
import { rehearseTraffic } from './index.ts'

export type Asked = { [K in keyof RehearsalInput]?: unknown } & { source: unknown }

export async function rehearseAs(actor: TestPerson, asked: Asked): Promise<RehearsalResult> {
  const input = rehearsalsRunInput.parse({ directoryId: null, ...asked })
  const result = await rehearseTraffic(authorize(actor, 'directory:rehearse'), input, answerRehearsed)
  return rehearsalResultSchema.parse(result)
}

export function person(result: RehearsalResult, name: string): RehearsedPerson | undefined {
  return result.people.find((found) => found.name === name)
}

export const rolesOf = (held: RehearsedPerson['rolesAfter'] = []) => held.map(({ role }) => role)

/** The methods, addresses and answers of the requests that are given as reasons. */
export function reasons(result: RehearsalResult, name: string): string[] {
  const because = person(result, name)?.because ?? []
  return because.map((n) => {
    const sent = result.trail.find((request) => request.n === n)
    return `${sent?.method} ${sent?.path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'id')} ${sent?.status}`
  })
}

/** A hash of every row of the tenant and of every row that is nobody's, but for the events of rehearsals themselves. */
export async function everythingOf(tenant: TestTenant): Promise<string[]> {
  const tables = await storedRows<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname NOT LIKE 'audit_%' ORDER BY 1`,
  )
  const parts = tables.map(
    ({ name }) => `SELECT '${name} ' || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS row
      FROM ${name} t WHERE tenant_id = $1`,
  )
  return (await storedRows<{ row: string }>(`${parts.join(' UNION ALL ')} ORDER BY 1`, [tenant.id])).map(
    ({ row }) => row,
  )
}
