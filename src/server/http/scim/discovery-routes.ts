import type { Hono } from 'hono'
import { authorize } from '#server/domains/access/index.ts'
import {
  CURSOR_SECONDS,
  confirmAccess,
  type JsonRecord,
  readResourceTypes,
  resourceTypes,
  SCIM_PAGE_DEFAULT,
  SCIM_PAGE_LIMIT,
  schemas,
  serviceProviderConfig,
} from '#server/domains/directory/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { MachineEnv } from '../exchange.ts'
import { about } from './about.ts'
import { enter, type ScimContext } from './enter.ts'
import { listResponse } from './list-response.ts'
import { scimAnswer } from './scim-answer.ts'

/** RFC 7644 section 4. Read with a token, like everything here. */
export function addDiscoveryRoutes(app: Hono<MachineEnv>, prefix: string): void {
  app.get(`${prefix}/ServiceProviderConfig`, async (c) =>
    scimAnswer(200, serviceProviderConfig(await confirmed(c), PAGING)),
  )
  app.get(`${prefix}/ResourceTypes`, async (c) => scimAnswer(200, listResponse(await described(c, resourceTypes))))
  app.get(`${prefix}/ResourceTypes/:id`, async (c) => one(await described(c, resourceTypes), c.req.param('id')))
  app.get(`${prefix}/Schemas`, async (c) => scimAnswer(200, listResponse(await described(c, schemas))))
  // The one id that clients may escape: it is a URN, and its colons are.
  app.get(`${prefix}/Schemas/:id`, async (c) => one(await described(c, schemas), c.req.param('id')))
}

const PAGING = { pageDefault: SCIM_PAGE_DEFAULT, pageLimit: SCIM_PAGE_LIMIT, cursorSeconds: CURSOR_SECONDS }

async function confirmed(c: ScimContext): Promise<string> {
  const { scope, base } = await entering(c)
  await confirmAccess(scope)
  return base
}

async function described(c: ScimContext, inWords: typeof schemas): Promise<JsonRecord[]> {
  const { scope, base } = await entering(c)
  return inWords(await readResourceTypes(scope), base)
}

async function entering(c: ScimContext) {
  const { principal, base } = await enter(c)
  // RFC 7644 section 4: a filter here is refused, so that nobody takes part of it for all of it.
  if (c.req.query('filter') !== undefined) {
    throw new AppError({ code: 'forbidden', message: 'This list cannot be filtered. Read it without a filter.' })
  }
  return { scope: authorize(principal, 'scim:read', about(principal, 'scim_discovery')), base }
}

function one(known: JsonRecord[], id: string): Response {
  const found = known.find((item) => item.id === id)
  if (!found) throw new AppError({ code: 'not_found', message: 'There is no description with that id. Read the list.' })
  return scimAnswer(200, found)
}
