import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { AppError } from '../errors/app-error.ts'
import { JOB_QUEUES } from './job-queues.ts'

export const QUEUE_SCHEMA = 'pgboss'

/** What gatehouse_system needs to run the queue and no more: it owns nothing and creates nothing there. */
const GRANTS = `
  GRANT USAGE ON SCHEMA ${QUEUE_SCHEMA} TO gatehouse_system;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO gatehouse_system;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO gatehouse_system;
`

/** Makes or updates the queue's schema and its queues, as the owner. Part of `gatehouse migrate`, never of a start. */
export async function migrateQueue(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: QUEUE_SCHEMA,
    max: 2,
    supervise: false,
    schedule: false,
    registerInstance: false,
    bamIntervalSeconds: 10,
  })
  let failure: Error | undefined
  boss.on('error', (error) => {
    failure = error
  })
  await boss.start()
  try {
    for (const { name, ...queue } of JOB_QUEUES) {
      await boss.createQueue(name, queue)
      const { policy: _fixedWhenMade, ...changeable } = queue
      await boss.updateQueue(name, changeable)
    }
    await indexesBuilt(boss)
  } finally {
    await boss.stop({ graceful: false })
  }
  if (failure) throw failure
  await grant(ownerUrl)
}

/** An update of the library builds its indexes beside running work; a worker may not, since it owns nothing. */
async function indexesBuilt(boss: PgBoss): Promise<void> {
  for (;;) {
    const builds = await boss.getBamStatus()
    if (builds.some(({ status }) => status === 'failed')) {
      throw new AppError({ code: 'unavailable', message: 'The job queue could not build an index. Migrate again.' })
    }
    if (builds.every(({ status }) => status === 'completed')) return
    await wait(250)
  }
}

async function grant(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(GRANTS)
  } finally {
    await client.end()
  }
}
