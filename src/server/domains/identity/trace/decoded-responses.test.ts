import { describe, expect, it } from 'vitest'
import { SIGN_IN_CHECKS } from '#contracts/sign-in-checks.ts'
import type { ReceivedNode, ReceivedValue } from '#contracts/sign-in-traces.ts'
import { parseUntrustedXml } from '../guard/xml.ts'
import { CHECK_ADVICE } from './check-advice.ts'
import { clauseOf } from './check-clauses.ts'
import { decodeOpenidClaims } from './decode-openid-claims.ts'
import { decodeSamlResponse } from './decode-saml-response.ts'

const SAML = `xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"`
const decode = (inner: string) => {
  const root = parseUntrustedXml(
    `<samlp:Response ${SAML} ID="_1" Version="2.0">${inner}</samlp:Response>`,
  ).documentElement
  return decodeSamlResponse(root as NonNullable<typeof root>)
}
const all = (node: ReceivedNode): ReceivedNode[] => [node, ...node.children.flatMap(all)]
const find = (tree: ReceivedNode, name: string) => all(tree).find((node) => node.name === name) as ReceivedNode
const attribute = (name: string, value: string) =>
  `<saml:Attribute Name="${name}"><saml:AttributeValue>${value}</saml:AttributeValue></saml:Attribute>`

describe('a decoded SAML response', () => {
  it('keeps what an admin compares in clear, and every value about a person apart from the tree', () => {
    const { tree, personal } = decode(
      `<saml:Assertion><saml:Issuer>https://idp.test</saml:Issuer><saml:Subject><saml:NameID Format="f">ada@acme.test</saml:NameID></saml:Subject>
       <saml:Conditions NotOnOrAfter="2026-01-01T00:00:00Z"/>${attribute('email', 'ada@acme.test')}</saml:Assertion>`,
    )
    expect(find(tree, 'Issuer').value).toEqual({ kind: 'plain', text: 'https://idp.test' })
    expect(find(tree, 'Conditions').attributes).toEqual([
      { name: 'NotOnOrAfter', value: { kind: 'plain', text: '2026-01-01T00:00:00Z' } },
    ])
    expect(JSON.stringify(tree)).not.toContain('ada@acme.test')
    expect(Object.values(personal)).toEqual(['ada@acme.test', 'ada@acme.test'])
  })

  it.each(['password', 'PassWord', 'session_token', 'urn:x:clientSecret', 'api-credential', 'otp'])(
    'removes the value of an attribute called %s, which nobody ever sees again',
    (name) => {
      const { tree, personal } = decode(`<saml:Assertion>${attribute(name, 'do-not-keep')}</saml:Assertion>`)
      expect(JSON.stringify([tree, personal])).not.toContain('do-not-keep')
      expect(find(tree, 'AttributeValue').value).toEqual({ kind: 'removed', reason: 'may be a secret' })
    },
  )

  it('folds signatures and ciphertext, whatever stands in them', () => {
    const { tree, personal } = decode(
      `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/></ds:SignedInfo><ds:SignatureValue>c2lnbmF0dXJl</ds:SignatureValue><ds:KeyInfo><ds:X509Certificate>Y2VydA==</ds:X509Certificate></ds:KeyInfo></ds:Signature>
       <saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#"><xenc:CipherValue>Y2lwaGVy</xenc:CipherValue></xenc:EncryptedData></saml:EncryptedAssertion>`,
    )
    for (const secret of ['c2lnbmF0dXJl', 'Y2VydA==', 'Y2lwaGVy'])
      expect(JSON.stringify([tree, personal])).not.toContain(secret)
    expect(find(tree, 'Signature').value).toMatchObject({
      kind: 'removed',
      reason: expect.stringContaining('rsa-sha256'),
    })
    expect(find(tree, 'EncryptedAssertion')).toMatchObject({ children: [], value: { reason: 'encrypted' } })
  })

  it('treats what it does not know as personal: other attributes, other namespaces, stray text', () => {
    const { tree } = decode(`<x:Issuer xmlns:x="urn:other" Address="192.0.2.1">Ada</x:Issuer>`)
    expect(find(tree, 'Issuer')).toMatchObject({
      value: { kind: 'personal' },
      attributes: [{ value: { kind: 'personal' } }],
    })
  })

  it('stays small however large the response is', () => {
    const { tree, personal } = decode(attribute('g', 'x'.repeat(9_000)).repeat(1) + '<saml:Advice/>'.repeat(3_000))
    expect(all(tree).length).toBeLessThan(620)
    expect(Object.values(personal)[0]?.length).toBeLessThan(2_010)
    expect(find(tree, '…').value).toEqual({ kind: 'removed', reason: 'more than is kept' })
  })
})

describe('decoded OpenID Connect claims', () => {
  it('keep what is about the token, hide what is about the person and remove what may be a secret', () => {
    const { tree, personal } = decodeOpenidClaims({
      iss: 'https://idp.test',
      aud: ['client'],
      sub: 'ada',
      nested: { aud: 'ada too' },
      nonce: 'n-0S6',
      id_token: 'eyJ',
      at_hash: 'h',
    })
    const value = (name: string) => find(tree, name).value as ReceivedValue
    expect(value('iss')).toEqual({ kind: 'plain', text: 'https://idp.test' })
    expect(value('sub').kind).toBe('personal')
    expect(Object.values(personal)).toEqual(['ada', 'ada too'])
    for (const secret of ['nonce', 'id_token', 'at_hash']) expect(value(secret)).toMatchObject({ kind: 'removed' })
  })
})

describe('every check that can refuse a sign-in', () => {
  it.each(SIGN_IN_CHECKS)('%s has its clause, and a sentence of its own on how to fix it', (check) => {
    expect(clauseOf(check, 'saml')).not.toBe('')
    expect(clauseOf(check, 'oidc')).not.toBe('')
    expect(CHECK_ADVICE[check]).toMatch(/^[A-Z].*\.$/)
    expect(Object.values(CHECK_ADVICE).filter((advice) => advice === CHECK_ADVICE[check])).toHaveLength(1)
  })
})
