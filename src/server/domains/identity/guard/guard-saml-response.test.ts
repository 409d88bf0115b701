import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { selfSignedCertificate } from '../../../../demo/self-signed-certificate.ts'
import { type SignSamlResponseInput, signSamlResponse } from '../../../../demo/sign-saml-response.ts'
import { guardSamlResponse, SAML_CHECKS } from './guard-saml-response.ts'
import type { SamlExpectation } from './guard-state.ts'

const ISSUER = 'https://idp.example/metadata'
const now = new Date()
const ours = keyPair()
const theirs = keyPair()
const expected: SamlExpectation = {
  acsUrl: 'http://127.0.0.1:3000/api/sso/saml/acs',
  entityId: 'http://127.0.0.1:3000/api/sso/saml/019aa000-0000-7000-8000-000000000001/metadata',
  idpEntityId: ISSUER,
  certificates: [ours.certificatePem],
  requestId: '_0123456789abcdef',
  assertionMaxAgeMs: 600_000,
  authenticationMaxAgeMs: 86_400_000,
  decryptionKeys: [],
}
const person = {
  userName: 'ada@acme.example',
  email: 'ada@acme.example',
  givenName: 'Ada',
  familyName: 'Okafor',
  groups: ['IT'],
}

function keyPair() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: selfSignedCertificate({
      privateKey,
      commonName: 'test',
      notBefore: new Date(now.getTime() - 1000),
      notAfter: new Date(now.getTime() + 1e9),
    }),
  }
}

function sign(changes: Partial<SignSamlResponseInput> = {}): Promise<string> {
  return signSamlResponse({
    keys: ours,
    person,
    acsUrl: expected.acsUrl,
    audience: expected.entityId,
    inResponseTo: expected.requestId ?? '',
    ...changes,
    options: { issuer: ISSUER, ...changes.options },
  })
}

function guard(xml: string, at = now, expectation = expected) {
  return guardSamlResponse(Buffer.from(xml).toString('base64'), expectation, at)
}

const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
const refusedBy = (check: string) => expect.objectContaining({ passed: false, check })

let good: string
beforeAll(async () => {
  good = await sign()
})

describe('a correct response', () => {
  it('passes, and is read as the person it names', () => {
    expect(guard(good)).toMatchObject({
      passed: true,
      identity: {
        subject: 'ada@acme.example',
        email: 'ada@acme.example',
        givenName: 'Ada',
        familyName: 'Okafor',
        emailVerified: true,
      },
    })
  })

  it('passes when the response is signed instead of the assertion, or both are', async () => {
    expect(guard(await sign({ options: { signAssertion: false, signResponse: true } })).passed).toBe(true)
    expect(guard(await sign({ options: { signAssertion: true, signResponse: true } })).passed).toBe(true)
  })

  it('passes when the second of two certificates signed it', () => {
    expect(guard(good, now, { ...expected, certificates: [theirs.certificatePem, ours.certificatePem] }).passed).toBe(
      true,
    )
  })

  it('passes within two minutes of skew after it ended', () => {
    expect(guard(good, later(6)).passed).toBe(true)
  })
})

describe('what each check refuses', () => {
  it.each([
    ['nothing', ''],
    ['something that is not base64', '<Response/>'],
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0xff, 0x3e]).toString('base64')],
    ['more than 256 KiB', 'A'.repeat(300_000)],
  ])('encoding: %s', (_what, samlResponse) => {
    expect(guardSamlResponse(samlResponse, expected, now)).toEqual(refusedBy('encoding'))
  })

  it.each([
    ['a document type', () => `<!DOCTYPE a [<!ENTITY x "y">]>${good}`],
    ['a comment', () => good.replace('ada@acme.example<', 'ada@acme.example<!---->.evil.example<')],
    ['a processing instruction', () => good.replace('</samlp:Response>', '<?x y?></samlp:Response>')],
    ['an unclosed element', () => good.replace('</samlp:Response>', '')],
    ['ten thousand nested elements', () => '<a>'.repeat(10_000) + '</a>'.repeat(10_000)],
  ])('document: %s', (_what, xml) => {
    expect(guard(xml())).toEqual(refusedBy('document'))
  })

  it.each([
    ['another root', () => '<a/>'],
    ['no assertion', () => good.replace(/<saml:Assertion.*<\/saml:Assertion>/s, '')],
    [
      'two assertions',
      () =>
        good.replace(
          /(<saml:Assertion.*<\/saml:Assertion>)/s,
          (one) => one + one.replace(/ ID="[^"]*"/, ' ID="_other"'),
        ),
    ],
    [
      'an assertion wrapped in another place',
      () => good.replace(/(<saml:Assertion.*<\/saml:Assertion>)/s, '<x>$1</x>'),
    ],
    [
      'a Response inside the Response',
      () => good.replace('</samlp:Response>', '<samlp:Response ID="_r"/></samlp:Response>'),
    ],
    [
      'an ID used twice',
      () =>
        good.replace(/(<samlp:Status>)/, (tag) =>
          tag.replace('>', ` ID="${/saml:Assertion[^>]* ID="([^"]*)"/.exec(good)?.[1]}">`),
        ),
    ],
  ])('structure: %s', (_what, xml) => {
    expect(guard(xml())).toEqual(refusedBy('structure'))
  })

  it('status: anything but Success', () => {
    expect(guard(good.replace('status:Success', 'status:Requester'))).toEqual(refusedBy('status'))
  })

  it('issuer: another provider, though it signs correctly with its own key', async () => {
    expect(guard(await sign({ keys: theirs, options: { issuer: 'https://other.example' } }))).toEqual(
      refusedBy('issuer'),
    )
  })

  it('destination: another address, or none', async () => {
    expect(guard(await sign({ options: { destination: 'https://elsewhere.example/acs' } }))).toEqual(
      refusedBy('destination'),
    )
    expect(guard(good.replace(/ Destination="[^"]*"/, ''))).toEqual(refusedBy('destination'))
  })

  it('in_response_to: another request, or none', async () => {
    expect(guard(await sign({ inResponseTo: '_another' }))).toEqual(refusedBy('in_response_to'))
    expect(guard(good.replace(/ InResponseTo="[^"]*"/, ''))).toEqual(refusedBy('in_response_to'))
  })

  it.each([
    ['a changed value', async () => good.replaceAll('ada@acme.example', 'eve@acme.example')],
    ['a stripped signature', async () => good.replace(/<Signature.*<\/Signature>/s, '')],
    ['nothing signed', () => sign({ options: { signAssertion: false, signResponse: false } })],
    ['another key that claims the same issuer', () => sign({ keys: theirs })],
    ['SHA-1', () => sign({ options: { signatureAlgorithm: 'rsa-sha1', digestAlgorithm: 'sha1' } })],
    [
      'a valid assertion signature beside a broken response signature',
      async () =>
        (await sign({ options: { signResponse: true } })).replace('status:Success"', 'status:Success" Note="x"'),
    ],
  ])('signature: %s', async (_what, xml) => {
    expect(guard(await xml())).toEqual(refusedBy('signature'))
  })

  it('conditions: past its end, before its beginning, or without an end', async () => {
    expect(guard(good, later(8))).toEqual(refusedBy('conditions'))
    expect(guard(good, later(-5))).toEqual(refusedBy('conditions'))
    const endless = (await sign({ options: { signAssertion: false, signResponse: false } })).replace(
      /( NotBefore="[^"]*") NotOnOrAfter="[^"]*"/,
      '$1',
    )
    expect(guard(endless).passed).toBe(false)
  })

  it.each(['https://other.example', `${expected.entityId}.evil.example`, expected.entityId.slice(0, -1)])(
    'audience: %s',
    async (audience) => {
      expect(guard(await sign({ audience }))).toEqual(refusedBy('audience'))
    },
  )

  it('subject_confirmation: another recipient', async () => {
    expect(guard(await sign({ options: { recipient: 'https://elsewhere.example/acs' } }))).toEqual(
      refusedBy('subject_confirmation'),
    )
  })

  it('subject: an attribute that decides identity with two values', async () => {
    const claims = {
      getClaims: () => ({ email: ['ada@acme.example', 'eve@acme.example'] }),
      getNameIdentifier: () => ({ nameIdentifier: 'ada' }),
    }
    expect(guard(await sign({ options: { profileMapper: () => claims } }))).toEqual(refusedBy('subject'))
  })

  it('subject: two attributes that contradict each other', async () => {
    const claims = {
      getClaims: () => ({ email: 'ada@acme.example', mail: 'eve@acme.example' }),
      getNameIdentifier: () => ({ nameIdentifier: 'ada' }),
    }
    expect(guard(await sign({ options: { profileMapper: () => claims } }))).toEqual(refusedBy('subject'))
  })

  it('subject: a transient NameID, while a lasting one passes', async () => {
    const named = (format: string) => ({
      getClaims: () => ({ email: 'ada@acme.example', role: 'owner', id: 'somebody-else' }),
      getNameIdentifier: () => ({
        nameIdentifier: 'ada',
        nameIdentifierFormat: `urn:oasis:names:tc:SAML:2.0:nameid-format:${format}`,
      }),
    })
    expect(guard(await sign({ options: { profileMapper: () => named('transient') } }))).toEqual(refusedBy('subject'))
    expect(guard(await sign({ options: { profileMapper: () => named('persistent') } }))).toMatchObject({
      passed: true,
      identity: { subject: 'ada' },
    })
  })
})

it('names every check once and says what demands it', () => {
  expect(new Set(SAML_CHECKS.map((check) => check.name)).size).toBe(SAML_CHECKS.length)
  for (const check of SAML_CHECKS) expect(check.clause).toMatch(/SAML|XML/)
})
