import type { IncomingMessage } from 'node:http'
import { RequestObserver } from '#server/domains/provisioning-log/index.ts'
import type { PlainAnswer } from '../problem.ts'
import { REFUSALS, type Refusal } from './refusal.ts'
import type { SettledRequest } from './settle-request.ts'

type TurnedAway = Pick<SettledRequest, 'requestId' | 'clientIp'> & Pick<Refusal, 'reason' | 'path'>

/** A SCIM request that never reached its application still stands in the log of the directory whose token it held. */
export function recordTurnedAway(
  request: IncomingMessage,
  { requestId, clientIp, path, reason }: TurnedAway,
  answer: PlainAnswer,
): void {
  const { authorization } = request.headers
  if (authorization === undefined) return
  const observer = new RequestObserver()
  observer.situation = REFUSALS[reason].code
  observer.answered(
    {
      requestId,
      method: request.method ?? '',
      path,
      query: '',
      ip: clientIp || undefined,
      userAgent: request.headers['user-agent']?.slice(0, 512),
      authorization,
    },
    { status: answer.status, body: JSON.parse(answer.body), bytes: answer.body.length },
  )
}
