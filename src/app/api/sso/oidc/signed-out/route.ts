import { handleOpenidSignedOut } from '#server/domains/identity/index.ts'

export const dynamic = 'force-dynamic'

export function GET(request: Request): Promise<Response> {
  return handleOpenidSignedOut(request)
}
