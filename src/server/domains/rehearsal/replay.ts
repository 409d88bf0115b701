import type { ProvisioningClient } from '#contracts/provisioning-log.ts'
import { REFUSED_SHOWN, type RehearsalResult, type RehearsedRequest } from '#contracts/rehearsals.ts'
import { advise, requestKind } from '#server/domains/provisioning-log/index.ts'
import type { Rehearsal } from '#server/platform/db/index.ts'
import { AppError } from '#server/platform/errors/app-error.ts'
import type { RehearsedDirectory } from './rehearsed-directory.ts'
import type { ScimDoor, ScimReply, ScimRequest } from './scim-door.ts'

const REQUESTS_AT_MOST = 25_000
const SCIM_TYPE = 'application/scim+json'

/** What a request touched: people it named or whose membership it changed, and groups it changed for all their people. */
export type Touch = { n: number; people: ReadonlySet<string>; wholeGroups: ReadonlySet<string> }

/** Sends requests to the SCIM application as the directory's provider and remembers what came of each. */
export class Replay {
  readonly trail: RehearsedRequest[] = []
  readonly touches: Touch[] = []
  readonly refused: RehearsalResult['refused'] = []
  refusedInAll = 0
  changing = 0
  guardRail: RehearsalResult['guardRail'] = null
  readonly #rehearsal: Rehearsal
  readonly #directory: RehearsedDirectory
  readonly #door: ScimDoor
  /** How the words of an error are shown to this reader. */
  readonly #shown: (detail: string) => string

  constructor(
    rehearsal: Rehearsal,
    directory: RehearsedDirectory,
    door: ScimDoor,
    shown: (detail: string) => string = (detail) => detail,
  ) {
    this.#rehearsal = rehearsal
    this.#directory = directory
    this.#door = door
    this.#shown = shown
  }

  async ask(request: ScimRequest, client: ProvisioningClient): Promise<ScimReply> {
    if (this.trail.length >= REQUESTS_AT_MOST) throw tooManyRequests()
    const reply = await this.#door(asRequest(request), this.#directory.principal)
    const { method, path } = request
    const [address = '', query = ''] = path.split('?')
    const asked = requestKind(method, `/scim/v2${address}`, /(^|&)filter=/.test(query))
    const { kind } = asked
    const sent = {
      n: this.trail.length + 1,
      method,
      path: address,
      kind,
      status: reply.status,
      about: request.about ?? null,
    }
    this.trail.push(sent)
    const memberships = this.#rehearsal.takeMemberships()
    if (reply.status >= 400) this.#refuse(sent, reply, client)
    else if (method !== 'GET' && !kind.endsWith('.search')) {
      this.changing += 1
      this.#touch(sent, request, reply, asked, memberships)
    }
    return reply
  }

  #refuse(sent: RehearsedRequest, { status, body, situation }: ScimReply, client: ProvisioningClient): void {
    this.refusedInAll += 1
    if (situation === 'held_back') {
      this.guardRail ??= { request: sent, held: 0 }
      this.guardRail.held += 1
    }
    if (this.refused.length >= REFUSED_SHOWN) return
    const scimType = body?.['scimType']
    this.refused.push({
      ...sent,
      scimType: typeof scimType === 'string' ? scimType : null,
      detail: this.#shown(String(body?.['detail'] ?? '')),
      advice: advise({ status, situation, kind: sent.kind, client }),
    })
  }

  #touch(
    { n }: RehearsedRequest,
    { body }: ScimRequest,
    reply: ScimReply,
    { subject, id }: ReturnType<typeof requestKind>,
    memberships: ReturnType<Rehearsal['takeMemberships']>,
  ): void {
    const people = new Set(memberships.flatMap(({ added, removed }) => [...added, ...removed]))
    const wholeGroups = new Set<string>()
    const about = id ?? (typeof reply.body?.['id'] === 'string' ? reply.body['id'] : null)
    if (subject === 'user' && about !== null) people.add(about)
    // Made, renamed or deleted: then it matters to everybody in it.
    if (subject === 'group' && about !== null && (id === null || body === undefined || namesGroup(body))) {
      wholeGroups.add(about)
    }
    for (const location of locationsOf(reply.body)) {
      if (location.includes('/Users/')) people.add(location.slice(-36))
      else wholeGroups.add(location.slice(-36))
    }
    // A group that comes into another brings its people.
    for (const { groupId, added, removed } of memberships)
      if (added.length + removed.length > 0) wholeGroups.add(groupId)
    this.touches.push({ n, people, wholeGroups })
  }
}

function namesGroup(body: unknown): boolean {
  return JSON.stringify(body).includes('"displayName"')
}

/** Of the operations of a bulk request that went well. */
function locationsOf(body: ScimReply['body']): string[] {
  const operations = Array.isArray(body?.['Operations']) ? body['Operations'] : []
  return operations.flatMap((operation) => {
    const { status, location } = operation as { status?: unknown; location?: unknown }
    return Number(status) < 400 && typeof location === 'string' ? [location] : []
  })
}

function asRequest({ method, path, body }: ScimRequest): Request {
  return new Request(`http://rehearsal.invalid/scim/v2${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': SCIM_TYPE } }),
  })
}

function tooManyRequests(): AppError {
  return new AppError({
    code: 'too_many',
    message: `The provider would send more than ${REQUESTS_AT_MOST} requests, which is the most a rehearsal replays. Rehearse fewer people or groups.`,
  })
}
