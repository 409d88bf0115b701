import { entityTag } from '#server/domains/directory/index.ts'
import { carryOut, type Verb } from './carry-out.ts'
import { enter, type ScimContext } from './enter.ts'
import { readScimBody } from './read-scim-body.ts'
import { readWanted } from './read-scim-query.ts'
import { scimAnswer } from './scim-answer.ts'

/** A request that changes one resource. */
export async function answerChange(c: ScimContext, verb: Verb, resource: 'User' | 'Group'): Promise<Response> {
  const outcome = await carryOut(await enter(c), verb, {
    resource,
    id: c.req.param('id') ?? '',
    // What a POST is about is not there yet: it meets If-None-Match: *, and another one's userName is 409.
    ifMatch: verb === 'POST' ? undefined : c.req.header('if-match'),
    ifNoneMatch: verb === 'POST' ? undefined : c.req.header('if-none-match'),
    body: () => readScimBody(c),
    wanted: readWanted(c),
  })
  const { status, version, location } = outcome
  return scimAnswer(status, outcome.resource, {
    ...(version === undefined ? {} : { ETag: entityTag(version) }),
    ...(location === undefined || status === 204 ? {} : { Location: location }),
  })
}
