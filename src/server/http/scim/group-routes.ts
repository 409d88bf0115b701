import type { Hono } from 'hono'
import { authorize } from '#server/domains/access/index.ts'
import { listScimGroups, presentGroup, readScimGroup } from '#server/domains/directory/index.ts'
import type { MachineEnv } from '../exchange.ts'
import { about } from './about.ts'
import { answerChange } from './answer-change.ts'
import { answerRead } from './answer-read.ts'
import { enter } from './enter.ts'
import { pageResponse } from './list-response.ts'
import { projectionOf, readListQuery, readWanted } from './read-scim-query.ts'
import { readSearchRequest } from './read-search-request.ts'
import { scimAnswer } from './scim-answer.ts'

/** RFC 7644 sections 3.3 to 3.6 for /Groups. */
export function addGroupRoutes(app: Hono<MachineEnv>, prefix: string): void {
  app.post(`${prefix}/Groups`, (c) => answerChange(c, 'POST', 'Group'))
  app.put(`${prefix}/Groups/:id`, (c) => answerChange(c, 'PUT', 'Group'))
  app.patch(`${prefix}/Groups/:id`, (c) => answerChange(c, 'PATCH', 'Group'))
  app.delete(`${prefix}/Groups/:id`, (c) => answerChange(c, 'DELETE', 'Group'))

  app.get(`${prefix}/Groups`, async (c) => {
    const entered = await enter(c)
    return list(entered, { ...readListQuery(c), ...readWanted(c) })
  })
  app.post(`${prefix}/Groups/.search`, async (c) => {
    const entered = await enter(c)
    return list(entered, await readSearchRequest(c))
  })

  app.get(`${prefix}/Groups/:id`, async (c) => {
    const entered = await enter(c)
    const { principal, base } = entered
    const shown = await projectionOf(entered, 'Group', readWanted(c))
    const group = await readScimGroup(authorize(principal, 'scim:read', about(principal, 'scim_groups')), {
      id: c.req.param('id'),
      withMembers: shown.shows('members'),
    })
    return answerRead(c, group.version, `${base}/Groups/${group.id}`, () => presentGroup(group, base, shown))
  })
}

type Asked = Awaited<ReturnType<typeof readSearchRequest>>

async function list(entered: Awaited<ReturnType<typeof enter>>, asked: Asked): Promise<Response> {
  const { principal, base } = entered
  const shown = await projectionOf(entered, 'Group', asked)
  const page = await listScimGroups(authorize(principal, 'scim:read', about(principal, 'scim_groups')), {
    ...asked,
    withMembers: shown.shows('members'),
  })
  return scimAnswer(
    200,
    pageResponse(
      page.records.map((group) => presentGroup(group, base, shown)),
      page,
    ),
  )
}
