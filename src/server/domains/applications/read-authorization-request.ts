import { z } from 'zod'
import type { ApplicationScope } from '#contracts/applications.ts'
import type { StoredApplication } from './application-store.ts'
import { OAuthRefusal } from './oauth-refusal.ts'

/** What an application asked for, checked; without the address hint, which is nobody's to keep. */
const authorizationParametersSchema = z.object({
  redirectUri: z.string(),
  scopes: z.array(z.enum(['openid', 'profile', 'email', 'offline_access'])),
  state: z.string().nullable(),
  nonce: z.string().nullable(),
  codeChallenge: z.string(),
  /** `prompt=login`, or `max_age=0`, which says the same. */
  anew: z.boolean(),
  /** Nobody may be asked anything. */
  silent: z.boolean(),
  maxAgeSeconds: z.number().nullable(),
  organization: z.string().nullable(),
})
export type AuthorizationParameters = z.infer<typeof authorizationParametersSchema>

const LONGEST_STATE = 2048
const LONGEST_NONCE = 512

/** The one value of a parameter. RFC 6749 §3.1: sent without a value is not sent; included more than once is refused. */
export function single(parameters: URLSearchParams, name: string): string | null {
  const values = parameters.getAll(name)
  if (values.length > 1) throw new OAuthRefusal('invalid_request', `The parameter ${name} is there more than once.`)
  if (values[0]?.includes('\0'))
    throw new OAuthRefusal('invalid_request', `The parameter ${name} holds a NUL character.`)
  return values[0] || null
}

/**
 * RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1. Client and redirect address are known to be good.
 * @throws OAuthRefusal to be told to the application
 */
export function readAuthorizationRequest(
  parameters: URLSearchParams,
  application: StoredApplication,
  redirectUri: string,
): AuthorizationParameters {
  const one = (name: string) => single(parameters, name)
  if (one('request') !== null) throw new OAuthRefusal('request_not_supported', 'Request objects are not supported.')
  if (one('request_uri') !== null)
    throw new OAuthRefusal('request_uri_not_supported', 'Request objects are not supported.')
  const responseType = one('response_type')
  if (responseType === null) throw new OAuthRefusal('invalid_request', 'response_type is missing.')
  if (responseType !== 'code')
    throw new OAuthRefusal('unsupported_response_type', 'Only response_type=code is supported.')
  const responseMode = one('response_mode')
  if (responseMode !== null && responseMode !== 'query')
    throw new OAuthRefusal('invalid_request', 'Only response_mode=query is supported.')
  const codeChallenge = one('code_challenge')
  // RFC 9700 §2.1.1: for every client. Without a method it would be "plain" (RFC 7636 §4.3).
  if (codeChallenge === null) throw new OAuthRefusal('invalid_request', 'PKCE is required: code_challenge is missing.')
  if (one('code_challenge_method') !== 'S256')
    throw new OAuthRefusal('invalid_request', 'PKCE is required with code_challenge_method=S256.')
  if (!/^[A-Za-z0-9_-]{43}$/.test(codeChallenge))
    throw new OAuthRefusal('invalid_request', 'code_challenge is not the SHA-256 of a verifier in base64url.')
  const prompts = new Set((one('prompt') ?? '').split(' ').filter(Boolean))
  if (prompts.has('none') && prompts.size > 1)
    throw new OAuthRefusal('invalid_request', 'prompt=none goes with no other prompt.')
  const maxAge = one('max_age')
  if (maxAge !== null && !/^\d{1,9}$/.test(maxAge))
    throw new OAuthRefusal('invalid_request', 'max_age is not a number of seconds.')
  const [state, nonce] = [one('state'), one('nonce')]
  if ((state?.length ?? 0) > LONGEST_STATE) throw new OAuthRefusal('invalid_request', 'state is too long.')
  if ((nonce?.length ?? 0) > LONGEST_NONCE) throw new OAuthRefusal('invalid_request', 'nonce is too long.')
  return {
    redirectUri,
    scopes: readScopes(one('scope'), application),
    state,
    nonce,
    codeChallenge,
    anew: prompts.has('login') || maxAge === '0',
    silent: prompts.has('none'),
    maxAgeSeconds: maxAge === null ? null : Number(maxAge),
    organization: one('organization'),
  }
}

function readScopes(asked: string | null, application: StoredApplication): ApplicationScope[] {
  const names = [...new Set((asked ?? '').split(' ').filter(Boolean))]
  if (!names.includes('openid')) throw new OAuthRefusal('invalid_scope', 'The scope must hold openid.')
  const allowed = application.scopes as string[]
  if (names.some((name) => !allowed.includes(name)))
    throw new OAuthRefusal('invalid_scope', 'The application may not ask for one of these scopes.')
  return names as ApplicationScope[]
}

/** As it was kept in the database. */
export function keptParameters(value: unknown): AuthorizationParameters {
  return authorizationParametersSchema.parse(value)
}
