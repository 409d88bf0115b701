import type { Hono } from 'hono'
import { authorize } from '#server/domains/access/index.ts'
import {
  confirmAccess,
  type JsonRecord,
  resourceTypes,
  SCIM_PAGE_LIMIT,
  schemas,
  serviceProviderConfig,
} from '#server/domains/directory/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { MachineEnv } from '../exchange.ts'
import { enter, type ScimContext } from './enter.ts'
import { listResponse } from './list-response.ts'
import { scimAnswer } from './scim-answer.ts'

/** RFC 7644 section 4. Read with a token, like everything here. */
export function addDiscoveryRoutes(app: Hono<MachineEnv>, prefix: string): void {
  app.get(`${prefix}/ServiceProviderConfig`, async (c) =>
    scimAnswer(200, serviceProviderConfig(await confirmed(c), SCIM_PAGE_LIMIT)),
  )
  app.get(`${prefix}/ResourceTypes`, async (c) => scimAnswer(200, listResponse(resourceTypes(await confirmed(c)))))
  app.get(`${prefix}/ResourceTypes/:id`, async (c) => one(resourceTypes(await confirmed(c)), c.req.param('id')))
  app.get(`${prefix}/Schemas`, async (c) => scimAnswer(200, listResponse(schemas(await confirmed(c)))))
  // The one id that clients may escape: it is a URN, and its colons are.
  app.get(`${prefix}/Schemas/:id`, async (c) => one(schemas(await confirmed(c)), c.req.param('id')))
}

async function confirmed(c: ScimContext): Promise<string> {
  const { principal, base } = await enter(c)
  // RFC 7644 section 4: a filter here is refused, so that nobody takes part of it for all of it.
  if (c.req.query('filter') !== undefined) {
    throw new AppError({ code: 'forbidden', message: 'This list cannot be filtered. Read it without a filter.' })
  }
  await confirmAccess(authorize(principal, 'scim:read'))
  return base
}

function one(described: JsonRecord[], id: string): Response {
  const found = described.find((item) => item.id === id)
  if (!found) throw new AppError({ code: 'not_found', message: 'There is no description with that id. Read the list.' })
  return scimAnswer(200, found)
}
