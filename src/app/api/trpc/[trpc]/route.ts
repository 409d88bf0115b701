import { handleRequest } from '#server/api/handle-request.ts'
import { answerRehearsed } from '#server/http/app.ts'

export const dynamic = 'force-dynamic'

const answer = (request: Request): Promise<Response> => handleRequest(request, answerRehearsed)

export { answer as GET, answer as POST }
