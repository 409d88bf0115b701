import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogueFaults } from '#testing/catalogue-faults.ts'
import { testDatabase } from '#testing/test-database.ts'

let superuser: pg.Client

beforeAll(async () => {
  superuser = new pg.Client({ connectionString: testDatabase().urls.superuser })
  await superuser.connect()
})
afterAll(() => superuser.end())

/** What the catalogue says after `sql`, which is rolled back. */
async function faultsAfter(sql: string): Promise<string[]> {
  await superuser.query('BEGIN')
  try {
    await superuser.query(sql)
    return await catalogueFaults(superuser)
  } finally {
    await superuser.query('ROLLBACK')
  }
}

test('every table, key, index, policy, role, function and grant keeps the tenancy rules', async () => {
  expect(await catalogueFaults(superuser)).toEqual([])
})

test('dropping any one policy is noticed', async () => {
  const { rows } = await superuser.query<{ tablename: string; policyname: string }>(
    `SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'`,
  )
  expect(rows.length).toBeGreaterThan(20)
  for (const { tablename, policyname } of rows) {
    const faults = await faultsAfter(`DROP POLICY ${policyname} ON ${tablename}`)
    expect(faults, `${policyname} on ${tablename}`).toHaveLength(1)
    expect(faults[0]).toContain(tablename)
  }
})

test.each([
  [
    'a table without row-level security',
    'CREATE TABLE loose (tenant_id uuid NOT NULL, id uuid, PRIMARY KEY (tenant_id, id))',
  ],
  ['row-level security that is not forced', 'ALTER TABLE users NO FORCE ROW LEVEL SECURITY'],
  ['a policy without a real WITH CHECK', `ALTER POLICY tenant_isolation ON users WITH CHECK (true)`],
  ['a second permissive policy', 'CREATE POLICY open ON users FOR SELECT TO gatehouse_app USING (true)'],
  [
    'a foreign key that leaves the tenant out',
    'CREATE UNIQUE INDEX roles_id ON roles (id); ALTER TABLE sessions ADD COLUMN r uuid REFERENCES roles (id)',
  ],
  ['a unique index that is not led by the tenant', 'CREATE UNIQUE INDEX users_email_anywhere ON users (email)'],
  ['an app role that bypasses row-level security', 'ALTER ROLE gatehouse_app BYPASSRLS'],
  ['an app role that is superuser', 'ALTER ROLE gatehouse_app SUPERUSER'],
  ['an app role that owns a table', 'ALTER TABLE users OWNER TO gatehouse_app'],
  ['an app role that is a member of another', 'GRANT gatehouse_owner TO gatehouse_app'],
  [
    'a SECURITY DEFINER function without a fixed search_path',
    `CREATE FUNCTION loose() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`,
  ],
  ["a view with its owner's rights", 'CREATE VIEW loose AS SELECT * FROM users'],
  ['a right to change the log', 'GRANT UPDATE ON audit_events TO gatehouse_app'],
  [
    'a right on a partition',
    `DO $$ BEGIN EXECUTE (SELECT format('GRANT SELECT ON %s TO gatehouse_app', min(inhrelid::regclass::text)) FROM pg_inherits WHERE inhparent = 'audit_events'::regclass); END $$`,
  ],
  ['a right for everyone', 'GRANT SELECT ON roles TO PUBLIC'],
  ['an unknown schema', 'CREATE SCHEMA elsewhere'],
])('%s is noticed', async (_what, sql) => {
  expect(await faultsAfter(sql)).not.toEqual([])
})
