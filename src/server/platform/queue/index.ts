export { dispatchOutbox, type OutboxJob } from './dispatch-outbox.ts'
export { enqueue, wakeDispatcher } from './enqueue.ts'
export {
  DEAD_LETTER_DAYS,
  OUTBOX_TOPICS,
  type OutboxTopic,
  type OutboxTopics,
  SCHEDULED_JOBS,
  type ScheduledJob,
} from './job-queues.ts'
export { migrateQueue } from './migrate-queue.ts'
export { openQueue } from './open-queue.ts'
export { startOutboxDispatcher } from './outbox-dispatcher.ts'
