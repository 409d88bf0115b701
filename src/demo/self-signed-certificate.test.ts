import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { selfSignedCertificate } from './self-signed-certificate.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

it('makes a certificate that Node reads and that the key itself vouches for', () => {
  const pem = selfSignedCertificate({
    privateKey,
    commonName: 'Demo identity provider',
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2036-01-01T00:00:00Z'),
  })
  const certificate = new X509Certificate(pem)
  expect(certificate.subject).toBe('CN=Demo identity provider')
  expect(certificate.verify(publicKey)).toBe(true)
  expect(certificate.checkPrivateKey(privateKey)).toBe(true)
  expect(certificate.ca).toBe(false)
  expect(new Date(certificate.validTo).toISOString()).toBe('2036-01-01T00:00:00.000Z')
})
