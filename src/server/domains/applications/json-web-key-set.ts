import type { JWK } from 'jose'
import type { RequestContext } from '#server/platform/principal.ts'
import { publishedKeys, signingKeys } from './signing-keys.ts'

/** RFC 7517 §5: what tokens in use can be checked against. */
export async function jsonWebKeySet(
  request: RequestContext,
  now: () => Date = () => new Date(),
): Promise<{ keys: JWK[] }> {
  return { keys: publishedKeys(await signingKeys(request, now()), now()).map(({ jwk }) => jwk) }
}
