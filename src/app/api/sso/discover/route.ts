import { handleDiscovery } from '#server/domains/identity/index.ts'

export const dynamic = 'force-dynamic'

export function POST(request: Request): Promise<Response> {
  return handleDiscovery(request)
}
