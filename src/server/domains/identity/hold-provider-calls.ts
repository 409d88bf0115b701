import { createRequire } from 'node:module'
import { join, sep } from 'node:path'
import { CallRefused, callOutside } from './call-outside.ts'

const LARGEST_ANSWER = 256 * 1024
const SLOWEST_MS = 10_000
const MODULE = sep + join('@boxyhq', 'saml-jackson', 'dist', 'controller', 'oauth', 'oidc-client.js')

type Fetch = (
  url: string | URL,
  options?: { method?: string; headers?: HeadersInit; body?: unknown },
) => Promise<Response>
type ClientModule = { oidcClientConfig?: (input: { discoveryUrl?: string }) => Promise<Record<symbol, Fetch>> }

/**
 * Holds Jackson's own calls to an OpenID provider (token and userinfo endpoint) to the check of call-outside.ts. What
 * was checked when the connection was made may lead elsewhere since: a name resolves anew at every call.
 *
 * Jackson 26.2.0 takes no such setting: each configuration of `openid-client` that it makes gets a fetch of its own,
 * which knows no check. So what makes them is replaced in the module as it is loaded, and ours is set last.
 * @throws Error where that is not how Jackson works any more: then it is not used at all
 */
export function holdProviderCalls(): void {
  const { cache } = createRequire(process.execPath)
  const loaded = Object.entries(cache).flatMap(([file, module]) => (file.endsWith(MODULE) && module ? [module] : []))
  if (loaded.length === 0) throw new Error('Jackson’s OpenID client is not where it was: its calls cannot be held')
  for (const { exports } of loaded as { exports: ClientModule }[]) {
    const make = exports.oidcClientConfig
    if (typeof make !== 'function')
      throw new Error('Jackson makes OpenID clients another way: its calls cannot be held')
    exports.oidcClientConfig = async (input) => {
      // Discovery calls before there is a configuration to hold. Ours is done by fetch-openid-discovery.ts.
      if (input.discoveryUrl) throw new CallRefused('no_answer')
      const config = await make(input)
      const [customFetch, ...others] = Object.getOwnPropertySymbols(Object.getPrototypeOf(config))
      if (!customFetch || others.length > 0) throw new Error('openid-client takes its fetch another way')
      config[customFetch] = checkedFetch
      if (config[customFetch] !== checkedFetch) throw new Error('openid-client did not take the fetch')
      return config
    }
  }
}

/** As much of fetch as openid-client uses. */
const checkedFetch: Fetch = async (url, options = {}) => {
  const method = options.method ?? 'GET'
  if (method !== 'GET' && method !== 'POST') throw new CallRefused('no_answer')
  const headers = Object.fromEntries(new Headers(options.headers))
  const form = options.body instanceof URLSearchParams
  if (form) headers['content-type'] ??= 'application/x-www-form-urlencoded;charset=UTF-8'
  const { body } = options
  if (body !== undefined && body !== null && typeof body !== 'string' && !form) throw new CallRefused('no_answer')
  const text = body === undefined || body === null ? undefined : String(body)
  const answer = await callOutside({
    url: url.toString(),
    method,
    headers: text === undefined ? headers : { ...headers, 'content-length': String(Buffer.byteLength(text)) },
    ...(text === undefined ? {} : { body: text }),
    largestBytes: LARGEST_ANSWER,
    slowestMs: SLOWEST_MS,
  })
  const received = new Headers()
  for (const [name, value] of Object.entries(answer.headers))
    for (const one of [value ?? []].flat()) received.append(name, one)
  const empty = answer.status === 204 || answer.status === 304
  return new Response(empty ? null : answer.body, { status: answer.status, headers: received })
}
