import { createHash } from 'node:crypto'
import { z } from 'zod'
import { keyEncryption } from '#server/platform/crypto/key-encryption.ts'

const text = z.string().min(1)

/** What a provider calls a session, as it said when the person signed in. All of it is personal. */
const providerSessionSchema = z.discriminatedUnion('protocol', [
  z.strictObject({
    protocol: z.literal('saml'),
    /** SAML core §2.2.3, sent back exactly as it was received. */
    nameId: text,
    format: text.nullable(),
    nameQualifier: text.nullable(),
    spNameQualifier: text.nullable(),
    sessionIndex: text.nullable(),
  }),
  z.strictObject({
    protocol: z.literal('oidc'),
    sub: text,
    /** OpenID Connect Front-Channel Logout §3, Back-Channel Logout §2.1. */
    sid: text.nullable(),
    /** RP-Initiated Logout §2: id_token_hint. */
    idToken: text,
  }),
])
export type ProviderSession = z.infer<typeof providerSessionSchema>

const SEAL = { purpose: 'provider-session', keyId: 1 }

export function sealProviderSession(tenantId: string, session: ProviderSession): Promise<Buffer> {
  return keyEncryption().wrap(Buffer.from(JSON.stringify(session)), { ...SEAL, tenantId })
}

export async function openProviderSession(tenantId: string, sealed: Buffer): Promise<ProviderSession> {
  const opened = await keyEncryption().unwrap(sealed, { ...SEAL, tenantId })
  return providerSessionSchema.parse(JSON.parse(opened.toString('utf8')))
}

/** Under what a session is found when its provider ends it: a person's name at the provider, and the session's. */
export function hashesOf(session: ProviderSession): { subjectHash: Buffer; indexHash: Buffer | null } {
  const index = session.protocol === 'saml' ? session.sessionIndex : session.sid
  return {
    subjectHash: subjectHashOf(session.protocol === 'saml' ? session.nameId : session.sub),
    indexHash: index === null ? null : indexHashOf(index),
  }
}

export function subjectHashOf(subject: string): Buffer {
  return createHash('sha256').update(`gatehouse/provider-session/subject\0${subject}`).digest()
}

export function indexHashOf(index: string): Buffer {
  return createHash('sha256').update(`gatehouse/provider-session/index\0${index}`).digest()
}
