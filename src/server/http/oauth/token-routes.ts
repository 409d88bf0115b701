import type { Context } from 'hono'
import { uuidSchema } from '#contracts/identifiers.ts'
import {
  authenticateClient,
  exchangeCode,
  issueMachineToken,
  OAuthRefusal,
  readClientCredentials,
  refreshTokens,
  revokeToken,
} from '#server/domains/applications/index.ts'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { limitRate } from '#server/platform/limit-rate.ts'
import { logger } from '#server/platform/observability/logger.ts'
import type { MachineEnv } from '../exchange.ts'
import { allowBrowserOf } from './cross-origin.ts'
import { json, tokenRefusal } from './oauth-answer.ts'
import { readForm } from './read-form.ts'
import { requestContext } from './request-context.ts'

type C = Context<MachineEnv>
type Headers_ = Record<string, string>

/** POST /oauth/token (RFC 6749 §3.2). */
export function answerToken(c: C): Promise<Response> {
  return answering(c, async (form, headers) => json(200, await tokensFor(c, form), headers))
}

/** POST /oauth/revoke (RFC 7009 §2). */
export function answerRevocation(c: C): Promise<Response> {
  return answering(c, async (form, headers) => {
    const [request, now] = [requestContext(c), new Date()]
    const application = await authenticateClient(credentialsOf(c, form), request, now)
    await revokeToken(application, required(form, 'token'), request, now)
    return json(200, {}, headers)
  })
}

async function tokensFor(c: C, form: URLSearchParams): Promise<object> {
  const [request, now] = [requestContext(c), new Date()]
  const grantType = required(form, 'grant_type')
  const credentials = credentialsOf(c, form)
  if (grantType === 'client_credentials') {
    // The id of an API key is a UUID, which no application has.
    if (!uuidSchema.safeParse(credentials.clientId).success) {
      await authenticateClient(credentials, request, now)
      throw new OAuthRefusal('unauthorized_client', 'An application signs people in. Use an API key of a tenant here.')
    }
    return issueMachineToken(
      { keyId: credentials.clientId, secret: credentials.secret, scope: form.get('scope') },
      request,
      now,
    )
  }
  const application = await authenticateClient(credentials, request, now)
  if (grantType === 'authorization_code') {
    return exchangeCode(
      {
        application,
        code: required(form, 'code'),
        redirectUri: required(form, 'redirect_uri'),
        verifier: required(form, 'code_verifier'),
      },
      request,
      now,
    )
  }
  if (grantType === 'refresh_token') {
    return refreshTokens(
      { application, refreshToken: required(form, 'refresh_token'), scope: form.get('scope') },
      request,
      now,
    )
  }
  throw new OAuthRefusal('unsupported_grant_type', 'This grant type is not supported.')
}

function credentialsOf(c: C, form: URLSearchParams) {
  return readClientCredentials(c.req.header('authorization') ?? null, form)
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (value === null) throw new OAuthRefusal('invalid_request', `The parameter ${name} is missing.`)
  return value
}

/** A client that does not authenticate counts against its address and id, so that guessing soon stops. */
async function answering(
  c: C,
  work: (form: URLSearchParams, headers: Headers_) => Promise<Response>,
): Promise<Response> {
  const [{ ip, requestId }, now] = [requestContext(c), new Date()]
  let headers: Headers_ = {}
  let clientId: string | undefined
  try {
    await limitRate('token', [['address', ip]], now)
    headers = await allowBrowserOf(c)
    const form = await readForm(c)
    clientId = form.get('client_id') ?? undefined
    return await work(form, headers)
  } catch (error) {
    if (isAppError(error, 'rate_limited')) return tooMany(error.message, error.retryAfter, headers)
    if (!(error instanceof OAuthRefusal)) throw error
    logger().info({ requestId, error: error.error, detail: error.detail }, 'a token request was refused')
    if (error.error === 'invalid_client') {
      const tooOften = await limitRate(
        'token-refused',
        [
          ['address', ip],
          ['account', clientId],
        ],
        now,
      ).then(
        () => null,
        (limited: unknown) => limited,
      )
      if (isAppError(tooOften, 'rate_limited')) return tooMany(tooOften.message, tooOften.retryAfter, headers)
    }
    return tokenRefusal(error, headers)
  }
}

function tooMany(words: string, retryAfter: number | undefined, headers: Headers_): Response {
  return json(
    429,
    { error: 'temporarily_unavailable', error_description: words },
    { ...headers, 'Retry-After': String(retryAfter ?? 60) },
  )
}
