import pg from 'pg'
import { expect, it } from 'vitest'
import { createTestDatabase } from './create-test-database.ts'
import { testDatabase } from './test-database.ts'

async function query(connectionString: string, sql: string) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

it('gives every file a migrated database that its configuration points at', async () => {
  const { name } = testDatabase()
  const connectionString = process.env.DATABASE_URL_APP ?? ''
  expect(await query(connectionString, 'SELECT current_user AS role, current_database() AS database')).toEqual([
    { role: 'gatehouse_app', database: name },
  ])
  expect(await query(testDatabase().urls.owner, `SELECT to_regclass('tenants') IS NOT NULL AS migrated`)).toEqual([
    { migrated: true },
  ])
})

it('lets every role sign in with its own address', async () => {
  const { superuser, ...urls } = testDatabase().urls
  expect(await query(superuser, 'SELECT current_user AS role')).toEqual([{ role: 'postgres' }])
  for (const [role, url] of Object.entries(urls)) {
    expect(await query(url, 'SELECT current_user AS role')).toEqual([{ role: `gatehouse_${role}` }])
  }
})

it('keeps what one database holds out of the next one and drops it on request', async () => {
  const other = await createTestDatabase()
  await query(testDatabase().urls.superuser, 'CREATE TABLE only_here ()')
  expect(await query(other.urls.superuser, `SELECT to_regclass('only_here') AS found`)).toEqual([{ found: null }])
  await other.drop()
  await expect(query(other.urls.superuser, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
})
