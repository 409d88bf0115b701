import { PgBoss } from 'pg-boss'
import { env } from '../env.ts'
import { AppError } from '../errors/app-error.ts'
import { logger } from '../observability/logger.ts'
import { QUEUE_SCHEMA } from './migrate-queue.ts'

/** Connects to the queue as gatehouse_system. Makes nothing: that is `gatehouse migrate`'s. */
export async function openQueue(): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: env().DATABASE_URL_SYSTEM,
    application_name: 'gatehouse-queue',
    schema: QUEUE_SCHEMA,
    max: 4,
    migrate: false,
    createSchema: false,
    // Rebuilding indexes takes their owner, and nothing here runs as the owner.
    reindex: false,
    monitorVacuum: false,
  })
  boss.on('error', (error) => logger().warn({ err: error }, 'the job queue met an error'))
  try {
    await boss.start()
  } catch (cause) {
    await boss.stop({ graceful: false }).catch(() => {})
    if (!/not installed|requires migrations/.test(String(cause))) throw cause
    throw new AppError({
      code: 'unavailable',
      message:
        'The job queue is missing or older than this version of Gatehouse. Run "gatehouse migrate", then start again.',
      cause,
    })
  }
  return boss
}
