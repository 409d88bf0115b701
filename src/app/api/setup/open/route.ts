import { isSameOrigin } from '#server/api/same-origin.ts'
import { handleOpenSetupLink } from '#server/domains/identity/index.ts'

export const dynamic = 'force-dynamic'

export function POST(request: Request): Promise<Response> {
  return handleOpenSetupLink(request, isSameOrigin(request.headers))
}
