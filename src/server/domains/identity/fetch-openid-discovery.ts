import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { z } from 'zod'
import { AppError } from '#server/platform/errors/app-error.ts'
import { isDemoAddress, isOwnNetwork } from '#server/platform/outside-address.ts'
import { fetchDocument } from './fetch-document.ts'

const WELL_KNOWN = '/.well-known/openid-configuration'
const LARGEST_DOCUMENT = 128 * 1024
const SLOWEST_MS = 10_000

const discoverySchema = z.looseObject({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  userinfo_endpoint: z.url(),
  jwks_uri: z.url(),
  /** RP-Initiated Logout §2.1. */
  end_session_endpoint: z.url().optional(),
})
export type OpenidDiscovery = z.infer<typeof discoverySchema>

/**
 * Reads a provider's configuration (OpenID Connect Discovery §4). Every address in it must be one that we
 * may call: https, and no machine of our own network.
 *
 * @throws AppError `invalid_input` that says what the admin has to look at
 */
export async function fetchOpenidDiscovery(discoveryUrl: string): Promise<OpenidDiscovery> {
  if (!discoveryUrl.endsWith(WELL_KNOWN)) throw refused(`The discovery address ends in ${WELL_KNOWN}.`)
  await refuseUncallable(discoveryUrl)
  const parsed = discoverySchema.safeParse(await fetchJson(discoveryUrl))
  if (!parsed.success) {
    const [first] = parsed.error.issues
    throw refused(`The provider’s configuration lacks ${first?.path.join('.') || 'its fields'} or has it wrong.`)
  }
  await checkOpenidDiscovery(parsed.data)
  // §4.3: the issuer must be the address it was found under.
  if (parsed.data.issuer.replace(/\/$/, '') !== discoveryUrl.slice(0, -WELL_KNOWN.length)) {
    throw refused('The provider’s configuration names another issuer than the address it was found under.')
  }
  return parsed.data
}

/** @throws AppError `invalid_input` where an address in it is none that we may call */
export async function checkOpenidDiscovery(discovery: OpenidDiscovery): Promise<void> {
  const { issuer, authorization_endpoint, token_endpoint, userinfo_endpoint, jwks_uri } = discovery
  for (const url of [issuer, authorization_endpoint, token_endpoint, userinfo_endpoint, jwks_uri])
    await refuseUncallable(url)
}

/** Where browsers go to sign out at an OpenID provider; null where it offers no such address. */
export function openidLogoutService(
  discovery: OpenidDiscovery,
): { url: string; responseUrl: null; binding: null } | null {
  const address = discovery.end_session_endpoint
  if (!address) return null
  const url = new URL(address)
  return url.protocol === 'https:' || isDemoAddress(url) ? { url: address, responseUrl: null, binding: null } : null
}

async function refuseUncallable(address: string): Promise<void> {
  const url = new URL(address)
  if (isDemoAddress(url)) return
  if (url.protocol !== 'https:') throw refused(`${url.origin} must begin with https://.`)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  let found: { address: string }[]
  try {
    found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true })
  } catch (cause) {
    throw refused(`${url.hostname} cannot be found. Check its spelling.`, cause)
  }
  if (found.some((one) => isOwnNetwork(one.address))) {
    throw refused(`${url.hostname} is an address inside our own network and is not called.`)
  }
}

async function fetchJson(address: string): Promise<unknown> {
  try {
    const text = await fetchDocument({
      url: address,
      accept: 'application/json',
      largestBytes: LARGEST_DOCUMENT,
      slowestMs: SLOWEST_MS,
    })
    return JSON.parse(text)
  } catch (cause) {
    throw refused(
      'The provider’s configuration could not be read from that address. Open it in a browser to check.',
      cause,
    )
  }
}

function refused(message: string, cause?: unknown): AppError {
  return new AppError({ code: 'invalid_input', message, path: '/discoveryUrl', cause })
}
