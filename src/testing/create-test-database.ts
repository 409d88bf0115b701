import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { TEMPLATE_DATABASE, type TestDatabaseUrls, urlsOf } from './test-cluster.ts'

export type TestDatabase = {
  name: string
  urls: TestDatabaseUrls
  drop: () => Promise<void>
}

/** A migrated, empty database of one's own: a copy of the run's template (about 50 ms). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const cluster = inject('testCluster')
  const name = `test_${randomBytes(8).toString('hex')}`
  const asSuperuser = async (sql: string) => {
    const client = new pg.Client({ connectionString: cluster.superuserUrl })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  await asSuperuser(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} STRATEGY FILE_COPY`)
  return {
    name,
    urls: urlsOf(cluster, name),
    drop: () => asSuperuser(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  }
}
