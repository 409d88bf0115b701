import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { selfSignedCertificate } from './self-signed-certificate.ts'

export type DemoKeys = {
  saml: { privateKeyPem: string; certificatePem: string }
  oidc: { privateJwk: Record<string, unknown>; clientSecret: string; cookieKey: string }
}

const TEN_YEARS = 10 * 365 * 24 * 60 * 60 * 1000

/** The demo providers' keys, made at first use and kept in the data directory, readable by its owner only. */
export function demoKeys(dataDir: string, now: () => Date = () => new Date()): DemoKeys {
  const file = join(dataDir, 'demo-identity-providers.json')
  return readIfThere(file) ?? writeOnce(file, dataDir, makeKeys(now()))
}

function readIfThere(file: string): DemoKeys | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoKeys
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`${file} cannot be read. Delete it to make new keys, and seed the demo again.`, { cause: error })
  }
}

/** The seed and the providers may both come first; whoever links the file first wins, and the other reads it. */
function writeOnce(file: string, dataDir: string, keys: DemoKeys): DemoKeys {
  mkdirSync(dataDir, { recursive: true })
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, JSON.stringify(keys, null, 2), { mode: 0o600 })
  try {
    linkSync(draft, file)
    return keys
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return readIfThere(file) as DemoKeys
  } finally {
    rmSync(draft, { force: true })
  }
}

function makeKeys(now: Date): DemoKeys {
  const saml = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const oidc = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    saml: {
      privateKeyPem: saml.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      certificatePem: selfSignedCertificate({
        privateKey: createPrivateKey(saml.privateKey.export({ type: 'pkcs8', format: 'pem' })),
        commonName: 'Gatehouse demo identity provider',
        notBefore: now,
        notAfter: new Date(now.getTime() + TEN_YEARS),
      }),
    },
    oidc: {
      privateJwk: { ...oidc.privateKey.export({ format: 'jwk' }), kid: 'demo-1', use: 'sig', alg: 'RS256' },
      clientSecret: randomBytes(24).toString('base64url'),
      cookieKey: randomBytes(24).toString('base64url'),
    },
  }
}
