import pg from 'pg'
import { expect, it } from 'vitest'
import { testDatabase } from '#testing/test-database.ts'
import { migrate } from '../db/migrate.ts'
import { migrateQueue, openQueue } from './index.ts'

async function asSuperuser(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: testDatabase().urls.superuser })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

const REFUSAL = {
  code: 'unavailable',
  message:
    'The job queue is missing or older than this version of Gatehouse. Run "gatehouse migrate", then start again.',
}

it('refuses a schema of another version and makes nothing itself', async () => {
  await asSuperuser('UPDATE pgboss.version SET version = version - 1')
  await expect(openQueue()).rejects.toMatchObject(REFUSAL)
  await asSuperuser('UPDATE pgboss.version SET version = version + 1')
  const queue = await openQueue()
  await queue.stop({ graceful: false })
})

it('works again once migrate has made the schema that was missing', async () => {
  await asSuperuser('DROP SCHEMA pgboss CASCADE')
  await expect(openQueue()).rejects.toMatchObject(REFUSAL)
  await migrate({ databaseUrl: testDatabase().urls.superuser, roleUrls: {}, libraries: [migrateQueue] })
  const queue = await openQueue()
  const ours = (await queue.getQueues()).map(({ name }) => name).filter((name) => !name.startsWith('__pgboss__'))
  expect(ours.sort()).toEqual([
    'check-connections',
    'dead-letters',
    'deliver-webhooks',
    'ensure-audit-partitions',
    'lay-out-webhooks',
    'notify-owners',
    'remove-expired',
    'send-invitation',
  ])
  await queue.stop({ graceful: false })
})
