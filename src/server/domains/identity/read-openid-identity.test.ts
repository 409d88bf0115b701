import { expect, it } from 'vitest'
import type { JacksonProfile } from './jackson-adapter.ts'
import { readOpenidIdentity } from './read-openid-identity.ts'

it('names nested claims with full stops, and lets none pass for a claim of that very name', () => {
  const raw = {
    iss: 'https://idp.test',
    sub: 'sub-1',
    groups: ['a', 7, { not: 'a text' }],
    realm_access: { roles: ['admin'], 'deeper.one': { two: { three: { four: 'too deep' } } } },
    'realm_access.roles': ['viewer'],
    resource_access: { app: { roles: ['user'] } },
    empty: [],
    nothing: null,
  }
  const profile = { id: 'sub-1', raw, requested: {} } as unknown as JacksonProfile
  const { claims } = readOpenidIdentity(profile, raw)
  expect(claims).toEqual({
    iss: ['https://idp.test'],
    sub: ['sub-1'],
    groups: ['a', '7'],
    'realm_access.roles': ['viewer'],
    'resource_access.app.roles': ['user'],
  })
})
