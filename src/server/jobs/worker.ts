import type { JobWithMetadata, PgBoss } from 'pg-boss'
import { logger } from '#server/platform/observability/logger.ts'
import {
  OUTBOX_TOPICS,
  type OutboxJob,
  type OutboxTopic,
  openQueue,
  SCHEDULED_JOBS,
  type ScheduledJob,
  startOutboxDispatcher,
} from '#server/platform/queue/index.ts'
import { OUTBOX_HANDLERS } from './outbox-handlers.ts'
import { runOutboxJob } from './run-outbox-job.ts'
import { SCHEDULED_HANDLERS } from './scheduled-handlers.ts'

export type Worker = { stop(): Promise<void> }

const DRAIN_MS = 10_000
/** A receiver that does not answer takes ten seconds of its job; the others go on beside it. */
const JOBS_AT_ONCE: Partial<Record<OutboxTopic, number>> = { 'deliver-webhooks': 8 }

/** Starts this process's share of the background work. Any number of processes may. */
export async function startWorker(handlers: typeof OUTBOX_HANDLERS = OUTBOX_HANDLERS): Promise<Worker> {
  const queue = await openQueue()
  const outboxWorkers: string[] = []
  for (const topic of OUTBOX_TOPICS) {
    for (let number = JOBS_AT_ONCE[topic] ?? 1; number > 0; number -= 1) {
      outboxWorkers.push(await workOnOutbox(queue, topic, handlers))
    }
  }
  for (const name of Object.keys(SCHEDULED_JOBS) as ScheduledJob[]) await workOnSchedule(queue, name)
  await forgetOldSchedules(queue)
  // An installation that stood still for months catches up before its first event.
  await queue.send('ensure-audit-partitions')
  const dispatcher = startOutboxDispatcher(queue, () => {
    for (const worker of outboxWorkers) queue.notifyWorker(worker)
  })
  return {
    async stop() {
      await dispatcher.stop()
      await queue.stop({ graceful: true, timeout: DRAIN_MS })
    },
  }
}

async function workOnOutbox(queue: PgBoss, topic: OutboxTopic, handlers: typeof OUTBOX_HANDLERS): Promise<string> {
  const id: Promise<string> = queue.work(
    topic,
    { includeMetadata: true },
    async ([job]: JobWithMetadata<OutboxJob>[]) => {
      if (!job) return
      try {
        // Where there was a job there may be another: the next look is at once, and not in two seconds.
        queue.notifyWorker(await id)
        await runOutboxJob(job.data, handlers)
      } catch (error) {
        const last = job.retryCount >= job.retryLimit
        const facts = {
          err: error,
          job: topic,
          tenantId: job.data.tenantId,
          outboxId: job.data.outboxId,
          attempt: job.retryCount + 1,
        }
        if (last) logger().error(facts, 'a job failed for good and lies among the dead letters')
        else logger().warn(facts, 'a job failed and will be tried again')
        throw error
      }
    },
  )
  return id
}

async function workOnSchedule(queue: PgBoss, name: ScheduledJob): Promise<void> {
  await queue.work(name, async () => {
    try {
      await SCHEDULED_HANDLERS[name](new Date())
    } catch (error) {
      logger().error({ err: error, job: name }, 'scheduled work failed')
      throw error
    }
  })
  await queue.schedule(name, SCHEDULED_JOBS[name].cron, null, { tz: 'UTC' })
}

/** A schedule that an earlier version made would fill a queue that nobody works on. */
async function forgetOldSchedules(queue: PgBoss): Promise<void> {
  for (const { name } of await queue.getSchedules()) {
    if (!(name in SCHEDULED_JOBS)) await queue.unschedule(name)
  }
}
