import { generateKeyPair, X509Certificate } from 'node:crypto'
import { promisify } from 'node:util'
import { append } from '#server/domains/audit/index.ts'
import { type KeyPurpose, storeTenantKey } from '#server/domains/keys/index.ts'
import { selfSignedCertificate } from '#server/platform/crypto/self-signed-certificate.ts'
import { type TenantTx, withTenant } from '#server/platform/db/index.ts'
import type { RequestContext } from '#server/platform/principal.ts'
import { signInReadScope, signInScope } from './sign-in-context.ts'

const FIRST_KEY = 1
const TWENTY_YEARS_MS = 20 * 365 * 24 * 60 * 60 * 1000

const KINDS = {
  'saml-decryption': { commonName: 'Gatehouse assertion encryption', use: 'encryption' },
  'saml-signing': { commonName: 'Gatehouse message signing', use: 'signing' },
} as const satisfies Partial<Record<KeyPurpose, { commonName: string; use: 'encryption' | 'signing' }>>
export type SamlKeyPurpose = keyof typeof KINDS

/**
 * The certificate (DER) of a tenant's RSA key for one purpose, made at first use: one a tenant, whoever asks how
 * often. Null where there is no such tenant.
 */
export async function samlKeyCertificate(
  purpose: SamlKeyPurpose,
  tenantId: string,
  request: RequestContext,
  now: () => Date = () => new Date(),
): Promise<Buffer | null> {
  const known = await withTenant(signInReadScope(tenantId, request), (tx) => readCertificate(tx, purpose))
  if (known !== 'none') return known
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 })
  const pem = selfSignedCertificate({
    privateKey,
    commonName: KINDS[purpose].commonName,
    notBefore: now(),
    notAfter: new Date(now().getTime() + TWENTY_YEARS_MS),
    use: KINDS[purpose].use,
  })
  const certificate = Buffer.from(new X509Certificate(pem).raw)
  return withTenant(signInScope(tenantId, request), async (tx) => {
    // Two first askers make one key.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${purpose}/${tenantId}`])
    const made = await readCertificate(tx, purpose)
    if (made !== 'none') {
      tx.unchanged('another request made the key first')
      return made
    }
    await storeTenantKey(tx, {
      purpose,
      keyId: FIRST_KEY,
      secret: privateKey.export({ type: 'pkcs8', format: 'der' }),
      publicKey: certificate,
      firstSeq: 0,
    })
    await append(tx, { action: 'sso.key.create', targets: [], metadata: { keyId: FIRST_KEY } })
    return certificate
  })
}

async function readCertificate(tx: TenantTx, purpose: SamlKeyPurpose): Promise<Buffer | null | 'none'> {
  const [row] = await tx.query<{ certificate: Buffer | null }>(
    `SELECT k.public_key AS certificate FROM tenants t
     LEFT JOIN tenant_keys k ON k.tenant_id = t.id AND k.purpose = $2 AND k.last_seq IS NULL
     WHERE t.id = $1 ORDER BY k.key_id DESC LIMIT 1`,
    [tx.tenantId, purpose],
  )
  if (!row) return null
  return row.certificate ?? 'none'
}
