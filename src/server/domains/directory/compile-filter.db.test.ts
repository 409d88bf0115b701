import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { authorize } from '#server/domains/access/index.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { makeTestTenant, type TestTenant, testRequest } from '#testing/test-tenant.ts'
import { createScimToken } from './create-scim-token.ts'
import { createUser, listUsers } from './index.ts'
import { evaluateFilter } from './scim/evaluate-filter.ts'
import { parseFilter } from './scim/scim-filter.ts'
import type { JsonRecord } from './scim/scim-value.ts'
import { ENTERPRISE_SCHEMA_ID, USER_RESOURCE, USER_SCHEMA_ID } from './scim/user-schema.ts'
import { toUserResource, type UserRecord } from './user-resource.ts'

let tenant: TestTenant
let list: (filter: string) => Promise<UserRecord[]>
let all: UserRecord[]

const WORDS = ['ada', 'ADA', 'Ada Lovelace', 'a', '', 'é', '%', "o'b", '\\', 'ada@acme.example']

beforeAll(async () => {
  tenant = await makeTestTenant()
  const directoryId = await tenant.directory()
  const admin = await tenant.person({ role: 'admin' })
  const { tokenId } = await createScimToken(authorize(admin, 'directory:manage'), {
    directoryId,
    name: 'T',
    expiresInDays: null,
  })
  const principal = {
    type: 'directory',
    tenantId: tenant.id,
    id: directoryId,
    tokenId,
    request: testRequest('scim'),
  } as const
  const write = authorize(principal, 'scim:write')
  const pick = <T>(values: readonly T[], n: number) => values[n % values.length] as T
  for (let n = 0; n < 40; n += 1) {
    const some = (step: number, value: unknown) => (n % step === 0 ? undefined : value)
    await createUser(write, {
      schemas: [USER_SCHEMA_ID],
      userName: `user-${n}`,
      externalId: some(3, pick(WORDS, n)),
      active: n % 4 !== 0,
      title: some(2, pick(WORDS, n + 1)),
      name: some(5, { givenName: pick(WORDS, n), familyName: some(7, pick(WORDS, n + 3)) }),
      emails: some(3, [
        { value: pick(WORDS, n), type: pick(['work', 'Home', 'other'], n), primary: n % 2 === 0 },
        { value: pick(WORDS, n + 4), type: some(2, 'work') },
      ]),
      [ENTERPRISE_SCHEMA_ID]: some(4, {
        department: pick(WORDS, n),
        manager: some(3, { value: pick(WORDS, n + 2) || 'm' }),
      }),
    })
  }
  list = async (filter) =>
    (await listUsers(authorize(principal, 'scim:read'), { filter, startIndex: 1, count: 200, withGroups: false }))
      .records
  all = await list('id pr')
})

const asResource = (user: UserRecord): JsonRecord => ({
  id: user.id,
  ...toUserResource(user),
  meta: { resourceType: 'User', created: user.createdAt.toISOString(), version: `W/"${user.version}"` },
})

const word = fc.constantFrom(...WORDS).map((text) => JSON.stringify(text))
const textOperator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le')
const textPath = fc.constantFrom(
  'userName',
  'externalId',
  'title',
  'name.givenName',
  'name.familyName',
  'emails',
  'emails.value',
  'emails.type',
  `${ENTERPRISE_SCHEMA_ID}:department`,
  `${ENTERPRISE_SCHEMA_ID}:manager.value`,
  'manager',
  'meta.version',
)
const innerTerm = fc.oneof(
  fc.tuple(fc.constantFrom('value', 'type'), textOperator, word).map((parts) => parts.join(' ')),
  fc.constantFrom(
    'primary eq true',
    'primary ne true',
    'primary pr',
    'value pr',
    'type pr',
    'type eq null',
    'value ne null',
  ),
)
const inner = fc.oneof(
  innerTerm,
  fc.tuple(innerTerm, fc.constantFrom('and', 'or'), innerTerm).map((parts) => parts.join(' ')),
  innerTerm.map((term) => `not (${term})`),
)
const term = fc.oneof(
  fc.tuple(textPath, textOperator, word).map((parts) => parts.join(' ')),
  textPath.map((path) => `${path} pr`),
  fc
    .tuple(fc.constantFrom('title', 'externalId', 'name.givenName', 'manager'), fc.constantFrom('eq', 'ne'))
    .map((parts) => `${parts.join(' ')} null`),
  fc.constantFrom(
    'active eq true',
    'active ne true',
    'active eq "False"',
    'name pr',
    'emails pr',
    'manager pr',
    'meta.created pr',
  ),
  inner.map((filter) => `emails[${filter}]`),
  fc
    .tuple(inner, textOperator, word)
    .map(([filter, operator, value]) => `emails[${filter}].value ${operator} ${value}`),
)
const { filter } = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    term,
    fc.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter')).map((parts) => parts.join(' ')),
    tie('filter').map((part) => `(${part})`),
    tie('filter').map((part) => `not (${part})`),
  ),
}))

it('the database finds exactly the people that the filter means, whatever the filter', async () => {
  expect(all).toHaveLength(40)
  await fc.assert(
    fc.asyncProperty(filter, async (text) => {
      const meaning = parseFilter(USER_RESOURCE, text)
      const expected = all.filter((user) => evaluateFilter(meaning, asResource(user))).map((user) => user.userName)
      expect((await list(text)).map((user) => user.userName)).toEqual(expected)
    }),
    { numRuns: 300 },
  )
}, 60_000)

it('whatever text arrives as a filter, the answer is a list or invalidFilter and never a failure', async () => {
  const pieces = fc.constantFrom(
    'userName',
    'emails',
    'meta.created',
    'id',
    'active',
    'schemas',
    'groups',
    'groups.value',
    'password',
    'and',
    'or',
    'not',
    'eq',
    'co',
    'gt',
    'pr',
    '(',
    ')',
    '[',
    ']',
    '"x"',
    '"2026-01-01T00:00:00Z"',
    'true',
    'null',
    '1',
    '-1e400',
    '.value',
    '\u0000',
    "'",
    ';',
    '$1',
    '\\',
    '"',
  )
  const noise = fc.oneof(
    fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  )
  await fc.assert(
    fc.asyncProperty(noise, async (text) => {
      const outcome = await list(text).then(
        () => 'list',
        (error) => (isAppError(error) ? error.code : error),
      )
      expect(['list', 'invalid_filter']).toContain(outcome)
    }),
    { numRuns: 500 },
  )
}, 60_000)

it.each([
  ['id eq "%"', 0],
  ['meta.created gt "2020-01-01T00:00:00Z"', 40],
  ['meta.lastModified lt "2020-01-01T00:00:00Z"', 0],
  ['meta.resourceType eq "User"', 40],
  [`schemas eq "${ENTERPRISE_SCHEMA_ID}"`, 30],
  [`schemas eq "${USER_SCHEMA_ID}"`, 40],
  ['groups pr', 0],
  ['id co "-"', 40],
])('%s finds %i', async (text, count) => {
  expect(await list(text)).toHaveLength(count)
})

it('the time that a client was shown finds the resource', async () => {
  const [user] = all
  expect(await list(`meta.created eq "${user?.createdAt.toISOString()}" and userName eq "user-0"`)).toHaveLength(1)
})
