import { describe, expect, it } from 'vitest'
import { OPENID_FAULTS } from '#testing/openid-faults.ts'
import { type Misbehaviour, OpenidTestProvider } from '#testing/openid-test-provider.ts'
import { guardIdToken, TOKEN_CHECKS } from './guard-id-token.ts'
import type { TokenCheck, TokenExpectation } from './token-state.ts'

const provider = new OpenidTestProvider()
const other = new OpenidTestProvider()
provider.issuer = 'https://idp.example'
other.issuer = 'https://other.example'
const NONCE = 'a-nonce-of-this-sign-in'

const expected = (): TokenExpectation => ({
  issuer: provider.issuer,
  clientId: provider.clientId,
  nonce: NONCE,
  authenticationMaxAgeMs: 86_400_000,
  keys: provider.publishedKeys(),
})
const token = (how: Misbehaviour = {}) =>
  provider.idToken({ departure: { nonce: NONCE }, how, subject: 'ada@acme.example' })
const guard = (text: string, checks?: readonly TokenCheck[]) => guardIdToken(text, expected(), new Date(), checks)

it('passes the right token and answers with its claims', () => {
  expect(guard(token())).toMatchObject({ passed: true, claims: { sub: 'ada@acme.example' } })
})

// What is wrong with a subject or an address is seen where the claims are read (second-opinion.test.ts).
const ofTheGuard = OPENID_FAULTS.filter(({ refusedBy }) => TOKEN_CHECKS.some(({ name }) => name === refusedBy))

describe('each fault is refused by its check, and passes a validator without it', () => {
  it.each(ofTheGuard.map((fault) => [fault.name, fault.refusedBy, fault] as const))(
    '%s (%s)',
    (_name, check, fault) => {
      const text = token(fault.how(provider, other))
      expect(guard(text)).toMatchObject({ passed: false, check })
      // A token that nobody signed needs a validator that looks at neither algorithm nor signature.
      const missing = check === 'token_algorithm' ? ['token_algorithm', 'token_signature'] : [check]
      const weak = TOKEN_CHECKS.filter(({ name }) => !missing.includes(name))
      expect(guard(text, weak)).toMatchObject({ passed: true })
    },
  )
})

describe('what is no token', () => {
  it.each([
    '',
    'a',
    'a.b',
    'a.b.c',
    '..',
    `${token()}.x`,
    token().replace('.', '..'),
    `${token()}${'A'.repeat(40_000)}`,
  ])('is refused (%#)', (text) => expect(guard(text)).toMatchObject({ passed: false }))
})

it('refuses an empty nonce even where none was expected', () => {
  const text = provider.idToken({ departure: { nonce: '' }, how: {}, subject: 'ada@acme.example' })
  expect(guardIdToken(text, { ...expected(), nonce: '' }, new Date())).toMatchObject({ check: 'token_nonce' })
})

it('names every check once and says what demands it', () => {
  expect(new Set(TOKEN_CHECKS.map(({ name }) => name)).size).toBe(TOKEN_CHECKS.length)
  for (const { clause } of TOKEN_CHECKS) expect(clause).toMatch(/OpenID Connect|RFC/)
})
