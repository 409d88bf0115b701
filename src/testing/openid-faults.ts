import { createPublicKey } from 'node:crypto'
import type { SignInCheck } from '#contracts/sign-in-checks.ts'
import { type Misbehaviour, type OpenidTestProvider, rsa } from './openid-test-provider.ts'

/** One thing at a time that a provider, or somebody in its place, does wrong. */
export type OpenidFault = {
  name: string
  refusedBy: SignInCheck
  how: (provider: OpenidTestProvider, other: OpenidTestProvider) => Misbehaviour
}

/** A time so many minutes from now, as tokens state it (RFC 7519 §2). */
export const seconds = (minutes: number) => Math.floor(Date.now() / 1000) + minutes * 60

export const OPENID_FAULTS: readonly OpenidFault[] = [
  {
    name: 'alg none, without a signature',
    refusedBy: 'token_algorithm',
    how: () => ({ header: { alg: 'none' }, unsigned: true }),
  },
  {
    name: 'alg None, spelled otherwise',
    refusedBy: 'token_algorithm',
    how: () => ({ header: { alg: 'NonE' }, unsigned: true }),
  },
  {
    name: 'HS256 keyed with the public key (algorithm confusion)',
    refusedBy: 'token_algorithm',
    how: (provider) => ({ header: { alg: 'HS256' }, hmac: provider.publicPem() }),
  },
  {
    name: 'HS256 keyed with the client secret',
    refusedBy: 'token_algorithm',
    how: (provider) => ({ header: { alg: 'HS256' }, hmac: provider.clientSecret }),
  },
  {
    name: 'a header that brings its own key (jwk)',
    refusedBy: 'token_signature',
    how: () => {
      const key = rsa()
      return { key, header: { jwk: createPublicKey(key).export({ format: 'jwk' }), kid: undefined } }
    },
  },
  {
    name: 'a header that names another key set (jku)',
    refusedBy: 'token_signature',
    how: (_provider, other) => ({ key: rsa(), header: { jku: `${other.issuer}/jwks` } }),
  },
  {
    name: 'a header with an extension that must be understood',
    refusedBy: 'token_algorithm',
    how: () => ({ header: { crit: ['x'], x: 1 } }),
  },
  {
    name: 'no signature under alg RS256',
    refusedBy: 'token_signature',
    how: () => ({ unsigned: true }),
  },
  {
    name: 'a signature by another key under a published key id',
    refusedBy: 'token_signature',
    how: () => ({ key: rsa() }),
  },
  {
    name: 'a key id that is not published',
    refusedBy: 'token_signature',
    how: () => ({ header: { kid: 'unknown' } }),
  },
  {
    name: 'another issuer (mix-up)',
    refusedBy: 'issuer',
    how: (_provider, other) => ({ claims: { iss: other.issuer } }),
  },
  { name: 'no issuer', refusedBy: 'issuer', how: () => ({ claims: { iss: undefined } }) },
  {
    name: 'an audience that is another application',
    refusedBy: 'token_audience',
    how: (_provider, other) => ({ claims: { aud: other.clientId } }),
  },
  {
    name: 'several audiences without azp',
    refusedBy: 'token_audience',
    how: (provider) => ({ claims: { aud: [provider.clientId, 'other'] } }),
  },
  {
    name: 'an azp that is another application',
    refusedBy: 'token_audience',
    how: (_provider, other) => ({ claims: { azp: other.clientId } }),
  },
  {
    name: 'several audiences and an azp that is another',
    refusedBy: 'token_audience',
    how: (provider) => ({ claims: { aud: [provider.clientId, 'other'], azp: 'other' } }),
  },
  { name: 'no audience', refusedBy: 'token_audience', how: () => ({ claims: { aud: undefined } }) },
  {
    name: 'the nonce of another sign-in',
    refusedBy: 'token_nonce',
    how: () => ({ claims: { nonce: 'another' } }),
  },
  { name: 'no nonce', refusedBy: 'token_nonce', how: () => ({ claims: { nonce: undefined } }) },
  {
    name: 'an expiry three minutes ago',
    refusedBy: 'token_times',
    how: () => ({ claims: { exp: seconds(-3), iat: seconds(-8) } }),
  },
  { name: 'no expiry', refusedBy: 'token_times', how: () => ({ claims: { exp: undefined } }) },
  {
    name: 'an issue in the future',
    refusedBy: 'token_times',
    how: () => ({ claims: { iat: seconds(3) } }),
  },
  {
    name: 'an issue an hour ago',
    refusedBy: 'token_times',
    how: () => ({ claims: { iat: seconds(-60) } }),
  },
  {
    name: 'a beginning in the future',
    refusedBy: 'token_times',
    how: () => ({ claims: { nbf: seconds(3) } }),
  },
  {
    name: 'an authentication two days ago',
    refusedBy: 'token_times',
    how: () => ({ claims: { auth_time: seconds(-2 * 24 * 60) } }),
  },
  { name: 'no subject', refusedBy: 'token', how: () => ({ claims: { sub: undefined } }) },
  { name: 'a subject that is a list', refusedBy: 'token', how: () => ({ claims: { sub: ['a', 'b'] } }) },
  {
    name: 'a userinfo answer about somebody else',
    refusedBy: 'token',
    how: () => ({ userinfo: { sub: 'somebody-else' } }),
  },
  {
    name: 'a userinfo answer with another address',
    refusedBy: 'agreement',
    how: () => ({ userinfo: { email: 'owner@elsewhere.test' } }),
  },
  {
    name: 'an e-mail claim that is a list',
    refusedBy: 'subject',
    how: () => ({ claims: { email: ['a@x.test', 'b@x.test'] } }),
  },
]
