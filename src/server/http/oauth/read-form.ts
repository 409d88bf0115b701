import type { Context } from 'hono'
import { OAuthRefusal } from '#server/domains/applications/index.ts'
import type { MachineEnv } from '../exchange.ts'

/**
 * The form of a request. RFC 6749 §3.2: no parameter more than once, and one without a value is not there.
 * @throws OAuthRefusal `invalid_request`
 */
export async function readForm(c: Context<MachineEnv>): Promise<URLSearchParams> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded')
    throw new OAuthRefusal('invalid_request', 'Send the parameters as application/x-www-form-urlencoded.')
  const form = new URLSearchParams()
  for (const [name, value] of new URLSearchParams(await c.req.text())) {
    if (value === '') continue
    if (value.includes('\0')) throw new OAuthRefusal('invalid_request', 'A parameter holds a NUL character.')
    if (form.has(name)) throw new OAuthRefusal('invalid_request', 'A parameter is there more than once.')
    form.set(name, value)
  }
  return form
}
