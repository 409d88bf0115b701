import { flushProvisioningLog } from '#server/domains/provisioning-log/index.ts'
import { answerMachine } from '#server/http/app.ts'
import { newId } from '#server/platform/new-id.ts'
import type { CastMember, DemoCast } from './demo-cast.ts'
import type { DemoHistory } from './demo-history.ts'

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const USER_AGENTS = {
  okta: 'Okta SCIM Client 1.0.0',
  entra: 'Microsoft Azure Active Directory Provisioning Agent',
} as const
/** The group that gives no role, so that nobody's access changes beside the leavers'. */
const GROUP = 'People Managers'
/** Too few people to spare two of them. */
const FEWEST = 50

/** Events that `lastPush` leaves; none where it does nothing. */
export function eventsOfLastPush(cast: DemoCast): number {
  return cast.people.length < FEWEST ? 0 : 5
}

/**
 * What the provider sends while the demo is being filled, as real requests to the real SCIM server: two people leave,
 * one of them signed in; one changes their title and leaves a group; one request is refused. So the provisioning log,
 * the leaver receipts and their times are Gatehouse's own, and not made up.
 */
export async function lastPush(input: {
  cast: DemoCast
  history: DemoHistory
  provider: keyof typeof USER_AGENTS
  token: string
}): Promise<void> {
  const { cast, history, provider, token } = input
  if (eventsOfLastPush(cast) === 0) return
  const send = async (method: string, path: string, body?: unknown, expected = 200) => {
    const request = new Request(`http://localhost/scim/v2/${cast.directory.id}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': USER_AGENTS[provider],
        ...(body !== undefined && { 'content-type': 'application/scim+json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const exchange = { requestId: newId(), clientIp: '192.0.2.44', forwarded: false }
    const { status } = await answerMachine(request, { exchange })
    if (status !== expected) throw new Error(`the demo's ${method} ${path} was answered ${status}, not ${expected}`)
  }
  const look = (person: CastMember) =>
    send('GET', `/Users?filter=${encodeURIComponent(`userName eq "${person.userName}"`)}&startIndex=1&count=100`)
  const patch = (path: string, operation: object, expected = 200) =>
    send('PATCH', path, { schemas: [PATCH_OP], Operations: [operation] }, expected)

  const { leavers, mover } = chosen(cast, history)
  const group = cast.groups.find(({ name }) => name === GROUP)
  for (const leaver of leavers) {
    await look(leaver)
    await patch(`/Users/${leaver.id}`, { op: 'replace', value: { active: false } })
  }
  await look(mover)
  await patch(`/Users/${mover.id}`, { op: 'replace', path: 'title', value: `Senior ${mover.title}` })
  if (group) await patch(`/Groups/${group.id}`, { op: 'remove', path: `members[value eq "${mover.id}"]` }, 204)
  await send('POST', '/Users', { schemas: [USER], userName: mover.userName.toUpperCase(), active: true }, 409)
  await flushProvisioningLog()
}

/** Two who stay until now, the first with an open session where there is one, and somebody of the group. */
function chosen(cast: DemoCast, history: DemoHistory): { leavers: CastMember[]; mover: CastMember } {
  const present = cast.people.slice(6).filter((person) => person.leftDay === null)
  const inGroup = new Set(cast.groups.find(({ name }) => name === GROUP)?.memberIds)
  const open = new Map<string, number>()
  for (const { userId, createdAt, revokedAt } of history.sessions) {
    if (revokedAt === null) open.set(userId, Math.max(open.get(userId) ?? 0, createdAt.getTime()))
  }
  const others = present.filter(({ id }) => !inGroup.has(id))
  const newestFirst = [...others].sort((one, other) => (open.get(other.id) ?? 0) - (open.get(one.id) ?? 0))
  const [signedIn, away] = [newestFirst[0], newestFirst.at(-1)]
  const mover = present.find(({ id }) => inGroup.has(id))
  if (!signedIn || !away || !mover) throw new Error('the demo has nobody to spare')
  return { leavers: [signedIn, away], mover }
}
