import { describe, expect, it } from 'vitest'
import type { VerifiedIdentity } from './guard/read-saml-identity.ts'
import { mapIdentity } from './map-identity.ts'

const openid: VerifiedIdentity = {
  subject: 'sub-1',
  email: 'ada@acme.test',
  emailVerified: true,
  givenName: 'Ada',
  familyName: null,
  claims: { email: ['ada@acme.test'], upn: ['ada@other.test'], nick: ['Addie'], several: ['a@x.test', 'b@x.test'] },
}
const saml = { ...openid, assertionId: '_1', notOnOrAfter: new Date(0), sessionEndsAt: null }

describe('mapping attributes', () => {
  it('leaves alone what is not mapped, and never touches the subject', () => {
    expect(mapIdentity(openid, {})).toEqual(openid)
    expect(mapIdentity(openid, { email: 'upn', givenName: 'nick' })).toMatchObject({
      subject: 'sub-1',
      givenName: 'Addie',
    })
  })

  it('takes an address from another claim without the provider’s word that it was checked', () => {
    expect(mapIdentity(openid, { email: 'upn' })).toMatchObject({ email: 'ada@other.test', emailVerified: false })
    expect(mapIdentity(openid, { email: 'email' })).toMatchObject({ email: 'ada@acme.test', emailVerified: true })
  })

  it('takes a signed assertion’s word for any attribute', () => {
    expect(mapIdentity(saml, { email: 'upn' })).toMatchObject({ email: 'ada@other.test', emailVerified: true })
  })

  it('has no address where the mapped attribute is missing, rather than another one', () => {
    expect(mapIdentity(saml, { email: 'no-such' })).toMatchObject({ email: null })
  })

  it('refuses several values where one person is meant', () => {
    expect(() => mapIdentity(saml, { email: 'several' })).toThrow(expect.objectContaining({ check: 'subject' }))
  })
})
