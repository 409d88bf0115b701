import type { AuditEvent } from '#contracts/audit-events.ts'
import { type DirectoryPrincipal, hashOfPresentedToken, type JsonRecord } from '#server/domains/directory/index.ts'
import { newId } from '#server/platform/new-id.ts'
import { bufferRequest } from './log-buffer.ts'
import type { AnsweredRequest } from './log-entry.ts'
import { deedOf } from './request-facts.ts'

type Asked = Pick<AnsweredRequest, 'requestId' | 'method' | 'path' | 'query' | 'ip' | 'userAgent'> & {
  authorization: string | undefined
}

/** What the SCIM door learns of one request while it answers it. */
export class RequestObserver {
  principal: DirectoryPrincipal | null = null
  /** The body as it was parsed. */
  requestBody: unknown
  requestBytes = 0
  situation: string | null = null
  readonly #done: AnsweredRequest['done'][number][] = []
  readonly #at = new Date()
  readonly #started = performance.now()

  /** To be told of each event that the request leaves (RequestContext.heard). */
  readonly heard = (event: AuditEvent, seq: number): void => {
    const ids = (type: string) => event.targets.filter((target) => target.type === type).map(({ id }) => id)
    this.#done.push({ deed: deedOf(event), users: ids('user'), groups: ids('group'), seq })
  }

  /** Hands over what is known. @param body what was answered, as it was before it became text */
  answered(asked: Asked, answer: { status: number; body: JsonRecord | null; bytes: number }): void {
    const { authorization, ...rest } = asked
    bufferRequest({
      ...rest,
      id: newId(),
      at: this.#at,
      durationMs: performance.now() - this.#started,
      principal: this.principal,
      presented: this.principal ? null : hashOfPresentedToken(authorization),
      status: answer.status,
      situation: answer.status < 400 ? null : this.situation,
      requestBody: this.requestBody,
      requestBytes: this.requestBytes,
      responseBody: answer.body,
      responseBytes: answer.bytes,
      done: this.#done,
    })
  }
}
