import { answerWebRequest } from '#server/http/answer-web-request.ts'

// As in app/oauth: for hosts that run Next by itself.
export const dynamic = 'force-dynamic'

export { answerWebRequest as GET }
