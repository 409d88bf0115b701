import { entityTag, type JsonRecord, namesVersion, requireVersion } from '#server/domains/directory/index.ts'
import type { ScimContext } from './enter.ts'
import { scimAnswer } from './scim-answer.ts'

/** One resource, or 304 where the client has this version (RFC 7644 section 3.14). @throws AppError `precondition_failed` */
export function answerRead(c: ScimContext, version: number, location: string, show: () => JsonRecord): Response {
  requireVersion({ ifMatch: c.req.header('if-match') }, version)
  const known = c.req.header('if-none-match')
  if (known !== undefined && namesVersion(known, version)) return scimAnswer(304, null, { ETag: entityTag(version) })
  return scimAnswer(200, show(), { ETag: entityTag(version), Location: location })
}
