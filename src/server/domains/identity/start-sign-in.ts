import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { uuidSchema } from '#contracts/identifiers.ts'
import { append } from '#server/domains/audit/index.ts'
import { withTenant } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { newId } from '#server/platform/new-id.ts'
import { connectionById, type StoredConnection } from './connection-store.ts'
import { SignInRejected } from './errors.ts'
import { tenantBySlug } from './find-tenant-for-sign-in.ts'
import { attributeOf, parseUntrustedXml } from './guard/xml.ts'
import { startAtJackson } from './jackson-adapter.ts'
import { landingPath } from './landing-path.ts'
import { codeVerifierOf, hashOfToken } from './opaque-token.ts'
import { recordRejection } from './record-rejection.ts'
import { SIGN_IN_LIFETIME_MS, type SignInContext, signInReadScope, signInScope } from './sign-in-context.ts'
import { insertSignInRequest } from './sign-in-request-store.ts'
import { refused, type SignInStep } from './sign-in-step.ts'
import { redeemTestTicket } from './testing-connection/redeem-test-ticket.ts'
import { SignInTrace } from './trace/sign-in-trace.ts'
import { insertStartedTrace } from './trace/trace-store.ts'

export type StartSignInInput = {
  tenantSlug: string
  connectionId: string
  callbackUrl: string | null
  browserToken: string
  /** Of a test: what `startConnectionTest` gave out. */
  testTicket: string | null
  /** The signed-in person whose open session this is to confirm; null for a sign-in of anybody. */
  reauthenticates: { tenantId: string; userId: string } | null
}

/**
 * Sends a browser to an identity provider. The connection is one of ours in the tenant whose page the person is
 * on; no other parameter of a caller has a say in it.
 */
export async function startSignIn(input: StartSignInInput, context: SignInContext): Promise<SignInStep> {
  const trace = new SignInTrace(context.now)
  try {
    return { ok: true, redirectUrl: await start(input, context, trace) }
  } catch (error) {
    return refused(await recordRejection({ error, trace, request: context.request, now: context.now() }), trace)
  }
}

async function start(input: StartSignInInput, context: SignInContext, trace: SignInTrace): Promise<string> {
  trace.enter('departure')
  const tenant = await tenantBySlug(input.tenantSlug)
  if (!tenant || !uuidSchema.safeParse(input.connectionId).success)
    throw new SignInRejected('connection', 'no such tenant or connection')
  const connection = await withTenant(signInReadScope(tenant.id, context.request), (tx) =>
    connectionById(tx, input.connectionId),
  )
  // A test is run before anyone depends on the connection.
  if (!connection || (connection.status !== 'active' && input.testTicket === null))
    throw new SignInRejected('connection', 'not an active connection of this tenant')
  Object.assign(trace, { tenantId: tenant.id, connectionId: connection.id })

  const id = newId()
  if (input.reauthenticates && input.reauthenticates.tenantId !== tenant.id)
    throw new SignInRejected('other_person', 'the open session is of another tenant')
  const url = await askJackson(id, connection, input.reauthenticates !== null)
  const { state, samlRequestId } = readDeparture(url, connection)
  const createdAt = context.now()
  await withTenant(signInScope(tenant.id, context.request), async (tx) => {
    const test = await redeemTestTicket(tx, { ticket: input.testTicket, connectionId: connection.id, now: createdAt })
    await insertSignInRequest(tx, {
      id,
      connectionId: connection.id,
      stateHash: hashOfToken(state),
      browserHash: hashOfToken(input.browserToken),
      samlRequestId,
      redirectTo: test?.page ?? landingPath(tenant.slug, input.callbackUrl),
      testId: test?.id ?? null,
      reauthenticatesUserId: input.reauthenticates?.userId ?? null,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + SIGN_IN_LIFETIME_MS),
    })
    await insertStartedTrace(tx, {
      signInRequestId: id,
      connectionId: connection.id,
      testId: test?.id ?? null,
      requestId: context.request.requestId,
      steps: trace.passedSteps(connection.protocol),
      now: createdAt,
    })
    await append(
      tx,
      {
        action: 'sign_in.start',
        targets: [{ type: 'sso_connection', id: connection.id, name: connection.name }],
        metadata: { connectionId: connection.id, protocol: connection.protocol },
      },
      { actor: { type: 'anonymous' } },
    )
  })
  return url.toString()
}

async function askJackson(id: string, connection: StoredConnection, anew: boolean): Promise<URL> {
  const codeChallenge = createHash('sha256').update(codeVerifierOf(env().NEXTAUTH_SECRET, id)).digest('base64url')
  try {
    return await startAtJackson({ clientId: connection.jacksonClientId, state: id, codeChallenge, anew })
  } catch (cause) {
    throw new SignInRejected('provider_unreachable', 'the identity provider could not be asked', cause)
  }
}

/** What the browser takes along: the opaque state that must come back, and for SAML the ID that must be answered. */
function readDeparture(url: URL, connection: StoredConnection): { state: string; samlRequestId: string | null } {
  if (connection.protocol === 'oidc') {
    const state = url.searchParams.get('state')
    if (!state || !url.searchParams.get('nonce') || url.searchParams.get('code_challenge_method') !== 'S256') {
      throw new SignInRejected('departure', 'an authorization request without state, nonce or PKCE')
    }
    return { state, samlRequestId: null }
  }
  const state = url.searchParams.get('RelayState')
  const deflated = url.searchParams.get('SAMLRequest')
  if (!state || !deflated) throw new SignInRejected('departure', 'no SAMLRequest')
  const xml = inflateRawSync(Buffer.from(deflated, 'base64'), { maxOutputLength: 65_536 }).toString('utf8')
  const root = parseUntrustedXml(xml).documentElement
  const samlRequestId = root && attributeOf(root, 'ID')
  if (!samlRequestId) throw new SignInRejected('departure', 'an AuthnRequest without ID')
  return { state, samlRequestId }
}
