/** One word of a name that makes it a secret's, unless its last word says that it is only about one. */
// biome-ignore format: a list of words is read as lines
const SECRET_WORDS = new Set([
  'password', 'passwords', 'passwd', 'pwd', 'passphrase', 'passcode', 'pin', 'otp', 'totp', 'mfacode',
  'secret', 'secrets', 'token', 'tokens', 'jwt', 'bearer', 'authorization', 'cookie', 'cookies',
  'credential', 'credentials', 'assertion', 'assertions',
])
/** The same in names written without a sign between their words, and secrets of two words. */
// biome-ignore format: a list of words is read as lines
const SECRET_COMPOUNDS = [
  'password', 'passphrase', 'clientsecret', 'secretkey', 'secretaccess', 'privatekey', 'signingkey', 'encryptionkey',
  'masterkey', 'apikey', 'accesskey', 'accesstoken', 'refreshtoken', 'idtoken', 'authtoken', 'sessiontoken',
  'bearertoken', 'csrftoken', 'xsrftoken', 'setcookie', 'sessioncookie', 'samlresponse', 'samlassertion',
  'samlrequest', 'recoverycode', 'backupcode', 'authorizationcode', 'codeverifier', 'connectionstring',
]
/** Last words of names that are about a secret and do not hold it: `tokenId`, `passwordChangedAt`, `cookieName`. */
// biome-ignore format: a list of words is read as lines
const ABOUT = new Set([
  'id', 'ids', 'name', 'names', 'type', 'types', 'kind', 'count', 'counts', 'total', 'limit', 'used', 'usage', 'length',
  'size', 'at', 'on', 'by', 'age', 'ttl', 'expiry', 'expires', 'expiration', 'expired', 'policy', 'policies', 'status',
  'state', 'version', 'algorithm', 'alg', 'method', 'methods', 'endpoint', 'changed', 'created', 'updated', 'rotated',
  'revoked', 'reset', 'enabled', 'disabled', 'required', 'strength', 'scheme', 'scope', 'scopes', 'issuer', 'audience',
  'permission', 'permissions',
])
/** Of these a number is an amount (`maxTokens: 1000`), not a secret. */
const COUNTED = /^(?:max|min|total|prompt|completion|input|output|cached)?tokens?$/

/**
 * Whether a member of this name holds a secret. The doubt goes against the value: what is scrubbed in vain can be
 * looked up where it came from, what is hashed in clear stays for ever.
 */
export function isSecretName(name: string, value: unknown): boolean {
  if (typeof value === 'boolean' || value === null || value === undefined) return false
  let kind = kinds.get(name)
  if (!kind) {
    kind = kindOf(name)
    if (kinds.size >= NAMES_KEPT) kinds.clear()
    kinds.set(name, kind)
  }
  return kind === 'secret' || (kind === 'counted' && typeof value !== 'number')
}

const NAMES_KEPT = 5_000
const kinds = new Map<string, 'secret' | 'counted' | 'other'>()

function kindOf(name: string): 'secret' | 'counted' | 'other' {
  const words = wordsOf(name)
  if (ABOUT.has(words.at(-1) ?? '')) return 'other'
  const joined = words.join('')
  const isSecret =
    words.some((word) => SECRET_WORDS.has(word)) || SECRET_COMPOUNDS.some((compound) => joined.includes(compound))
  if (!isSecret) return 'other'
  return COUNTED.test(joined) ? 'counted' : 'secret'
}

/** `SAMLResponse`, `set-cookie` and `client_secret2` as lower-case words without digits. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
}

// Every repetition is bounded or cannot start twice at one place, so that no text makes a search quadratic.
const SECRET_TEXTS = [
  // RFC 7468 private keys, OpenSSH's and OpenPGP's.
  /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/,
  // JWS and JWE in compact form: a base64url object, then two to four more parts (RFC 7515, RFC 7516).
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){2,4}/,
  // RFC 6750 and RFC 9449 credentials; a digit tells them from prose such as "bearer authentication".
  /\b(?:bearer|dpop) {1,8}(?=[A-Za-z._~+/-]{0,512}\d)[A-Za-z0-9._~+/-]{8,}/i,
  // A SAML message as XML or in base64: `<samlp:`, `<saml:`, `<saml2`, `<?xml `.
  /<(?:[A-Za-z0-9]{1,20}:)?(?:Encrypted)?(?:Assertion|Response)\b[^>]{0,2000}urn:oasis:names:tc:SAML/,
  /^\s{0,8}(?:PHNhbWxw|PHNhbWw6|PHNhbWwy|PD94bWwg)[A-Za-z0-9+/=\s]{100,}$/,
  // A cookie with its attributes (RFC 6265 section 4.1.1).
  /^(?:set-cookie: {0,8})?[\w!#$%&'*+.^`|~-]{1,256}=[^;]{1,4096};(?:[^;]{0,256};){0,8} {0,8}(?:HttpOnly|Secure|SameSite)\b/i,
  // Addresses with a password, or with a credential in the query (RFC 3986 section 3.2.1, RFC 6750 section 2.3).
  /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@]{0,256}:[^\s/@]{1,256}@/i,
  /[?&#](?:access_token|refresh_token|id_token|token|api_key|apikey|client_secret|password|SAMLResponse)=[^&\s]/i,
  // Keys that their makers marked, so that they can be found.
  /\b(?:gh[pousr]_[A-Za-z0-9]{20}|github_pat_\w{20}|glpat-[\w-]{16}|xox[abeoprs]-[\w-]{10}|npm_[A-Za-z0-9]{20}|[sr]k_(?:live|test)_\w{10}|AIza[\w-]{30}|SG\.[\w-]{16}\.)/,
]

/** One of these stands in every secret text, so that most texts are looked at once. */
const HINT = /[;:=_<]|eyJ|(?:bearer|dpop|basic) |-----|glpat-|xox|AIza|SG\.|PHN|PD9/i

/** Whether a text is or contains a secret, by its form. */
export function isSecretText(text: string): boolean {
  if (text.length < 12 || !HINT.test(text)) return false
  return SECRET_TEXTS.some((pattern) => pattern.test(text)) || isBasicCredential(text)
}

/** RFC 7617: base64 of `user:password`. Decoded, because "Basic support" has the same form. */
function isBasicCredential(text: string): boolean {
  for (const [, encoded = ''] of text.matchAll(/\bbasic {1,8}([A-Za-z0-9+/]{4,1024}={0,2})(?![A-Za-z0-9+/=])/gi)) {
    if (/^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(encoded, 'base64').toString('latin1'))) return true
  }
  return false
}
