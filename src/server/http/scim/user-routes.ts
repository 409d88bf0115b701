import type { Hono } from 'hono'
import { authorize } from '#server/domains/access/index.ts'
import {
  createUser,
  deleteUser,
  entityTag,
  getUser,
  listUsers,
  namesVersion,
  patchUser,
  presentUser,
  replaceUser,
  USER_RESOURCE,
  type UserRecord,
} from '#server/domains/directory/index.ts'
import type { MachineEnv } from '../exchange.ts'
import { type Entered, enter, type ScimContext } from './enter.ts'
import { listResponse } from './list-response.ts'
import { readScimBody } from './read-scim-body.ts'
import { asksFor, readListQuery, readProjection } from './read-scim-query.ts'
import { recordingRejection } from './recording-rejection.ts'
import { scimAnswer } from './scim-answer.ts'

/** RFC 7644 sections 3.3 to 3.6 for /Users. */
export function addUserRoutes(app: Hono<MachineEnv>, prefix: string): void {
  app.post(`${prefix}/Users`, async (c) => {
    const entered = await enter(c)
    const attempt = { resource: 'User', operation: 'create', id: null } as const
    const user = await recordingRejection(entered.principal, attempt, async () =>
      createUser(authorize(entered.principal, 'scim:write'), await readScimBody(c)),
    )
    return show(c, entered, user, 201)
  })

  app.get(`${prefix}/Users`, async (c) => {
    const { principal, base } = await enter(c)
    const shown = readProjection(c, USER_RESOURCE)
    const page = await listUsers(authorize(principal, 'scim:read'), {
      ...readListQuery(c),
      withGroups: shown.shows('groups'),
    })
    const resources = page.records.map((user) => presentUser(user, base, shown))
    return scimAnswer(200, listResponse(resources, page.total, page.startIndex))
  })

  app.get(`${prefix}/Users/:id`, async (c) => {
    const entered = await enter(c)
    const withGroups = readProjection(c, USER_RESOURCE).shows('groups')
    const user = await getUser(authorize(entered.principal, 'scim:read'), { id: c.req.param('id'), withGroups })
    const known = c.req.header('if-none-match')
    if (known !== undefined && namesVersion(known, user.version)) {
      return scimAnswer(304, null, { ETag: entityTag(user.version) })
    }
    return show(c, entered, user, 200)
  })

  app.put(`${prefix}/Users/:id`, async (c) => {
    const entered = await enter(c)
    const { id, ifMatch } = addressed(c)
    const user = await recordingRejection(entered.principal, { resource: 'User', operation: 'replace', id }, async () =>
      replaceUser(authorize(entered.principal, 'scim:write'), { id, ifMatch, body: await readScimBody(c) }),
    )
    return show(c, entered, user, 200)
  })

  app.patch(`${prefix}/Users/:id`, async (c) => {
    const entered = await enter(c)
    const { id, ifMatch } = addressed(c)
    const user = await recordingRejection(entered.principal, { resource: 'User', operation: 'patch', id }, async () =>
      patchUser(authorize(entered.principal, 'scim:write'), { id, ifMatch, body: await readScimBody(c) }),
    )
    if (asksFor(c) === 'nothing') return scimAnswer(204, null, { ETag: entityTag(user.version) })
    return show(c, entered, user, 200)
  })

  app.delete(`${prefix}/Users/:id`, async (c) => {
    const { principal } = await enter(c)
    const { id, ifMatch } = addressed(c)
    await recordingRejection(principal, { resource: 'User', operation: 'delete', id }, () =>
      deleteUser(authorize(principal, 'scim:write'), { id, ifMatch }),
    )
    return scimAnswer(204, null)
  })
}

function addressed(c: ScimContext): { id: string; ifMatch: string | undefined } {
  return { id: c.req.param('id') ?? '', ifMatch: c.req.header('if-match') }
}

function show(c: ScimContext, { base }: Entered, user: UserRecord, status: 200 | 201): Response {
  return scimAnswer(status, presentUser(user, base, readProjection(c, USER_RESOURCE)), {
    ETag: entityTag(user.version),
    Location: `${base}/Users/${user.id}`,
  })
}
