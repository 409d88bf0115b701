import { handleSamlMetadata } from '#server/domains/identity/index.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ tenantId: string }> }

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return handleSamlMetadata((await params).tenantId, request)
}
