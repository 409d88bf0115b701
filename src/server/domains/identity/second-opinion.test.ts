import { describe, expect, it } from 'vitest'
import { requireSameConnection, requireSameIdentity } from './compare-with-jackson.ts'
import type { PendingRequest } from './find-pending-request.ts'
import type { JacksonProfile } from './jackson-adapter.ts'
import { readOpenidIdentity } from './read-openid-identity.ts'

const pending = {
  id: '019aa000-0000-7000-8000-00000000000a',
  tenantId: '019aa000-0000-7000-8000-000000000001',
  connection: { id: '019aa000-0000-7000-8000-000000000002', jacksonClientId: 'client-of-acme' },
} as PendingRequest

const NAME_ID = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier'
const identity = {
  subject: 'ada',
  email: 'ada@acme.example',
  emailVerified: true,
  givenName: null,
  familyName: null,
  claims: {},
}

function profile(changes: Partial<JacksonProfile> = {}): JacksonProfile {
  return {
    id: 'ada',
    email: 'Ada@acme.example',
    raw: { [NAME_ID]: 'ada' },
    requested: {
      client_id: 'client-of-acme',
      state: pending.id,
      product: `${pending.tenantId}.${pending.connection.id}`,
    },
    ...changes,
  }
}

const refusedBy = (check: string) => expect.objectContaining({ code: 'sign_in_rejected', check })

describe('what Jackson verified', () => {
  it('passes when it is of the connection and the request that the browser was sent away with', () => {
    requireSameConnection(profile(), pending)
  })

  it.each<[string, JacksonProfile['requested']]>([
    ['another connection', { ...profile().requested, client_id: 'client-of-globex' }],
    ['another product', { ...profile().requested, product: 'other.other' }],
    ['another request', { ...profile().requested, state: 'other' }],
    ['nothing known', {}],
  ])('is refused when it is of %s', (_what, requested) => {
    expect(() => requireSameConnection(profile({ requested }), pending)).toThrowError(refusedBy('tenant'))
  })
})

describe('who Jackson read', () => {
  it('passes when it is the person whom our guard read, though an attribute called id says otherwise', () => {
    requireSameIdentity(profile({ id: 'somebody-else' }), identity)
    requireSameIdentity(profile({ email: undefined }), identity)
  })

  it('is refused when subject or address differ', () => {
    expect(() => requireSameIdentity(profile({ raw: { [NAME_ID]: 'eve' } }), identity)).toThrowError(
      refusedBy('agreement'),
    )
    expect(() => requireSameIdentity(profile({ raw: {} }), identity)).toThrowError(refusedBy('agreement'))
    expect(() => requireSameIdentity(profile({ email: 'eve@acme.example' }), identity)).toThrowError(
      refusedBy('agreement'),
    )
  })
})

describe('what an OpenID provider says', () => {
  const issuer = 'https://idp.example'
  const claims = { iss: issuer, sub: 'jonas', email: 'jonas@globex.example', email_verified: true, given_name: 'Jonas' }
  const said = (changes: Record<string, unknown> = {}, token: Record<string, unknown> = claims) =>
    readOpenidIdentity(profile({ id: 'jonas', raw: { ...claims, ...changes } }), token)

  it('is read from the verified claims, and all of them are there for mapping rules', () => {
    expect(said({ groups: ['IT', 'Sales'], level: 3, nested: { a: 1 } })).toEqual({
      subject: 'jonas',
      email: 'jonas@globex.example',
      emailVerified: true,
      givenName: 'Jonas',
      familyName: null,
      authenticatedAt: null,
      claims: {
        iss: [issuer],
        sub: ['jonas'],
        email: ['jonas@globex.example'],
        email_verified: ['true'],
        given_name: ['Jonas'],
        groups: ['IT', 'Sales'],
        level: ['3'],
        'nested.a': ['1'],
      },
    })
  })

  it('vouches for an address only by saying so', () => {
    expect(said({ email_verified: undefined }).emailVerified).toBe(false)
    expect(said({ email_verified: 'true' }).emailVerified).toBe(false)
    expect(said({ email_verified: false }).emailVerified).toBe(false)
    expect(said({}, { ...claims, email_verified: false }).emailVerified).toBe(false)
  })

  it('is refused where userinfo speaks of another person, issuer or address than the ID token', () => {
    expect(() => said({ sub: 'eve' })).toThrowError(refusedBy('agreement'))
    expect(() => said({ iss: 'https://evil.example' })).toThrowError(refusedBy('agreement'))
    expect(() => said({ email: 'eve@globex.example' })).toThrowError(refusedBy('agreement'))
  })

  it('is refused without a usable subject and with an address that is no text', () => {
    for (const sub of ['', ['jonas'], 'x'.repeat(256)])
      expect(() => said({ sub }, { ...claims, sub })).toThrowError(refusedBy('subject'))
    expect(() => said({ email: ['a@x.test'] })).toThrowError(refusedBy('subject'))
  })
})
