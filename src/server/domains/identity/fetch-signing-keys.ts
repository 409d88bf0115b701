import { z } from 'zod'
import { SignInRejected } from './errors.ts'
import { fetchDocument } from './fetch-document.ts'
import type { TokenExpectation } from './guard/openid/token-state.ts'

const keySetSchema = z.object({
  keys: z
    .array(
      z.looseObject({
        kty: z.string(),
        kid: z.string().optional(),
        use: z.string().optional(),
        alg: z.string().optional(),
      }),
    )
    .max(100),
})

/**
 * The keys that a provider publishes at this moment (RFC 7517 §5). Read at every sign-in and never kept, so that a
 * key it has rolled over to works at once and one it has withdrawn no longer does.
 * @throws SignInRejected `token_signature`
 */
export async function fetchSigningKeys(jwksUri: string): Promise<TokenExpectation['keys']> {
  try {
    const text = await fetchDocument({
      url: jwksUri,
      accept: 'application/jwk-set+json, application/json',
      largestBytes: 256 * 1024,
      slowestMs: 10_000,
    })
    return keySetSchema.parse(JSON.parse(text)).keys as TokenExpectation['keys']
  } catch (cause) {
    throw new SignInRejected('token_signature', 'the provider’s signing keys could not be read', cause)
  }
}
