import { discoverSignIn } from './discover-sign-in.ts'
import { refuseRate } from './refuse-rate.ts'
import { signInContext } from './sign-in-context.ts'
import { readBoundedForm, seeOther } from './sign-in-responses.ts'

/**
 * POST /api/sso/discover: from an e-mail address to where its domain signs in. A post, so that no address of a
 * person stands in an address of ours or in anybody's log. It leads to pages of ours only: a form may lead nowhere else.
 */
export async function handleDiscovery(request: Request, clock: () => Date = () => new Date()): Promise<Response> {
  const form = await readBoundedForm(request)
  const { request: asking, now } = signInContext(request.headers, clock)
  const account = (form.get('email') ?? '').trim().toLowerCase()
  const tooMany = await refuseRate(
    'discovery',
    [
      ['address', asking.ip],
      ['account', account],
    ],
    now(),
  )
  if (tooMany) return tooMany
  const next = form.get('next')
  const query = new URLSearchParams(next === null || next === '' ? {} : { next })
  const place = await discoverSignIn(form.get('email') ?? '', asking)
  if (!place) {
    query.set('problem', 'domain')
    return seeOther(`/sign-in?${query}`)
  }
  if (place.connectionId !== null) query.set('connection', place.connectionId)
  return seeOther(`/sign-in/${place.tenantSlug}${query.size > 0 ? `?${query}` : ''}`)
}
