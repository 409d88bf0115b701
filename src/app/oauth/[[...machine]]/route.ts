import { answerWebRequest } from '#server/http/answer-web-request.ts'

// main.ts answers these paths before Next sees them; this is for hosts that run Next by itself.
export const dynamic = 'force-dynamic'

export { answerWebRequest as GET, answerWebRequest as OPTIONS, answerWebRequest as POST }
