import { handleBackchannelLogout } from '#server/domains/identity/index.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ tenantId: string }> }

export async function POST(request: Request, { params }: Context): Promise<Response> {
  return handleBackchannelLogout((await params).tenantId, request)
}
