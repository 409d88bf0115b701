import type { Hono } from 'hono'
import { authorize } from '#server/domains/access/index.ts'
import {
  createGroup,
  deleteGroup,
  entityTag,
  GROUP_RESOURCE,
  type GroupRecord,
  listScimGroups,
  namesVersion,
  patchGroup,
  presentGroup,
  readScimGroup,
  replaceGroup,
} from '#server/domains/directory/index.ts'
import type { MachineEnv } from '../exchange.ts'
import { type Entered, enter, type ScimContext } from './enter.ts'
import { listResponse } from './list-response.ts'
import { readScimBody } from './read-scim-body.ts'
import { asksFor, readListQuery, readProjection } from './read-scim-query.ts'
import { recordingRejection } from './recording-rejection.ts'
import { scimAnswer } from './scim-answer.ts'

/** RFC 7644 sections 3.3 to 3.6 for /Groups. */
export function addGroupRoutes(app: Hono<MachineEnv>, prefix: string): void {
  app.post(`${prefix}/Groups`, async (c) => {
    const entered = await enter(c)
    const attempt = { resource: 'Group', operation: 'create', id: null } as const
    const group = await recordingRejection(entered.principal, attempt, async () =>
      createGroup(authorize(entered.principal, 'scim:write'), await readScimBody(c)),
    )
    return show(c, entered, group, 201)
  })

  app.get(`${prefix}/Groups`, async (c) => {
    const { principal, base } = await enter(c)
    const shown = readProjection(c, GROUP_RESOURCE)
    const page = await listScimGroups(authorize(principal, 'scim:read'), {
      ...readListQuery(c),
      withMembers: shown.shows('members'),
    })
    const resources = page.records.map((group) => presentGroup(group, base, shown))
    return scimAnswer(200, listResponse(resources, page.total, page.startIndex))
  })

  app.get(`${prefix}/Groups/:id`, async (c) => {
    const entered = await enter(c)
    const { id, withMembers } = addressed(c)
    const group = await readScimGroup(authorize(entered.principal, 'scim:read'), { id, withMembers })
    const known = c.req.header('if-none-match')
    if (known !== undefined && namesVersion(known, group.version)) {
      return scimAnswer(304, null, { ETag: entityTag(group.version) })
    }
    return show(c, entered, group, 200)
  })

  app.put(`${prefix}/Groups/:id`, async (c) => {
    const entered = await enter(c)
    const { id, ifMatch, withMembers } = addressed(c)
    const group = await recordingRejection(
      entered.principal,
      { resource: 'Group', operation: 'replace', id },
      async () =>
        replaceGroup(authorize(entered.principal, 'scim:write'), {
          id,
          ifMatch,
          withMembers,
          body: await readScimBody(c),
        }),
    )
    return show(c, entered, group, 200)
  })

  // 204 without a body, but where `attributes` asks for one (RFC 7644 section 3.5.2).
  app.patch(`${prefix}/Groups/:id`, async (c) => {
    const entered = await enter(c)
    const answers = asksFor(c) === 'something'
    const { id, ifMatch, ...shown } = addressed(c)
    const withMembers = answers && shown.withMembers
    const group = await recordingRejection(entered.principal, { resource: 'Group', operation: 'patch', id }, async () =>
      patchGroup(authorize(entered.principal, 'scim:write'), { id, ifMatch, withMembers, body: await readScimBody(c) }),
    )
    return answers ? show(c, entered, group, 200) : scimAnswer(204, null, { ETag: entityTag(group.version) })
  })

  app.delete(`${prefix}/Groups/:id`, async (c) => {
    const { principal } = await enter(c)
    const { id, ifMatch } = addressed(c)
    await recordingRejection(principal, { resource: 'Group', operation: 'delete', id }, () =>
      deleteGroup(authorize(principal, 'scim:write'), { id, ifMatch }),
    )
    return scimAnswer(204, null)
  })
}

function addressed(c: ScimContext): { id: string; ifMatch: string | undefined; withMembers: boolean } {
  return {
    id: c.req.param('id') ?? '',
    ifMatch: c.req.header('if-match'),
    withMembers: readProjection(c, GROUP_RESOURCE).shows('members'),
  }
}

function show(c: ScimContext, { base }: Entered, group: GroupRecord, status: 200 | 201): Response {
  return scimAnswer(status, presentGroup(group, base, readProjection(c, GROUP_RESOURCE)), {
    ETag: entityTag(group.version),
    Location: `${base}/Groups/${group.id}`,
  })
}
