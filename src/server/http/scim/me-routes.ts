import type { Hono } from 'hono'
import { authorize } from '#server/domains/access/index.ts'
import { confirmAccess } from '#server/domains/directory/index.ts'
import type { MachineEnv } from '../exchange.ts'
import { about } from './about.ts'
import { enter } from './enter.ts'
import { scimAnswer, scimErrorBody } from './scim-answer.ts'

/**
 * RFC 7644 section 3.11: behind a directory's token there is a provider and no person, so that /Me stands for nobody.
 * 501 says so for every method; who may not come in is told that first.
 */
export function addMeRoutes(app: Hono<MachineEnv>, prefix: string): void {
  app.on(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], `${prefix}/Me`, async (c) => {
    const { principal } = await enter(c)
    await confirmAccess(authorize(principal, 'scim:read', about(principal, 'scim_discovery')))
    const detail = 'This token stands for a directory and not for a person. Use /Users with the id of the person.'
    return scimAnswer(501, scimErrorBody({ status: 501, detail }))
  })
}
