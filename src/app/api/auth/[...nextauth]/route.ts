import { handleNextAuth } from '#server/domains/identity/index.ts'

export const dynamic = 'force-dynamic'

type Context = { params: Promise<{ nextauth: string[] }> }

async function handle(request: Request, { params }: Context): Promise<Response> {
  return handleNextAuth(request, (await params).nextauth)
}

export { handle as GET, handle as POST }
