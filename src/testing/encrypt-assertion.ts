import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import { assertionOf } from './forge-saml-response.ts'

const XMLENC = 'http://www.w3.org/2001/04/xmlenc#'
const XMLENC11 = 'http://www.w3.org/2009/xmlenc11#'

export type Encryption = {
  cipher?: 'aes256-gcm' | 'aes128-cbc' | 'tripledes-cbc'
  transport?: 'oaep' | 'oaep-sha256' | 'pkcs1'
}

const CIPHERS = {
  'aes256-gcm': { uri: `${XMLENC11}aes256-gcm`, name: 'aes-256-gcm', keyBytes: 32, nonceBytes: 12 },
  'aes128-cbc': { uri: `${XMLENC}aes128-cbc`, name: 'aes-128-cbc', keyBytes: 16, nonceBytes: 16 },
  'tripledes-cbc': { uri: `${XMLENC}tripledes-cbc`, name: 'des-ede3-cbc', keyBytes: 24, nonceBytes: 8 },
} as const

/** The response with its assertion encrypted to a certificate, as XML Encryption writes it. */
export function withEncryptedAssertion(xml: string, certificatePem: string, how: Encryption = {}): string {
  const assertion = assertionOf(xml)
  return xml.replace(assertion, () => encrypted(assertion, certificatePem, how))
}

export function encrypted(assertion: string, certificatePem: string, how: Encryption = {}): string {
  const { uri, name, keyBytes, nonceBytes } = CIPHERS[how.cipher ?? 'aes256-gcm']
  const [key, nonce] = [randomBytes(keyBytes), randomBytes(nonceBytes)]
  const cipher = createCipheriv(name as 'aes-256-gcm', key, nonce)
  const body = [nonce, cipher.update(assertion), cipher.final()]
  if (name === 'aes-256-gcm') body.push(cipher.getAuthTag())
  const transport = how.transport ?? 'oaep'
  const padding = transport === 'pkcs1' ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_OAEP_PADDING
  const oaepHash = transport === 'oaep-sha256' ? 'sha256' : 'sha1'
  const wrapped = publicEncrypt({ key: certificatePem, padding, oaepHash }, key)
  const method =
    transport === 'pkcs1'
      ? `<xenc:EncryptionMethod Algorithm="${XMLENC}rsa-1_5"/>`
      : transport === 'oaep'
        ? `<xenc:EncryptionMethod Algorithm="${XMLENC}rsa-oaep-mgf1p"/>`
        : `<xenc:EncryptionMethod Algorithm="${XMLENC11}rsa-oaep"><ds:DigestMethod Algorithm="${XMLENC}sha256"/><xenc11:MGF xmlns:xenc11="${XMLENC11}" Algorithm="${XMLENC11}mgf1sha256"/></xenc:EncryptionMethod>`
  const value = (bytes: Buffer) =>
    `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`
  return `<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><xenc:EncryptedData xmlns:xenc="${XMLENC}" Type="${XMLENC}Element"><xenc:EncryptionMethod Algorithm="${uri}"/><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey>${method}${value(wrapped)}</xenc:EncryptedKey></ds:KeyInfo>${value(Buffer.concat(body))}</xenc:EncryptedData></saml:EncryptedAssertion>`
}
