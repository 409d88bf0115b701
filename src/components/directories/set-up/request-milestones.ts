import type { z } from 'zod'
import type { ProvisioningKind, provisioningActivityOutput } from '#contracts/provisioning-log.ts'

export type Activity = z.infer<typeof provisioningActivityOutput>
export type Milestone = {
  title: string
  /** What makes it happen. */
  waitingFor: string
  state: 'waiting' | 'received' | 'refused'
  at: string | null
  status: number | null
}

const TESTS: readonly ProvisioningKind[] = [
  'user.list',
  'user.search',
  'user.read',
  'group.list',
  'group.search',
  'discovery',
]
const PEOPLE: readonly ProvisioningKind[] = ['user.create', 'user.replace', 'user.patch', 'bulk']
const GROUPS: readonly ProvisioningKind[] = ['group.create', 'group.replace', 'group.patch', 'bulk']

/** How far a provider has come, from the kinds of requests that it has sent. */
export function requestMilestones(activity: Activity, sendsGroups: boolean): Milestone[] {
  return [
    milestone('Connection test', 'Test the connection at the provider.', TESTS, activity),
    milestone('First person', 'Assign a person and start provisioning.', PEOPLE, activity),
    ...(sendsGroups ? [milestone('First group', 'Push or assign a group.', GROUPS, activity)] : []),
  ]
}

/** One that went well is enough; only where none did, the newest refusal is shown. */
function milestone(
  title: string,
  waitingFor: string,
  kinds: readonly ProvisioningKind[],
  activity: Activity,
): Milestone {
  const seen = activity.kinds
    .filter(({ kind }) => kinds.includes(kind))
    .sort((one, other) => (one.lastAt < other.lastAt ? 1 : -1))
  const good = seen.find(({ lastStatus }) => lastStatus < 400)
  const shown = good ?? seen[0]
  if (!shown) return { title, waitingFor, state: 'waiting', at: null, status: null }
  return { title, waitingFor, state: good ? 'received' : 'refused', at: shown.lastAt, status: shown.lastStatus }
}
