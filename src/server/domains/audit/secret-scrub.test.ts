import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AUDIT_ACTIONS } from '#contracts/audit-events.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { isSecretName, isSecretText } from './secret-patterns.ts'
import { SCRUBBED, scrubSecrets } from './secret-scrub.ts'

// Put together here, so that no scanner takes this file for a leak.
const dash = '-'.repeat(5)
const jwt = ['eyJhbGciOiJSUzI1NiJ9', 'eyJzdWIiOiJhZGEifQ', 'c2lnbmF0dXJl'].join('.')

describe('names of secrets', () => {
  it.each([
    'password',
    'Password',
    'user_password',
    'newPassword',
    'password2',
    'passwordHash',
    'PASSWD',
    'pwd',
    'passphrase',
    'pin',
    'otp',
    'secret',
    'clientSecret',
    'client_secret',
    'client-secret',
    'CLIENT_SECRET',
    'clientsecret',
    'secretAccessKey',
    'token',
    'accessToken',
    'access_token',
    'refresh_token',
    'id_token',
    'csrfToken',
    'X-Auth-Token',
    'token_value',
    'authorization',
    'Authorization',
    'Proxy-Authorization',
    'cookie',
    'Set-Cookie',
    'cookies',
    'assertion',
    'client_assertion',
    'SAMLResponse',
    'samlResponse',
    'SAMLRequest',
    'saml_assertion',
    'private_key',
    'privateKey',
    'privatekey',
    'apiKey',
    'X-API-Key',
    'api_key',
    'apikey',
    'signingKey',
    'credentials',
    'jwt',
    'bearer',
    'recoveryCodes',
    'codeVerifier',
  ])('%s holds one', (name) => {
    expect(isSecretName(name, 'value')).toBe(true)
    expect(isSecretName(name, ['value'])).toBe(true)
    expect(isSecretName(name, true)).toBe(false)
    expect(isSecretName(name, null)).toBe(false)
  })

  it.each([
    'tokenId',
    'token_type',
    'tokenEndpoint',
    'passwordChangedAt',
    'password_policy',
    'cookieName',
    'secretName',
    'apiKeyId',
    'credentialId',
    'assertionId',
    'secretary',
    'compass',
    'pinned',
    'opinion',
    'tokenize',
    'author',
    'authorizer',
    'name',
    'displayName',
    'roleKey',
    'keyId',
    'chainKeyId',
    'logVkey',
    'passing',
    'expiresAt',
    'code',
    'reason',
    'session',
    'nonce',
    '',
  ])('%s does not', (name) => {
    expect(isSecretName(name, 'value')).toBe(false)
  })

  it('are not those of an amount, but of the same name with a text', () => {
    for (const name of ['tokens', 'maxTokens', 'prompt_tokens', 'totalTokens']) {
      expect(isSecretName(name, 1_000)).toBe(false)
      expect(isSecretName(name, 'abc')).toBe(true)
    }
    expect(isSecretName('pin', 1234)).toBe(true)
  })

  it('are none of those in the metadata of our own events', () => {
    for (const [action, { metadata }] of Object.entries(AUDIT_ACTIONS)) {
      for (const name of Object.keys(metadata.shape)) {
        expect(isSecretName(name, 'value'), `${action} ${name}`).toBe(false)
      }
    }
  })
})

describe('texts that are secrets', () => {
  it.each([
    ['a PEM key', `x\n${dash}BEGIN PRIVATE KEY${dash}\nMIIE`],
    ['an RSA key', `${dash}BEGIN RSA PRIVATE KEY${dash}`],
    ['an encrypted key', `${dash}BEGIN ENCRYPTED PRIVATE KEY${dash}`],
    ['an OpenSSH key', `${dash}BEGIN OPENSSH PRIVATE KEY${dash}`],
    ['an OpenPGP key', `${dash}BEGIN PGP PRIVATE KEY BLOCK${dash}`],
    ['a JWT', jwt],
    ['a JWT in prose', `got ${jwt}, refused`],
    ['an unsigned JWT', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.'],
    ['a JWE', 'eyJhbGciOiJSU0EifQ.abc.def.ghi.jkl'],
    ['a bearer token', 'Bearer gk_9f8a7s6d5f'],
    ['a bearer token in a header', 'authorization: bearer 0123456789abcdef'],
    ['a DPoP token', 'DPoP Kz~8mXK1EalYznwH-LC'],
    ['a Basic credential', `Basic ${Buffer.from('ada:lovelace').toString('base64')}`],
    ['a Basic credential after prose', `basic auth: Basic ${Buffer.from('ada:l').toString('base64')}`],
    ['a SAML response', '<samlp:Response ID="x" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">'],
    ['a SAML assertion', '<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion">'],
    ['a SAML response in base64', Buffer.from(`<samlp:Response ${'x'.repeat(200)}`).toString('base64')],
    ['a cookie', 'sid=abcdefghijkl; Path=/; HttpOnly; Secure'],
    ['a Set-Cookie header', 'Set-Cookie: sid=abcdefghijkl; Path=/; SameSite=Lax'],
    ['an address with a password', 'postgres://ada:lovelace@db.internal/app'],
    ['an address with a token', 'https://api.example/x?a=1&access_token=abc'],
    ['a fragment with a token', 'https://app.example/cb#id_token=abc'],
    ['a GitHub token', `ghp_${'a1'.repeat(18)}`],
    ['a Slack token', ['xoxb', '1234567890', 'abcdef'].join('-')],
  ])('%s', (_what, text) => {
    expect(isSecretText(text)).toBe(true)
    expect(scrubSecrets({ note: { deep: [text] } })).toEqual({ note: { deep: [SCRUBBED] } })
  })

  it.each([
    'Bearer authentication required',
    'Basic authentication is disabled',
    'basic support for teams',
    'the bearer of news',
    `${dash}BEGIN CERTIFICATE${dash}`,
    `${dash}BEGIN PUBLIC KEY${dash}`,
    'https://app.example/t/acme?tab=2',
    'eyJ',
    'eyJhbGciOiJSUzI1NiJ9',
    'a@b.example',
    'ratio 3:4@noon',
    'http://app.example:8080/path',
    '0193a000-0000-7000-8000-000000000001',
    'key=value; other=1',
    'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    'The response was an assertion',
    'a.b.c',
    '',
  ])('%j is none', (text) => {
    expect(isSecretText(text)).toBe(false)
  })

  it('are looked for in linear time', () => {
    const length = 16_000
    const hostile = [
      'eyJ',
      'a.',
      'bearer ',
      '<Response ',
      '=',
      'a=b; ',
      'a://',
      'a://:',
      '-----BEGIN A ',
      'basic aaaa',
      '?token',
      ';',
      ' ',
    ]
    const started = performance.now()
    for (const piece of hostile) isSecretText(piece.repeat(length / piece.length))
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})

describe('scrubSecrets', () => {
  it('replaces values under secret names whole, at any depth, and keeps the rest', () => {
    const metadata = {
      reason: 'rotated',
      request: { headers: { Authorization: 'Basic x', 'x-id': '7' }, cookies: [{ a: 1 }] },
      items: [{ clientSecret: 's', clientId: 'c' }, 'plain'],
      password: { old: 'a', new: 'b' },
      tokenId: 't1',
      absent: undefined,
      passwordReset: true,
      secret: null,
    }
    const before = structuredClone(metadata)
    expect(scrubSecrets(metadata)).toStrictEqual({
      reason: 'rotated',
      request: { headers: { Authorization: SCRUBBED, 'x-id': '7' }, cookies: SCRUBBED },
      items: [{ clientSecret: SCRUBBED, clientId: 'c' }, 'plain'],
      password: SCRUBBED,
      tokenId: 't1',
      passwordReset: true,
      secret: null,
    })
    expect(metadata).toEqual(before)
  })

  it('leaves no planted secret anywhere, and copies metadata without secrets as it is', () => {
    const planted = fc.constantFrom(jwt, 'Bearer gk_9f8a7s6d5f', `${dash}BEGIN PRIVATE KEY${dash}`)
    const tree = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: 'small' },
        planted,
        fc.integer(),
        fc.array(tie('node')),
        fc.dictionary(fc.constantFrom('a', 'b', 'note', 'password'), tie('node')),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('x', 'y', 'token'), tree.node), (metadata) => {
        const text = JSON.stringify(scrubSecrets(metadata))
        for (const mark of ['eyJ', 'gk_9', 'BEGIN']) expect(text).not.toContain(mark)
        expect(scrubSecrets(scrubSecrets(metadata))).toEqual(scrubSecrets(metadata))
      }),
    )
    const harmless = { a: [1, 'two', { three: null }], b: { c: false } }
    expect(scrubSecrets(harmless)).toEqual(harmless)
  })

  it('keeps __proto__ a member and refuses what is nested without end', () => {
    const scrubbed = scrubSecrets(JSON.parse('{"__proto__":{"password":"x"}}'))
    expect(JSON.stringify(scrubbed)).toBe(`{"__proto__":{"password":"${SCRUBBED}"}}`)
    expect(Object.getPrototypeOf(scrubbed)).toBe(Object.prototype)
    const cycle: Record<string, unknown> = {}
    cycle.self = [cycle]
    expect.assertions(4)
    try {
      scrubSecrets(cycle)
    } catch (error) {
      expect(isAppError(error, 'invalid_input')).toBe(true)
      expect((error as { path?: string }).path).toMatch(/^\/metadata\/self\/0\/self/)
    }
  })
})
