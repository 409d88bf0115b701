import type { Hono } from 'hono'
import { authorize } from '#server/domains/access/index.ts'
import { getUser, listUsers, presentUser } from '#server/domains/directory/index.ts'
import type { MachineEnv } from '../exchange.ts'
import { about } from './about.ts'
import { answerChange } from './answer-change.ts'
import { answerRead } from './answer-read.ts'
import { enter } from './enter.ts'
import { pageResponse } from './list-response.ts'
import { projectionOf, readListQuery, readWanted } from './read-scim-query.ts'
import { readSearchRequest } from './read-search-request.ts'
import { scimAnswer } from './scim-answer.ts'

/** RFC 7644 sections 3.3 to 3.6 for /Users. */
export function addUserRoutes(app: Hono<MachineEnv>, prefix: string): void {
  app.post(`${prefix}/Users`, (c) => answerChange(c, 'POST', 'User'))
  app.put(`${prefix}/Users/:id`, (c) => answerChange(c, 'PUT', 'User'))
  app.patch(`${prefix}/Users/:id`, (c) => answerChange(c, 'PATCH', 'User'))
  app.delete(`${prefix}/Users/:id`, (c) => answerChange(c, 'DELETE', 'User'))

  app.get(`${prefix}/Users`, async (c) => {
    const entered = await enter(c)
    return list(entered, { ...readListQuery(c), ...readWanted(c) })
  })
  app.post(`${prefix}/Users/.search`, async (c) => {
    const entered = await enter(c)
    return list(entered, await readSearchRequest(c))
  })

  app.get(`${prefix}/Users/:id`, async (c) => {
    const entered = await enter(c)
    const { principal, base } = entered
    const shown = await projectionOf(entered, 'User', readWanted(c))
    const user = await getUser(authorize(principal, 'scim:read', about(principal, 'scim_users')), {
      id: c.req.param('id'),
      withGroups: shown.shows('groups'),
    })
    return answerRead(c, user.version, `${base}/Users/${user.id}`, () => presentUser(user, base, shown))
  })
}

type Asked = Awaited<ReturnType<typeof readSearchRequest>>

async function list(entered: Awaited<ReturnType<typeof enter>>, asked: Asked): Promise<Response> {
  const { principal, base } = entered
  const shown = await projectionOf(entered, 'User', asked)
  const page = await listUsers(authorize(principal, 'scim:read', about(principal, 'scim_users')), {
    ...asked,
    withGroups: shown.shows('groups'),
  })
  return scimAnswer(
    200,
    pageResponse(
      page.records.map((user) => presentUser(user, base, shown)),
      page,
    ),
  )
}
