import { expect } from 'vitest'
import { type TestBrowser, traceOf } from './test-browser.ts'
import { storedRows, type TestTenant } from './test-tenant.ts'

/** How much a sign-in could leave behind in a tenant. */
async function leftBehind(tenant: TestTenant): Promise<Record<string, number>> {
  const [row] = await storedRows<Record<string, number>>(
    `SELECT (SELECT count(*)::int FROM sessions WHERE tenant_id = $1) AS sessions,
       (SELECT count(*)::int FROM users WHERE tenant_id = $1) AS users,
       (SELECT count(*)::int FROM identities WHERE tenant_id = $1) AS identities,
       (SELECT count(*)::int FROM role_assignments WHERE tenant_id = $1) AS roles,
       (SELECT count(*)::int FROM consumed_assertions WHERE tenant_id = $1) AS assertions`,
    [tenant.id],
  )
  return row ?? {}
}

/** The refusal is shown safely, recorded in the tenant under the check's name, and opens and makes nothing. */
export async function expectRefusal(
  work: () => Promise<Response>,
  {
    check,
    tenant,
    browser,
    status = 303,
  }: { check: string | readonly string[]; tenant: TestTenant; browser: TestBrowser; status?: number },
): Promise<void> {
  const before = await leftBehind(tenant)
  const response = await work()
  const trace = traceOf(response)
  const recorded = (await tenant.events('sign_in.reject')).filter((event) => event.metadata.traceId === trace)
  expect(response.status).toBe(status)
  expect(recorded).toHaveLength(1)
  expect([check].flat()).toContain(recorded[0]?.metadata.check)
  expect(await response.text()).not.toMatch(/signature|assertion|audience|nonce|token/i)
  expect(await browser.whoami()).toBeNull()
  expect(await leftBehind(tenant)).toEqual(before)
}
