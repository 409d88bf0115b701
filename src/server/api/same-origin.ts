import { env } from '#server/platform/env.ts'

/**
 * Whether a browser sent the request from our own pages. `Sec-Fetch-Site` is the browser's own word
 * (W3C Fetch Metadata) but is sent to trustworthy addresses only; elsewhere `Origin` decides. Neither: no.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  return headers.get('origin') === new URL(env().GATEHOUSE_URL).origin
}
