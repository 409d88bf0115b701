import { isOpaqueToken } from '../opaque-token.ts'
import { refuseRate } from '../refuse-rate.ts'
import { signInContext } from '../sign-in-context.ts'
import { readBoundedForm, seeOther } from '../sign-in-responses.ts'
import { openSetupLink } from './open-setup-link.ts'
import { resolveSetupLink } from './resolve-setup-link.ts'
import { setupCookie } from './setup-cookie.ts'

/**
 * POST /api/setup/open: a link is used up by a click and not by being looked at, since mail scanners look. The page
 * that posts is ours; one of another site cannot put a browser into somebody else's set-up.
 */
export async function handleOpenSetupLink(request: Request, fromOurPage: boolean): Promise<Response> {
  if (!fromOurPage) return new Response('Open the link itself and go on from there.\n', { status: 403 })
  const { request: origin, now } = signInContext(request.headers)
  const tooMany = await refuseRate('setup-link', [['address', origin.ip]], now())
  if (tooMany) return tooMany
  const token = (await readBoundedForm(request)).get('token') ?? ''
  const opened = await openSetupLink(token, { ...origin, source: 'console' })
  if (opened) return seeOther('/setup', [setupCookie(opened.browserToken, opened.expiresAt, now())])
  // The browser that opened it comes back by the same link.
  if (isOpaqueToken(token) && (await resolveSetupLink(request.headers, origin))) return seeOther('/setup')
  return seeOther('/setup?used=1')
}
