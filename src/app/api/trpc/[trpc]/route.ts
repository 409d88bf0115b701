import { handleRequest } from '#server/api/handle-request.ts'

export const dynamic = 'force-dynamic'
export { handleRequest as GET, handleRequest as POST }
