import { answerWebRequest } from '#server/http/answer-web-request.ts'

// main.ts answers these paths before Next sees them; this is for hosts that run Next by itself.
// More specific routes (api/auth, api/sso, api/trpc) win over this one.
export const dynamic = 'force-dynamic'

export {
  answerWebRequest as DELETE,
  answerWebRequest as GET,
  answerWebRequest as PATCH,
  answerWebRequest as POST,
  answerWebRequest as PUT,
}
