import { isSameOrigin } from '#server/api/same-origin.ts'
import { handlePasskeySignIn } from '#server/domains/identity/index.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ step: string }> }

export async function POST(request: Request, { params }: Context): Promise<Response> {
  // Nobody is signed in from another site's page without noticing.
  if (!isSameOrigin(request.headers)) return new Response('Forbidden\n', { status: 403 })
  return handlePasskeySignIn(request, (await params).step)
}
