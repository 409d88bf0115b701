/** RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, OpenID Connect Core §3.1.2.6, RFC 8707 is not served. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'invalid_token'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'access_denied'
  | 'login_required'
  | 'interaction_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'

/** A refusal in the protocol's own terms. `description` is public and in plain ASCII; `detail` goes to the log. */
export class OAuthRefusal extends Error {
  readonly error: OAuthErrorCode
  readonly description: string
  readonly detail: string | undefined

  constructor(error: OAuthErrorCode, description: string, detail?: string) {
    super(`${error}: ${detail ?? description}`)
    this.name = 'OAuthRefusal'
    this.error = error
    this.description = description
    this.detail = detail
  }
}

/** One answer for an application that is unknown, disabled or has another secret (RFC 6749 §5.2). */
export function invalidClient(detail: string): OAuthRefusal {
  return new OAuthRefusal('invalid_client', 'The application could not be authenticated.', detail)
}

/** One answer for whatever is wrong with a code or refresh token. */
export function invalidGrant(detail: string): OAuthRefusal {
  return new OAuthRefusal('invalid_grant', 'The code or token is not valid, has expired or was used before.', detail)
}
