import type { Hono } from 'hono'
import { authorize } from '#server/domains/access/index.ts'
import { confirmAccess } from '#server/domains/directory/index.ts'
import type { MachineEnv } from '../exchange.ts'
import { about } from './about.ts'
import { readBulkRequest } from './bulk-request.ts'
import { enter } from './enter.ts'
import { limitRequests } from './limit-requests.ts'
import { readScimBody } from './read-scim-body.ts'
import { runBulk } from './run-bulk.ts'
import { scimAnswer } from './scim-answer.ts'

/** RFC 7644 section 3.7. Each operation asks for the permission that a request of its own would. */
export function addBulkRoutes(app: Hono<MachineEnv>, prefix: string): void {
  app.post(`${prefix}/Bulk`, async (c) => {
    const entered = await enter(c)
    const { principal } = entered
    const request = readBulkRequest(await readScimBody(c))
    await confirmAccess(authorize(principal, 'scim:read', about(principal, 'scim_discovery')))
    limitRequests(principal.tenantId, Math.max(0, request.operations.length - 1))
    return scimAnswer(200, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'],
      Operations: await runBulk(entered, request),
    })
  })
}
