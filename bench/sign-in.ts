import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { controllers, type IOAuthController } from '@boxyhq/saml-jackson'
import {
  createSsoConnection,
  handleAuthorize,
  handleNextAuth,
  handleSamlResponse,
  migrateJackson,
} from '#server/domains/identity/index.ts'
import { createTenant } from '#server/domains/tenancy/index.ts'
import { endPools } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { newId } from '#server/platform/new-id.ts'
import { systemScope } from '#testing/test-tenant.ts'
import { samlMetadata } from '../src/demo/connections.ts'
import { selfSignedCertificate } from '../src/demo/self-signed-certificate.ts'
import { signSamlResponse } from '../src/demo/sign-saml-response.ts'
import { median } from './interleaved.ts'
import type { Measured } from './report.ts'
import { temporaryDatabase } from './temporary-database.ts'

const AIM = 2.5
const ROUNDS = 15
const SIGN_INS_A_ROUND = 24
const NOWHERE = 'https://product.invalid/code'

type Provider = { entityId: string; keys: { privateKeyPem: string; certificatePem: string } }
/** A sign-in that is ready: its request is pending and the provider's response is signed. */
type Ready = () => Promise<void>
type Side = { prepare: (person: string) => Promise<Ready> }

/**
 * A complete SAML sign-in, from the post at the assertion consumer service to the open session, against a bare
 * Jackson that takes the same response to a profile: one after the other, with nothing in parallel.
 */
export async function measure(): Promise<Measured> {
  const database = await temporaryDatabase()
  await migrateJackson(database.superuserUrl)
  const bare = await bareJackson()
  try {
    const ours = await gatehouse()
    const reference = await jacksonAlone(bare.oauth, bare.register)
    const milliseconds = { ours: [] as number[], reference: [] as number[] }
    for (let round = -2; round < ROUNDS; round += 1) {
      const order = round % 2 === 0 ? (['ours', 'reference'] as const) : (['reference', 'ours'] as const)
      for (const side of order) {
        const taken = await perSignIn(side === 'ours' ? ours : reference)
        if (round >= 0) milliseconds[side].push(taken)
      }
    }
    const ratio = median(milliseconds.ours.map((value, round) => value / (milliseconds.reference[round] as number)))
    return {
      results: [
        {
          work: 'SAML response to session',
          ours: hundredths(median(milliseconds.ours)),
          reference: hundredths(median(milliseconds.reference)),
          unit: 'ms',
          ratio: Math.round(ratio * 1000) / 1000,
          aim: AIM,
          lowerIsBetter: true,
        },
      ],
      postgres: database.version,
    }
  } finally {
    await bare.close()
    await endPools()
    await database.stop()
  }
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}

/** Milliseconds that one sign-in takes; what a round needs is made ready before the clock starts. */
async function perSignIn(side: Side): Promise<number> {
  const ready: Ready[] = []
  for (let index = 0; index < SIGN_INS_A_ROUND; index += 1) ready.push(await side.prepare(`person${index}@bench.test`))
  const started = performance.now()
  for (const signIn of ready) await signIn()
  return (performance.now() - started) / SIGN_INS_A_ROUND
}

function makeProvider(entityId: string): Provider & { metadataXml: string } {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const keys = {
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: selfSignedCertificate({
      privateKey,
      commonName: entityId,
      notBefore: new Date(Date.now() - 60_000),
      notAfter: new Date(Date.now() + 86_400_000),
    }),
  }
  const metadataXml = samlMetadata('http://127.0.0.1:9', keys.certificatePem)
  return { entityId, keys, metadataXml: metadataXml.replace(/entityID="[^"]*"/, `entityID="${entityId}"`) }
}

async function gatehouse(): Promise<Side> {
  const tenantId = newId()
  await createTenant(systemScope(tenantId, 'provision-tenant', 'tenant:create'), { slug: 'bench', name: 'Bench' })
  const provider = makeProvider('https://idp.bench.test')
  const { metadataXml } = provider
  const scope = systemScope(tenantId, 'seed', 'sso-connection:manage')
  const { id } = await createSsoConnection(scope, { protocol: 'saml', name: 'Bench', metadataXml })
  const at = (path: string) => new URL(path, env().GATEHOUSE_URL)
  return {
    async prepare(person) {
      const query = new URLSearchParams({ tenant: 'bench', connection: id })
      const left = await handleAuthorize(new Request(at(`/api/sso/authorize?${query}`)))
      const cookie = (left.headers.getSetCookie()[0] ?? '').split(';')[0] ?? ''
      const url = new URL(left.headers.get('location') ?? '')
      const body = await respond(provider, url, person)
      return async () => {
        const posted = new Request(at('/api/sso/saml/acs'), { method: 'POST', headers: { cookie }, body })
        const accepted = await handleSamlResponse(posted)
        const callback = new Request(at(accepted.headers.get('location') ?? ''), { headers: { cookie } })
        const landed = await handleNextAuth(callback, ['callback', 'gatehouse'])
        if (landed.headers.get('location') !== '/t/bench/overview') throw new Error('a sign-in of ours was refused')
      }
    },
  }
}

type Register = (provider: { metadataXml: string }, audience: string) => Promise<string>

async function jacksonAlone(oauth: IOAuthController, register: Register): Promise<Side> {
  const provider = makeProvider('https://idp.bare.test')
  const clientId = await register(provider, 'urn:bare')
  return {
    async prepare(person) {
      const verifier = randomBytes(32).toString('base64url')
      const state = randomBytes(16).toString('hex')
      const { redirect_url } = await oauth.authorize({
        client_id: clientId,
        response_type: 'code',
        redirect_uri: NOWHERE,
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      })
      const body = await respond(provider, new URL(redirect_url ?? ''), person)
      const SAMLResponse = body.get('SAMLResponse') ?? ''
      const RelayState = body.get('RelayState') ?? ''
      return async () => {
        const answered = await oauth.samlResponse({ SAMLResponse, RelayState })
        const code = new URL(answered.redirect_url ?? '').searchParams.get('code') ?? ''
        const { access_token } = await oauth.token({
          grant_type: 'authorization_code',
          code,
          redirect_uri: NOWHERE,
          code_verifier: verifier,
        })
        const { email } = await oauth.userInfo(access_token)
        if (email !== person) throw new Error('a sign-in of the reference was refused')
      }
    },
  }
}

/** What the provider posts back to a departure, signed. */
async function respond(provider: Provider, departure: URL, person: string): Promise<URLSearchParams> {
  const request = inflateRawSync(Buffer.from(departure.searchParams.get('SAMLRequest') ?? '', 'base64')).toString()
  const read = (pattern: RegExp) => pattern.exec(request)?.[1] ?? ''
  const xml = await signSamlResponse({
    keys: provider.keys,
    person: { userName: person, email: person, givenName: 'Bench', familyName: 'Person', groups: [] },
    acsUrl: read(/AssertionConsumerServiceURL="([^"]+)"/),
    audience: read(/<saml:Issuer[^>]*>([^<]+)</),
    inResponseTo: read(/ ID="([^"]+)"/),
    options: { issuer: provider.entityId },
  })
  return new URLSearchParams({
    SAMLResponse: Buffer.from(xml).toString('base64'),
    RelayState: departure.searchParams.get('RelayState') ?? '',
  })
}

/** Jackson as its documentation sets it up, on the same Postgres. */
async function bareJackson() {
  const url = new URL(env().DATABASE_URL_SSO)
  url.searchParams.set('options', '-c search_path=jackson')
  const made = await controllers({
    externalUrl: env().GATEHOUSE_URL,
    samlPath: '/api/sso/saml/acs',
    oidcPath: '/api/sso/oidc/callback',
    samlAudience: 'urn:bare',
    noAnalytics: true,
    ssoTraces: { disable: true },
    db: {
      engine: 'sql',
      type: 'postgres',
      url: url.toString(),
      manualMigration: true,
      encryptionKey: randomBytes(32).toString('base64'),
      ttl: 600,
    },
    logger: { info: () => {}, warn: () => {}, error: () => {} },
  })
  return {
    oauth: made.oauthController,
    async register({ metadataXml }: { metadataXml: string }, audience: string): Promise<string> {
      const { clientID } = await made.connectionAPIController.createSAMLConnection({
        tenant: 'bare',
        product: 'bare',
        redirectUrl: [NOWHERE],
        defaultRedirectUrl: NOWHERE,
        rawMetadata: metadataXml,
        samlAudienceOverride: audience,
      })
      return clientID
    },
    close: made.close,
  }
}
