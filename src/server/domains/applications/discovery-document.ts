import { APPLICATION_SCOPES } from '#contracts/applications.ts'
import { issuer } from './issuer.ts'
import { SIGNING_ALGORITHM } from './signing-keys.ts'

const SECRET_METHODS = ['client_secret_basic', 'client_secret_post', 'none']

/** OpenID Connect Discovery §3, RFC 8414 §2. */
export function discoveryDocument(): Record<string, unknown> {
  const base = issuer()
  return {
    issuer: base,
    authorization_endpoint: `${base}/oauth/authorize`,
    token_endpoint: `${base}/oauth/token`,
    userinfo_endpoint: `${base}/oauth/userinfo`,
    jwks_uri: `${base}/oauth/jwks`,
    revocation_endpoint: `${base}/oauth/revoke`,
    end_session_endpoint: `${base}/oauth/logout`,
    scopes_supported: APPLICATION_SCOPES,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [SIGNING_ALGORITHM],
    token_endpoint_auth_methods_supported: SECRET_METHODS,
    revocation_endpoint_auth_methods_supported: SECRET_METHODS,
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: ['none', 'login'],
    claims_supported: [
      ...['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'at_hash', 'acr', 'amr', 'sid'],
      ...['name', 'given_name', 'family_name', 'preferred_username', 'email', 'email_verified'],
      ...['tenant_id', 'tenant', 'roles'],
    ],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    // RFC 9207: the answer says who gives it, against mix-up.
    authorization_response_iss_parameter_supported: true,
  }
}
