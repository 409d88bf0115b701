import { Hono } from 'hono'
import { auditListInput, auditListOutput } from '#contracts/audit.ts'
import { auditIngestInput, auditIngestOutput } from '#contracts/audit-ingest.ts'
import { groupsListInput, groupsListOutput } from '#contracts/groups.ts'
import { membersGetInput, membersGetOutput, membersListInput, membersListOutput } from '#contracts/members.ts'
import { setupLinksCreateInput, setupLinksCreateOutput } from '#contracts/setup-links.ts'
import { authorize } from '#server/domains/access/index.ts'
import { ingestEvent, listAuditEvents } from '#server/domains/audit/index.ts'
import { listGroups } from '#server/domains/directory/index.ts'
import { createSetupLink } from '#server/domains/identity/index.ts'
import { getMember, listMembers } from '#server/domains/members/index.ts'
import { notFound } from '#server/platform/errors/app-error.ts'
import type { MachineEnv } from './exchange.ts'
import { plainResponse } from './plain-response.ts'
import { readJson, readQuery } from './read-json.ts'
import { requireApiKey } from './require-api-key.ts'

/** The integrator's API. Each route: credential, contract, permission, one domain call. */
export const apiApp = new Hono<MachineEnv>()

apiApp.post('/audit/events', async (c) => {
  const principal = await requireApiKey(c)
  const input = await readJson(c, auditIngestInput)
  const recorded = await ingestEvent(
    authorize(principal, 'audit:write'),
    input,
    c.req.header('idempotency-key') ?? null,
  )
  return json(201, auditIngestOutput.parse(recorded))
})

apiApp.get('/audit/events', async (c) => {
  const principal = await requireApiKey(c)
  const input = readQuery(c, auditListInput, ['limit'])
  return json(200, auditListOutput.parse(await listAuditEvents(authorize(principal, 'audit:read'), input)))
})

apiApp.get('/members', async (c) => {
  const principal = await requireApiKey(c)
  const input = readQuery(c, membersListInput, ['limit'])
  return json(200, membersListOutput.parse(await listMembers(authorize(principal, 'member:read'), input)))
})

apiApp.get('/members/:id', async (c) => {
  const principal = await requireApiKey(c)
  const input = membersGetInput.safeParse({ id: c.req.param('id') })
  // What cannot be an id names nothing: the same answer as for one that is foreign or gone.
  if (!input.success) throw notFound('person')
  return json(200, membersGetOutput.parse(await getMember(authorize(principal, 'member:read'), input.data)))
})

apiApp.post('/setup-links', async (c) => {
  const principal = await requireApiKey(c)
  const input = await readJson(c, setupLinksCreateInput)
  return json(
    201,
    setupLinksCreateOutput.parse(await createSetupLink(authorize(principal, 'setup-link:create'), input)),
  )
})

apiApp.get('/groups', async (c) => {
  const principal = await requireApiKey(c)
  const input = readQuery(c, groupsListInput, ['limit'])
  return json(200, groupsListOutput.parse(await listGroups(authorize(principal, 'group:read'), input)))
})

function json(status: number, value: unknown): Response {
  return plainResponse(
    status,
    { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    JSON.stringify(value),
  )
}
