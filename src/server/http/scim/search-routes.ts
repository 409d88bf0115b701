import type { Hono } from 'hono'
import { authorize } from '#server/domains/access/index.ts'
import { presentGroup, presentUser, searchResources } from '#server/domains/directory/index.ts'
import type { MachineEnv } from '../exchange.ts'
import { enter } from './enter.ts'
import { pageResponse } from './list-response.ts'
import { projectionOf } from './read-scim-query.ts'
import { readSearchRequest } from './read-search-request.ts'
import { scimAnswer } from './scim-answer.ts'

/** RFC 7644 section 3.4.3 at the root: people and groups in one list. */
export function addSearchRoutes(app: Hono<MachineEnv>, prefix: string): void {
  app.post(`${prefix}/.search`, async (c) => {
    const entered = await enter(c)
    const { principal, base } = entered
    const asked = await readSearchRequest(c)
    const [ofUsers, ofGroups] = [
      await projectionOf(entered, 'User', asked),
      await projectionOf(entered, 'Group', asked),
    ]
    const page = await searchResources(authorize(principal, 'scim:read'), {
      ...asked,
      withGroups: ofUsers.shows('groups'),
      withMembers: ofGroups.shows('members'),
    })
    const resources = page.records.map((found) =>
      found.type === 'User' ? presentUser(found.record, base, ofUsers) : presentGroup(found.record, base, ofGroups),
    )
    return scimAnswer(200, pageResponse(resources, page))
  })
}
