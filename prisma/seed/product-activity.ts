import type { HistoryEvent } from '#server/domains/audit/index.ts'
import type { CastMember } from './demo-cast.ts'
import type { DemoEvents } from './demo-events.ts'
import type { SeededRandom } from './seeded-random.ts'

type Activity = {
  action: string
  target: string
  names: readonly string[]
  weight: number
  /** Departments that do it; everybody where none are named. */
  departments?: readonly string[]
  failure?: { result: 'failure' | 'denied'; reason: string; probability: number }
  metadata?: (random: SeededRandom) => Record<string, unknown>
}

const DOCUMENTS = [
  'Q3 forecast',
  'Master agreement',
  'Onboarding guide',
  'Incident review',
  'Price list',
  'Board pack',
  'Audit plan',
]
const WORKFLOWS = [
  'invoice-approval',
  'vendor-onboarding',
  'access-review',
  'lead-routing',
  'refund',
  'contract-renewal',
]
const REPORTS = ['Pipeline by region', 'Open tickets', 'Cost by team', 'Headcount', 'Usage by plan']
const SERVICES = { deploy: 'svc-deploy', sync: 'svc-crm-sync', backup: 'svc-backup' }

const ACTIVITIES: readonly Activity[] = [
  { action: 'document.view', target: 'document', names: DOCUMENTS, weight: 30 },
  { action: 'document.update', target: 'document', names: DOCUMENTS, weight: 14 },
  {
    action: 'document.export',
    target: 'document',
    names: DOCUMENTS,
    weight: 7,
    failure: { result: 'denied', reason: 'download_blocked', probability: 0.08 },
    metadata: (random) => ({ format: random.pick(['pdf', 'csv', 'xlsx']), rows: random.between(12, 9_000) }),
  },
  {
    action: 'document.share',
    target: 'document',
    names: DOCUMENTS,
    weight: 5,
    metadata: (random) => ({ people: random.between(1, 9) }),
  },
  {
    action: 'workflow.execute',
    target: 'workflow',
    names: WORKFLOWS,
    weight: 18,
    failure: { result: 'failure', reason: 'timeout', probability: 0.03 },
    metadata: (random) => ({ durationMs: random.between(80, 12_000) }),
  },
  {
    action: 'workflow.update',
    target: 'workflow',
    names: WORKFLOWS,
    weight: 4,
    departments: ['Engineering', 'Operations', 'IT'],
    failure: { result: 'denied', reason: 'needs_approval', probability: 0.05 },
  },
  {
    action: 'report.view',
    target: 'report',
    names: REPORTS,
    weight: 10,
    departments: ['Sales', 'Finance', 'Operations', 'Research', 'People'],
  },
  { action: 'ticket.close', target: 'ticket', names: [], weight: 16, departments: ['Support'] },
  {
    action: 'dataset.query',
    target: 'dataset',
    names: ['events', 'accounts', 'billing'],
    weight: 9,
    departments: ['Research', 'Engineering', 'Security'],
  },
  { action: 'payment.approve', target: 'payment', names: [], weight: 6, departments: ['Finance'] },
]

/** One thing that a person does in the product. */
export function activityOf(person: CastMember, at: Date, events: DemoEvents, random: SeededRandom): HistoryEvent {
  const open = ACTIVITIES.filter(({ departments }) => !departments || departments.includes(person.department))
  const activity = open[random.weighted(open.map(({ weight }) => weight))] as Activity
  const { failure } = activity
  const failed = failure && random.chance(failure.probability)
  return events.ofProduct(at, {
    action: activity.action,
    actor: person,
    target: targetOf(activity, random),
    ...(failed && { outcome: { result: failure.result, reason: failure.reason } }),
    ...(activity.metadata && { metadata: activity.metadata(random) }),
  })
}

/** Work that an agent does for someone, under its own name. */
export function agentRun(at: Date, events: DemoEvents, random: SeededRandom): HistoryEvent {
  const index = random.between(0, WORKFLOWS.length - 1)
  const failed = random.chance(0.04)
  return events.ofProduct(at, {
    action: 'workflow.execute',
    actor: { type: 'agent', id: `agent-${random.pick(['triage', 'reconcile', 'summary'])}` },
    target: { type: 'workflow', id: `workflow-${index + 1}`, name: WORKFLOWS[index] as string },
    ...(failed && { outcome: { result: 'failure', reason: 'tool_error' } }),
    metadata: { steps: random.between(2, 24), durationMs: random.between(900, 60_000) },
  })
}

/** A deployment: begun and, some minutes later, finished. */
export function deployment(at: Date, events: DemoEvents, random: SeededRandom): HistoryEvent[] {
  const actor = { type: 'service', id: SERVICES.deploy } as const
  const target = { type: 'deployment', id: `dep-${random.hex(8)}` }
  const metadata = { environment: random.chance(0.4) ? 'production' : 'staging', revision: random.hex(12) }
  const done = new Date(at.getTime() + random.between(90, 600) * 1000)
  const failed = random.chance(0.07)
  return [
    events.ofProduct(at, { action: 'deployment.start', actor, target, metadata }),
    events.ofProduct(done, {
      action: 'deployment.finish',
      actor,
      target,
      ...(failed && { outcome: { result: 'failure', reason: 'health_check' } }),
      metadata,
    }),
  ]
}

export function nightlyBackup(at: Date, events: DemoEvents, random: SeededRandom): HistoryEvent {
  return events.ofProduct(at, {
    action: 'backup.complete',
    actor: { type: 'service', id: SERVICES.backup },
    target: { type: 'backup', id: `bak-${at.toISOString().slice(0, 10)}` },
    metadata: { megabytes: random.between(18_000, 24_000) },
  })
}

export function integrationSync(at: Date, events: DemoEvents, random: SeededRandom): HistoryEvent {
  const failed = random.chance(0.02)
  return events.ofProduct(at, {
    action: 'integration.sync',
    actor: { type: 'service', id: SERVICES.sync },
    target: { type: 'integration', id: 'crm', name: 'CRM' },
    ...(failed && { outcome: { result: 'failure', reason: 'upstream_unavailable' } }),
    metadata: { records: random.between(0, 1_400) },
  })
}

function targetOf(activity: Activity, random: SeededRandom): { type: string; id: string; name?: string } {
  if (activity.names.length === 0)
    return { type: activity.target, id: `${activity.target}-${random.between(1_000, 9_999)}` }
  const index = random.between(0, activity.names.length - 1)
  return { type: activity.target, id: `${activity.target}-${index + 1}`, name: activity.names[index] as string }
}
