import type { Queue } from 'pg-boss'

const MINUTES = 60
const DAYS = 24 * 60 * MINUTES

const DEAD_LETTERS = 'dead-letters'
/** What failed for good stays this long to be looked at and sent again. */
export const DEAD_LETTER_DAYS = 30

/** Payloads of what leaves through the outbox, by topic. Ids and names of things; never a person's data. */
export type OutboxTopics = {
  'notify-owners': {
    notice:
      | 'api-key.create'
      | 'scim-token.create'
      | 'scim-token.expiring'
      | 'sso-connection.create'
      | 'sso-connection.delete'
      | 'sso-connection.update'
      | 'sso-connection.vouch'
      | 'sso-connection.unvouch'
      | 'sso-certificate.expiring'
      | 'sso-metadata.failing'
      | 'sso-policy.update'
      | 'sso-domain.verify'
      | 'sso-domain.missing'
      | 'sso-domain.lost'
      | 'break-glass.enter'
      | 'directory-removals.pause'
      | 'directory.live'
      | 'webhook.create'
      | 'webhook.pause'
      | 'webhook.gone'
    /** Who did it, looked up when the mail is written. */
    actor: { type: 'user' | 'api-key' | 'directory' | 'setup-link' | 'system'; id: string | null }
    target: { id: string; name: string }
  }
  'send-invitation': { invitationId: string }
  /** Waiting changes of the tenant become messages. */
  'lay-out-webhooks': Record<string, never>
  'deliver-webhooks': { endpointId: string }
}
export type OutboxTopic = keyof OutboxTopics
export const OUTBOX_TOPICS = [
  'notify-owners',
  'send-invitation',
  'lay-out-webhooks',
  'deliver-webhooks',
] as const satisfies readonly OutboxTopic[]

/** Work that the clock starts. */
export const SCHEDULED_JOBS = {
  'ensure-audit-partitions': { cron: '17 3 * * *' },
  'remove-expired': { cron: '7 * * * *' },
  'check-connections': { cron: '41 4 * * *' },
} as const
export type ScheduledJob = keyof typeof SCHEDULED_JOBS

/**
 * Nine attempts over about two hours (10 s doubling to 30 min), then the dead letters. A failed job is
 * kept longer than its outbox row lives, so a row is never handed over again because its job was tidied away.
 */
const OUTBOX_QUEUE = {
  policy: 'standard',
  retryLimit: 8,
  retryDelay: 10,
  retryBackoff: true,
  retryDelayMax: 30 * MINUTES,
  expireInSeconds: 2 * MINUTES,
  retentionSeconds: (DEAD_LETTER_DAYS + 5) * DAYS,
  deleteAfterSeconds: (DEAD_LETTER_DAYS + 5) * DAYS,
  deadLetter: DEAD_LETTERS,
} as const satisfies Omit<Queue, 'name'>

/** A run that is missed or fails is made good by the next one. `singleton`: never two at once. */
const SCHEDULED_QUEUE = {
  policy: 'singleton',
  retryLimit: 3,
  retryDelay: 30,
  retryBackoff: true,
  expireInSeconds: 10 * MINUTES,
  deleteAfterSeconds: 7 * DAYS,
} as const satisfies Omit<Queue, 'name'>

/** Every queue there is; a queue others name as dead letter comes first. */
export const JOB_QUEUES: readonly Queue[] = [
  {
    name: DEAD_LETTERS,
    policy: 'standard',
    retryLimit: 0,
    retentionSeconds: DEAD_LETTER_DAYS * DAYS,
    deleteAfterSeconds: 7 * DAYS,
  },
  ...OUTBOX_TOPICS.map((name) => ({ name, ...OUTBOX_QUEUE })),
  ...Object.keys(SCHEDULED_JOBS).map((name) => ({ name, ...SCHEDULED_QUEUE })),
]
