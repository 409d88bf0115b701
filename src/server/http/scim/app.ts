import { Hono } from 'hono'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { logger } from '#server/platform/observability/logger.ts'
import { metrics } from '#server/platform/observability/metrics.ts'
import type { MachineEnv } from '../exchange.ts'
import { addBulkRoutes } from './bulk-routes.ts'
import { addDiscoveryRoutes } from './discovery-routes.ts'
import { refuseEndedToken } from './enter.ts'
import { addGroupRoutes } from './group-routes.ts'
import { addMeRoutes } from './me-routes.ts'
import { scimError } from './scim-answer.ts'
import { addSearchRoutes } from './search-routes.ts'
import { addUserRoutes } from './user-routes.ts'

/**
 * SCIM 2.0 (RFC 7643, RFC 7644) under /scim/v2, and under /scim/v2/{directoryId} for providers whose
 * address must name the directory. Paths match as they were sent, escapes and all.
 */
export const scimApp = new Hono<MachineEnv>()

const DIRECTORY = '/:directoryId{[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}}'

for (const prefix of ['', DIRECTORY]) {
  addDiscoveryRoutes(scimApp, prefix)
  addUserRoutes(scimApp, prefix)
  addGroupRoutes(scimApp, prefix)
  addSearchRoutes(scimApp, prefix)
  addBulkRoutes(scimApp, prefix)
  addMeRoutes(scimApp, prefix)
}

scimApp.onError(async (raised, c) => {
  const late = isAppError(raised, 'unauthenticated') && c.env?.exchange?.tenantId !== undefined
  const error = late ? await refuseEndedToken(c) : raised
  const observer = c.env?.exchange?.scim
  if (observer) observer.situation = isAppError(error) ? error.code : 'internal'
  if (!c.env?.exchange?.rehearsedAs) metrics().errorAnswered(isAppError(error) ? error.code : 'internal')
  if (!isAppError(error) || error.code === 'internal') {
    logger().error(
      { err: error, requestId: c.env?.exchange?.requestId, tenantId: c.env?.exchange?.tenantId },
      'a SCIM request failed',
    )
  }
  return scimError(error)
})
