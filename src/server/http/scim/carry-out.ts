import { authorize } from '#server/domains/access/index.ts'
import {
  createGroup,
  createUser,
  deleteGroup,
  deleteUser,
  type GroupRecord,
  type JsonRecord,
  type Preconditions,
  patchGroup,
  patchUser,
  presentGroup,
  presentUser,
  replaceGroup,
  replaceUser,
  type UserRecord,
} from '#server/domains/directory/index.ts'
import { about } from './about.ts'
import type { Entered } from './enter.ts'
import { asksFor, projectionOf, type Wanted } from './read-scim-query.ts'
import { recordingRejection } from './recording-rejection.ts'

/** One change of one resource, as a request of its own or as an operation of a bulk request says it. */
export type Change = {
  resource: 'User' | 'Group'
  id: string
  /** Read where the change is tried, so that a body that cannot be read is a change that was refused. */
  body: () => Promise<unknown>
  wanted: Wanted
} & Preconditions
export type Verb = 'POST' | 'PUT' | 'PATCH' | 'DELETE'
/** `resource` is null where the answer shows none. */
export type Outcome = { status: 200 | 201 | 204; resource: JsonRecord | null; version?: number; location?: string }

const OPERATIONS = { POST: 'create', PUT: 'replace', PATCH: 'patch', DELETE: 'delete' } as const

/** RFC 7644 sections 3.3, 3.5 and 3.6: one domain call; a refusal leaves an event. */
export async function carryOut(entered: Entered, verb: Verb, change: Change): Promise<Outcome> {
  const { resource, id } = change
  const attempt = { resource, operation: OPERATIONS[verb], id: verb === 'POST' ? null : id }
  return recordingRejection(entered.principal, attempt, () =>
    resource === 'User' ? changeOneUser(entered, verb, change) : changeOneGroup(entered, verb, change),
  )
}

async function changeOneUser(entered: Entered, verb: Verb, change: Change): Promise<Outcome> {
  const { principal, base } = entered
  const { id, ifMatch, ifNoneMatch, wanted } = change
  const scope = authorize(principal, 'scim:write', about(principal, 'scim_users'))
  if (verb === 'DELETE') return deleteUser(scope, { id, ifMatch, ifNoneMatch }).then(gone)
  const shown = await projectionOf(entered, 'User', wanted)
  const answer = (user: UserRecord, status: 200 | 201 | 204): Outcome => ({
    status,
    resource: status === 204 ? null : presentUser(user, base, shown),
    version: user.version,
    location: `${base}/Users/${user.id}`,
  })
  const body = await change.body()
  if (verb === 'POST') return answer(await createUser(scope, body), 201)
  if (verb === 'PUT') return answer(await replaceUser(scope, { id, ifMatch, ifNoneMatch, body }), 200)
  const user = await patchUser(scope, { id, ifMatch, ifNoneMatch, body })
  return answer(user, asksFor(wanted) === 'nothing' ? 204 : 200)
}

async function changeOneGroup(entered: Entered, verb: Verb, change: Change): Promise<Outcome> {
  const { principal, base } = entered
  const { id, ifMatch, ifNoneMatch, wanted } = change
  const scope = authorize(principal, 'scim:write', about(principal, 'scim_groups'))
  if (verb === 'DELETE') return deleteGroup(scope, { id, ifMatch, ifNoneMatch }).then(gone)
  const shown = await projectionOf(entered, 'Group', wanted)
  const answer = (group: GroupRecord, status: 200 | 201 | 204): Outcome => ({
    status,
    resource: status === 204 ? null : presentGroup(group, base, shown),
    version: group.version,
    location: `${base}/Groups/${group.id}`,
  })
  const body = await change.body()
  if (verb === 'POST') return answer(await createGroup(scope, body), 201)
  const input = { id, ifMatch, ifNoneMatch, body, withMembers: shown.shows('members') }
  if (verb === 'PUT') return answer(await replaceGroup(scope, input), 200)
  // 204 without a body, but where `attributes` asks for one (RFC 7644 section 3.5.2).
  const answers = asksFor(wanted) === 'something'
  const group = await patchGroup(scope, { ...input, withMembers: answers && input.withMembers })
  return answer(group, answers ? 200 : 204)
}

function gone(): Outcome {
  return { status: 204, resource: null }
}
