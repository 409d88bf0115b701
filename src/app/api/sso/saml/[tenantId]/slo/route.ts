import { handleSamlLogout } from '#server/domains/identity/index.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ tenantId: string }> }

async function answer(request: Request, { params }: Context): Promise<Response> {
  return handleSamlLogout((await params).tenantId, request)
}

export { answer as GET, answer as POST }
