import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import {
  ENTERPRISE,
  GROUP,
  makeScimClient,
  PATCH_OP,
  type ScimClient,
  type ScimReply,
  USER,
} from '#testing/scim-client.ts'
import { makeTestTenant, storedRows, type TestTenant } from '#testing/test-tenant.ts'

let tenant: TestTenant
let client: ScimClient
let userId: string
let groupId: string
beforeAll(async () => {
  tenant = await makeTestTenant()
  client = await makeScimClient(tenant)
  userId = (await client.user('fuzz@acme.example', { emails: [{ value: 'a@x.example', type: 'work' }], title: 'T' })).id
  groupId = (await client.group('Fuzz', [userId, (await client.group('Within')).id])).id
})

const stored = () =>
  storedRows(
    `SELECT to_jsonb(u) AS row FROM users u WHERE tenant_id = $1 UNION ALL SELECT to_jsonb(g) FROM groups g WHERE tenant_id = $1
     UNION ALL SELECT to_jsonb(m) FROM group_members m WHERE tenant_id = $1
     UNION ALL SELECT to_jsonb(n) FROM group_nestings n WHERE tenant_id = $1 ORDER BY 1`,
    [tenant.id],
  )
const scimTypes = new Set([
  undefined,
  'invalidFilter',
  'invalidPath',
  'invalidValue',
  'invalidSyntax',
  'invalidCursor',
  'invalidCount',
  'mutability',
  'noTarget',
  'tooMany',
  'uniqueness',
])

function expectAnswer({ status, body }: ScimReply): void {
  expect([200, 201, 204, 400, 404, 409, 412, 413, 501], JSON.stringify(body)).toContain(status)
  if (status < 400) return
  expect(body.status).toBe(String(status))
  expect(scimTypes.has(body.scimType)).toBe(true)
}

const words = fc.constantFrom(
  'userName',
  'emails',
  'emails[type eq "work"].value',
  'emails[',
  'groups.value',
  'groups[type eq "indirect"]',
  'members',
  'members.display',
  'name.givenName',
  `${ENTERPRISE}:manager`,
  `${ENTERPRISE}:manager.value`,
  'urn:example:none:User:x',
  'meta.lastModified',
  'schemas',
  'password',
  'active',
  'x509Certificates.value',
  'and',
  'or',
  'not',
  'eq',
  'ne',
  'co',
  'sw',
  'gt',
  'le',
  'pr',
  '(',
  ')',
  '[',
  ']',
  '"x"',
  '"2026-01-01T00:00:00Z"',
  '"\\u0000"',
  'true',
  'null',
  '-1e400',
  '9007199254740993',
  "'; --",
  '$1',
  '"',
  '\\',
  '%',
  '\u{1f600}',
)
const noise = fc.oneof(
  fc.array(words, { maxLength: 9 }).map((parts) => parts.join(' ')),
  words,
  fc.string({ unit: 'binary', maxLength: 40 }).map((text) => text.toWellFormed()),
)
const path = fc.constantFrom('', '/Users', '/Groups')

it('whatever is asked of a list, the answer is a list or an error of SCIM, soon, and nothing changes', async () => {
  const before = await stored()
  const asked = fc.record(
    {
      filter: noise,
      sortBy: noise,
      sortOrder: fc.oneof(noise, fc.constantFrom('ascending', 'descending')),
      attributes: noise,
      excludedAttributes: noise,
      cursor: fc.oneof(noise, fc.constant('')),
      startIndex: fc.oneof(fc.integer(), fc.maxSafeInteger()),
      count: fc.integer({ min: -2, max: 300 }),
    },
    { requiredKeys: [] },
  )
  let slowest = 0
  await fc.assert(
    fc.asyncProperty(path, asked, fc.boolean(), async (at, given, byQuery) => {
      const query = new URLSearchParams(Object.entries(given).map(([name, value]) => [name, String(value)]))
      const started = performance.now()
      expectAnswer(
        byQuery && at !== ''
          ? await client.get(`${at}?${query}`)
          : await client.post(`${at}/.search`, {
              schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
              ...given,
            }),
      )
      slowest = Math.max(slowest, performance.now() - started)
    }),
    { numRuns: 500 },
  )
  expect(slowest).toBeLessThan(2000)
  expect(await stored()).toEqual(before)
}, 30_000)

const scalar = fc.oneof(
  noise,
  fc.boolean(),
  fc.double(),
  fc.constant(null),
  fc.constantFrom('True', '', 'bulkId:x', 'work'),
)
const value = fc.oneof(
  scalar,
  fc.dictionary(fc.oneof(words, fc.constantFrom('value', 'type', 'primary', '__proto__')), scalar, { maxKeys: 3 }),
  fc.array(fc.dictionary(fc.constantFrom('value', 'type', 'primary', '$ref', 'x'), scalar, { maxKeys: 3 }), {
    maxLength: 3,
  }),
)
const operation = fc.record(
  { op: fc.constantFrom('add', 'Replace', 'remove', 'move', ''), path: noise, value },
  { requiredKeys: ['op'] },
)

it('whatever is in a PATCH, it is carried out or refused whole: a refusal changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.array(operation, { maxLength: 3 }), async (ofUser, operations) => {
      const before = await stored()
      const reply = await client.patch(ofUser ? `/Users/${userId}` : `/Groups/${groupId}`, ...operations)
      expectAnswer(reply)
      if (reply.status >= 400) expect(await stored()).toEqual(before)
    }),
    { numRuns: 200 },
  )
}, 30_000)

it('whatever bytes a body has, and whatever a bulk request says, the answer is one of SCIM and a refusal changes nothing', async () => {
  const bodies = fc.oneof(
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .record({
        schemas: fc.constant([USER, GROUP, PATCH_OP]),
        userName: value,
        displayName: value,
        members: value,
        name: value,
        Operations: value,
      })
      .map((body) => JSON.stringify(body)),
    fc
      .array(
        fc.record(
          {
            method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET'),
            path: fc.oneof(noise, fc.constantFrom('/Users', '/Groups', '/Groups/bulkId:a', '/Users/x')),
            bulkId: fc.constantFrom('a', 'b'),
            data: value,
            version: noise,
          },
          { requiredKeys: ['method'] },
        ),
        { maxLength: 3 },
      )
      .map((Operations) =>
        JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations }),
      ),
  )
  const doors = fc.constantFrom(
    ['POST', '/Users'],
    ['POST', '/Groups'],
    ['PUT', '/Users/:user'],
    ['PUT', '/Groups/:group'],
    ['PATCH', '/Users/:user'],
    ['POST', '/Bulk'],
    ['POST', '/Bulk'],
    ['POST', '/.search'],
  )
  await fc.assert(
    fc.asyncProperty(doors, bodies, async ([method = '', address = ''], body) => {
      const before = await stored()
      const reply = await client.send(method, address.replace(':user', userId).replace(':group', groupId), body)
      expectAnswer(reply)
      if (reply.status >= 400) expect(await stored()).toEqual(before)
      for (const one of reply.body?.Operations ?? []) expect(one.status).toMatch(/^[24]\d\d$/)
    }),
    { numRuns: 300 },
  )
}, 30_000)
