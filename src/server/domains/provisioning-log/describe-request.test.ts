import { describe, expect, it } from 'vitest'
import type { AuditEvent } from '#contracts/audit-events.ts'
import { describeRequest } from './describe-request.ts'
import {
  ADA,
  type Case,
  create,
  disable,
  GRACE,
  list,
  members,
  nobody,
  op,
  SALES,
  sales,
  sentence,
  stored,
  update,
  user,
} from './described-case.fixture.ts'

describe.each<[provider: string, cases: [step: string, given: Case, says: string][]]>([
  [
    'Okta',
    [
      [
        'test of the connection',
        { request: 'GET /Users?startIndex=1&count=2', status: 200, answer: list(0) },
        'Listed the people: 0 in all',
      ],
      [
        'probe',
        {
          request: 'GET /Users?filter=userName%20eq%20%22ada%40x%22&startIndex=1&count=100',
          status: 200,
          answer: list(0),
        },
        'Looked for a person by user name: none found',
      ],
      [
        'create',
        {
          request: 'POST /Users',
          body: { userName: 'ada@x', password: 'p', groups: [] },
          status: 201,
          answer: { id: ADA },
          events: [create(ADA)],
        },
        'Added Ada Lovelace',
      ],
      [
        'duplicate',
        {
          request: 'POST /Users',
          body: { userName: 'ada@x' },
          status: 409,
          answer: { scimType: 'uniqueness', detail: 'taken' },
          situation: 'uniqueness',
        },
        'Could not add a person: somebody or something has this name already',
      ],
      ['read back', { request: `GET /Users/${ADA}`, status: 200, answer: { id: ADA } }, 'Read Ada Lovelace'],
      [
        'wizard PUT that changes a title',
        { request: `PUT /Users/${ADA}`, body: {}, status: 200, answer: { id: ADA }, events: [update(['title'])] },
        'Changed title of Ada Lovelace',
      ],
      [
        'wizard PUT that changes nothing',
        { request: `PUT /Users/${ADA}`, body: {}, status: 200, answer: { id: ADA } },
        'Changed nothing about Ada Lovelace: the value was already so',
      ],
      [
        'PATCH without path that disables',
        {
          request: `PATCH /Users/${ADA}`,
          body: op({ op: 'replace', value: { active: false } }),
          status: 200,
          answer: { id: ADA },
          events: [disable(ADA, 2)],
        },
        'Disabled Ada Lovelace and ended 2 sessions',
      ],
      [
        'enabling again',
        {
          request: `PATCH /Users/${ADA}`,
          status: 200,
          answer: { id: ADA },
          events: [{ action: 'user.enable', targets: [user(ADA)], metadata: {} }],
        },
        'Enabled Ada Lovelace again',
      ],
      [
        'group push with the name it had',
        {
          request: `PATCH /Groups/${SALES}`,
          body: op({ op: 'replace', value: { id: SALES, displayName: 'Sales' } }),
          status: 204,
        },
        'Changed nothing about the group Sales: the value was already so',
      ],
      [
        'group push',
        {
          request: `PATCH /Groups/${SALES}`,
          status: 204,
          events: [members('remove', [ADA], { rolesLost: ['agent'] })],
        },
        'Removed Ada Lovelace from the group Sales, which takes the role agent',
      ],
      [
        'group removed',
        {
          request: `DELETE /Groups/${SALES}`,
          status: 204,
          events: [
            {
              action: 'group.delete',
              targets: [sales],
              metadata: { displayName: 'x', rolesLost: ['agent', 'viewer'] },
            },
          ],
        },
        'Deleted the group Sales, which takes the roles agent and viewer',
      ],
      [
        'unknown id',
        { request: `GET /Users/${GRACE}x`, status: 404, answer: {}, situation: 'not_found' },
        'Could not read a person: it is not here',
      ],
      [
        'token that ended',
        { request: 'GET /Users', status: 401, answer: {}, situation: 'unauthenticated' },
        'Could not list people: the token is expired, revoked or missing',
      ],
    ],
  ],
  [
    'Entra ID, default',
    [
      [
        'look-up by externalId',
        { request: 'GET /Users?filter=externalId+eq+%22a%22', status: 200, answer: list(1) },
        'Looked for a person by external id: one found',
      ],
      [
        'look-up by work e-mail',
        {
          request: 'GET /Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22a%40x%22',
          status: 200,
          answer: list(2),
        },
        'Looked for a person by e-mail address: 2 found',
      ],
      [
        'look-up with and',
        { request: 'GET /Users?filter=userName+eq+%22a%22+and+active+eq+true', status: 200, answer: list(0) },
        'Looked for a person by user name and more: none found',
      ],
      [
        'disable as text',
        {
          request: `PATCH /Users/${ADA}`,
          body: op({ op: 'Replace', path: 'active', value: 'False' }),
          status: 200,
          answer: { id: ADA },
          events: [disable(ADA)],
        },
        'Disabled Ada Lovelace',
      ],
      [
        'group look-up',
        {
          request: 'GET /Groups?excludedAttributes=members&filter=displayName+eq+%22Sales%22',
          status: 200,
          answer: list(0),
        },
        'Looked for a group by name: none found',
      ],
      [
        'member removal',
        {
          request: `PATCH /Groups/${SALES}`,
          body: op({ op: 'Remove', path: 'members', value: [{ value: ADA }] }),
          status: 204,
          events: [members('remove', [ADA])],
        },
        'Removed Ada Lovelace from the group Sales',
      ],
      [
        'member add',
        {
          request: `PATCH /Groups/${SALES}`,
          status: 204,
          events: [members('add', [ADA, GRACE], { rolesGained: ['agent'] })],
        },
        'Added 2 people to the group Sales, which gives the role agent',
      ],
      [
        'validator’s empty Operations',
        { request: `PATCH /Users/${ADA}`, body: op(), status: 200, answer: { id: ADA } },
        'Changed nothing about Ada Lovelace: the value was already so',
      ],
      [
        'last Owner',
        { request: `PATCH /Users/${ADA}`, status: 409, answer: { detail: 'x' }, situation: 'conflict' },
        'Could not change Ada Lovelace: a rule of the organisation forbids it',
      ],
    ],
  ],
  [
    'Entra ID, aadOptscim062020',
    [
      ['schemas', { request: 'GET /Schemas?aadOptscim062020', status: 200, answer: list(3) }, 'Asked for the schemas'],
      [
        'dotted keys',
        {
          request: `PATCH /Users/${ADA}?aadOptscim062020`,
          body: op({ op: 'replace', value: { 'name.givenName': 'A' } }),
          status: 200,
          answer: { id: ADA },
          events: [update(['name', 'displayName'])],
        },
        'Changed name and displayName of Ada Lovelace',
      ],
      [
        'disable',
        {
          request: `PATCH /Users/${ADA}?aadOptscim062020`,
          status: 200,
          answer: { id: ADA },
          events: [update(['title']), disable(ADA, 1)],
        },
        'Changed title of Ada Lovelace; disabled Ada Lovelace and ended 1 session',
      ],
      [
        'delete',
        {
          request: `DELETE /Users/${ADA}`,
          status: 204,
          events: [{ action: 'user.delete', targets: [user(ADA)], metadata: { sessionsEnded: 0 } }],
        },
        'Deleted Ada Lovelace',
      ],
      [
        'bad path',
        {
          request: `PATCH /Users/${ADA}?aadOptscim062020`,
          status: 400,
          answer: { scimType: 'invalidPath' },
          situation: 'invalid_path',
        },
        'Could not change Ada Lovelace: a path names no attribute',
      ],
    ],
  ],
  [
    'Google',
    [
      ['attribute map', { request: 'GET /Schemas', status: 200, answer: list(3) }, 'Asked for the schemas'],
      [
        'resource types',
        { request: 'GET /ResourceTypes', status: 200, answer: list(2) },
        'Asked for the resource types',
      ],
      [
        'what this can do',
        { request: 'GET /ServiceProviderConfig', status: 200, answer: {} },
        'Asked what this server can do',
      ],
      [
        'suspension',
        { request: `PUT /Users/${ADA}`, status: 200, answer: { id: ADA }, events: [disable(ADA)] },
        'Disabled Ada Lovelace',
      ],
      [
        'many attributes',
        {
          request: `PUT /Users/${ADA}`,
          status: 200,
          answer: { id: ADA },
          events: [update(['a', 'b', 'c', 'd', 'e', 'f'])],
        },
        'Changed a, b, c, d and 2 more of Ada Lovelace',
      ],
    ],
  ],
  [
    'PingOne',
    [
      [
        'a page from 0',
        { request: 'GET /Users?startIndex=0&count=50', status: 200, answer: list(51) },
        'Listed the people: 51 in all',
      ],
      [
        'search by POST',
        { request: 'POST /Users/.search', body: { filter: 'userName eq "a"' }, status: 200, answer: list(1) },
        'Looked for a person by user name: one found',
      ],
      [
        'search of all',
        { request: 'POST /.search', body: { filter: 'meta.lastModified gt "2026"' }, status: 200, answer: list(4) },
        'Looked for people and groups by when it was changed: 4 found',
      ],
      [
        'taking over',
        {
          request: 'POST /Users',
          status: 201,
          answer: { id: ADA },
          events: [{ action: 'user.adopt', targets: [user(ADA)], metadata: { directoryId: SALES } }],
        },
        'Took over Ada Lovelace, who was here before',
      ],
      [
        'too fast',
        { request: 'GET /Users', status: 429, answer: {}, situation: 'rate_limited' },
        'Could not list people: too many requests came in too short a time',
      ],
    ],
  ],
  [
    'JumpCloud',
    [
      [
        'created disabled',
        { request: 'POST /Users', status: 201, answer: { id: ADA }, events: [create(ADA, false)] },
        'Added Ada Lovelace, disabled for now',
      ],
      [
        'group with members',
        {
          request: 'POST /Groups',
          status: 201,
          answer: { id: SALES },
          events: [
            { action: 'group.create', targets: [sales], metadata: { displayName: 'x', members: 1 } },
            members('add', [ADA]),
          ],
        },
        'Added the group Sales; added Ada Lovelace to the group Sales',
      ],
      [
        'rename',
        {
          request: `PUT /Groups/${SALES}`,
          status: 200,
          answer: { id: SALES },
          events: [{ action: 'group.update', targets: [sales], metadata: { changed: ['displayName'] } }],
        },
        'Renamed a group: it is the group Sales now',
      ],
      [
        'unchanged since',
        { request: `GET /Users/${ADA}`, status: 304 },
        'Asked whether Ada Lovelace has changed: it has not',
      ],
    ],
  ],
  [
    'OneLogin',
    [
      [
        'leaver in one bulk',
        {
          request: 'POST /Bulk',
          status: 200,
          answer: { Operations: [{ status: '204' }, { status: '200' }] },
          events: [members('remove', [ADA]), disable(ADA)],
        },
        'Disabled Ada Lovelace: left the group Sales',
      ],
      [
        'bulk of creates',
        {
          request: 'POST /Bulk',
          status: 200,
          answer: { Operations: [{ status: '201' }, { status: '201' }, { status: '409' }] },
          events: [create(ADA), create(GRACE)],
        },
        'Added 2 people; 1 of 3 operations refused',
      ],
      [
        'bulk refused',
        { request: 'POST /Bulk', status: 200, answer: { Operations: [{ status: '400' }] } },
        'Changed nothing: 1 of 1 operations refused',
      ],
      [
        'bulk of what is so',
        { request: 'POST /Bulk', status: 200, answer: { Operations: [{ status: '200' }] } },
        'Changed nothing: everything was already so',
      ],
      [
        'wrong address',
        { request: 'GET /scim/v2/Users', status: 404, answer: {}, situation: 'not_found' },
        'Could not answer at this address: it is not here',
      ],
      [
        'Me',
        { request: 'GET /Me', status: 501, answer: {} },
        'Could not find whom the token stands for: it was answered with 501',
      ],
    ],
  ],
])('%s', (_provider, cases) => {
  it.each(cases)('%s', (_step, given, says) => {
    expect(sentence(given)).toBe(says)
  })
})

it('names nobody to who may not see names', () => {
  const given: Case = {
    request: 'POST /Bulk',
    status: 200,
    answer: {},
    events: [members('remove', [ADA]), disable(ADA)],
  }
  expect(describeRequest(stored(given), nobody)).toBe('Disabled one person: left a group')
})

it('goes by what was done and not by what the body says', () => {
  const body = op({ op: 'replace', value: { active: false } })
  const given: Case = { request: `PATCH /Users/${ADA}`, body, status: 200, answer: { id: ADA } }
  expect(sentence(given)).toBe('Changed nothing about Ada Lovelace: the value was already so')
})

it('a refusal’s own event is no deed', () => {
  const events: AuditEvent[] = [
    { action: 'user.scim.reject', targets: [], metadata: { operation: 'create', scimType: 'uniqueness' } },
  ]
  const given: Case = { request: 'POST /Users', status: 409, answer: {}, situation: 'uniqueness', events }
  expect(stored(given)).toMatchObject({ outcome: 'refused', facts: { deeds: [] } })
})

describe('a directory in dry run', () => {
  const would = (metadata: Extract<AuditEvent, { action: 'directory.dry_run.record' }>['metadata'], group = false) => ({
    action: 'directory.dry_run.record' as const,
    targets: [{ type: 'directory', id: 'd', name: 'x' }, ...(group ? [sales] : []), user(ADA)],
    metadata,
  })
  it.each<[string, AuditEvent[]]>([
    ['Would have disabled Ada Lovelace', [would({ would: 'user.disable' })]],
    ['Would have disabled Ada Lovelace and ended 2 sessions', [would({ would: 'user.disable', sessionsEnded: 2 })]],
    [
      'Would have disabled Ada Lovelace; the guard rail would have held this back',
      [would({ would: 'user.disable', heldBack: true })],
    ],
    ['Would have taken over Ada Lovelace, who was here before', [would({ would: 'user.adopt' })]],
    [
      'Would have added Ada Lovelace to the group Sales, which gives the role admin',
      [would({ would: 'group.member.add', count: 1, rolesGained: ['admin'] }, true)],
    ],
    [
      'Would have renamed a group: it would be the group Sales now',
      [would({ would: 'group.update', changed: ['displayName'] }, true)],
    ],
  ])('says %s', (expected, events) => {
    expect(sentence({ request: `PATCH /Users/${ADA}`, status: 200, events })).toBe(expected)
  })
})
