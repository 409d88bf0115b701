import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { LOGOUT_TOKEN_CHECKS } from '../openid/guard-logout-token.ts'
import { LOGOUT_CHECKS } from './guard-logout-message.ts'
import { readLogoutMessage } from './read-logout-message.ts'

it.each([
  ['LogoutRequest', LOGOUT_CHECKS.LogoutRequest, /SAML (core|profiles|bindings) §/],
  ['LogoutResponse', LOGOUT_CHECKS.LogoutResponse, /SAML (core|profiles|bindings) §/],
  ['logout token', LOGOUT_TOKEN_CHECKS, /OpenID Connect|RFC/],
])('names every check of a %s once and says what demands it', (_what, checks, clauses) => {
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length)
  for (const { clause } of checks) expect(clause).toMatch(clauses)
})

describe('reading a message', () => {
  const open =
    '<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0">'
  const issuer = '<saml:Issuer>https://idp.test</saml:Issuer>'
  const post = (xml: string) =>
    readLogoutMessage({ kind: 'LogoutRequest', message: Buffer.from(xml).toString('base64'), query: null })
  const good = `${open}${issuer}</samlp:LogoutRequest>`

  it('learns its ID and its issuer, by either binding', () => {
    expect(post(good)).toMatchObject({ ok: true, id: '_1', issuer: 'https://idp.test' })
    const message = deflateRawSync(Buffer.from(good)).toString('base64')
    expect(readLogoutMessage({ kind: 'LogoutRequest', message, query: '?' })).toMatchObject({ ok: true })
  })

  it.each([
    ['a deep one', 'document', `${open}${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}</samlp:LogoutRequest>`],
    ['one with entities', 'document', `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>${good}`],
    ['one with a comment', 'document', good.replace('https://idp.test', 'https://idp.test<!---->.evil')],
    ['a LogoutResponse', 'structure', good.replaceAll('LogoutRequest', 'LogoutResponse')],
    ['one inside another', 'structure', `${open}${issuer}${good}</samlp:LogoutRequest>`],
    ['one of another version', 'structure', good.replace('"2.0"', '"1.1"')],
    ['one that uses an ID twice', 'structure', good.replace('<saml:Issuer>', '<saml:Issuer ID="_1">')],
    ['one without issuer', 'issuer', good.replace(issuer, '')],
    ['one with two issuers', 'issuer', good.replace(issuer, issuer + issuer)],
  ])('refuses %s', (_what, check, xml) => expect(post(xml)).toMatchObject({ ok: false, check }))

  it.each(['', 'not base64', 'AAA', `${'A'.repeat(70_000)}`])('refuses what is no message (%#)', (message) => {
    for (const query of ['?', null])
      expect(readLogoutMessage({ kind: 'LogoutRequest', message, query })).toMatchObject({
        ok: false,
        check: 'encoding',
      })
  })

  it('inflates no more than a message can be', () => {
    const message = deflateRawSync(Buffer.alloc(50_000_000, ' ')).toString('base64')
    expect(message.length).toBeLessThan(65_536)
    expect(readLogoutMessage({ kind: 'LogoutRequest', message, query: '?' })).toMatchObject({ check: 'encoding' })
  })
})
