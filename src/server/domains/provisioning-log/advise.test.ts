import { describe, expect, it } from 'vitest'
import { PROVISIONING_CLIENTS, PROVISIONING_KINDS } from '#contracts/provisioning-log.ts'
import { SCIM_ANSWERS } from '#server/domains/directory/index.ts'
import { advise } from './advise.ts'
import { requestChecks } from './request-checks.ts'
import { whyNot } from './why-not.ts'

const answers = Object.entries(SCIM_ANSWERS)

describe.each([...PROVISIONING_CLIENTS])('advice for %s', (client) => {
  it.each(answers)('says for every request that ends in %s what to do', (situation, { status }) => {
    for (const kind of PROVISIONING_KINDS) {
      const advice = advise({ status, situation, kind, client })
      expect(advice.length).toBeGreaterThan(0)
      for (const sentence of advice) expect(sentence).toMatch(/^[A-Z].{15,}[.]$/s)
    }
  })
})

it.each(answers)('%s has a reason and one check that failed', (situation, { status }) => {
  expect(whyNot(situation, status)).not.toMatch(/answered with/)
  const checks = requestChecks({ status, situation, kind: 'user.create' })
  expect(checks.filter(({ outcome }) => outcome === 'failed')).toHaveLength(1)
})

it.each([400, 401, 403, 404, 405, 409, 412, 413, 415, 429, 500, 501, 503])(
  'a %d without a code of ours has advice too',
  (status) => {
    expect(advise({ status, situation: null, kind: 'user.patch', client: 'okta' }).length).toBeGreaterThan(0)
    expect(whyNot(null, status)).toContain(String(status))
  },
)

it('uses each provider’s own words', () => {
  const of = (client: (typeof PROVISIONING_CLIENTS)[number]) =>
    advise({ status: 401, situation: 'unauthenticated', kind: 'user.list', client }).join(' ')
  expect(of('entra')).toContain('Secret Token')
  expect(of('okta')).toContain('API Token')
  expect(of('onelogin')).toContain('SCIM Bearer Token')
  expect(new Set(PROVISIONING_CLIENTS.map(of)).size).toBe(PROVISIONING_CLIENTS.length)
})

it('tells an Owner from a group, and what went well from what did not', () => {
  const conflict = (kind: 'user.patch' | 'group.patch') =>
    advise({ status: 409, situation: 'conflict', kind, client: 'okta' }).join(' ')
  expect(conflict('user.patch')).toContain('Owner')
  expect(conflict('group.patch')).not.toContain('Owner')
  expect(advise({ status: 200, situation: null, kind: 'user.patch', client: 'okta' })).toEqual([])
})
