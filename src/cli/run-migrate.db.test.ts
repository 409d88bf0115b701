import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { storedRows } from '#testing/test-tenant.ts'

const ROOT = join(import.meta.dirname, '../..')
const MIGRATIONS = join(ROOT, 'prisma/migrations')

async function gatehouse(args: string[], settings: Record<string, string> = {}) {
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [join(ROOT, 'src/cli/gatehouse.ts'), ...args],
      {
        env: { ...process.env, NODE_OPTIONS: '--no-warnings', ...settings },
      },
    )
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, stdout, stderr }
  }
}

const history = () => storedRows('SELECT * FROM _prisma_migrations ORDER BY migration_name')

it('keeps the history that "prisma migrate deploy" would have written', async () => {
  const folders = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const expected = await Promise.all(
    folders
      .map(({ name }) => name)
      .sort()
      .map(async (name) => ({
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        migration_name: name,
        checksum: createHash('sha256')
          .update(await readFile(join(MIGRATIONS, name, 'migration.sql')))
          .digest('hex'),
        started_at: expect.any(Date),
        finished_at: expect.any(Date),
        applied_steps_count: 1,
        logs: null,
        rolled_back_at: null,
      })),
  )
  expect(await history()).toEqual(expected)
})

it('applies nothing and changes nothing the second time', async () => {
  const everything = () =>
    storedRows(
      `SELECT n.nspname, c.relname, c.relkind, c.relowner::regrole::text AS owner, c.relacl::text AS rights
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('public', 'pgboss', 'jackson') ORDER BY 1, 2`,
    )
  const before = [await history(), await everything()]
  expect(await gatehouse(['migrate'])).toEqual({ code: 0, stdout: 'The database is up to date.\n', stderr: '' })
  expect([await history(), await everything()]).toEqual(before)
})

it("makes the libraries' schemas too, owned by the owner", async () => {
  const owners = await storedRows(
    `SELECT nspname AS schema, nspowner::regrole::text AS owner FROM pg_namespace WHERE nspname IN ('pgboss', 'jackson') ORDER BY 1`,
  )
  expect(owners).toEqual([
    { schema: 'jackson', owner: 'gatehouse_owner' },
    { schema: 'pgboss', owner: 'gatehouse_owner' },
  ])
})

it.each([
  ['nothing is set', { DATABASE_URL: '' }, 'DATABASE_URL is not set. Set it to'],
  [
    'an address is no address',
    { DATABASE_URL_APP: 'localhost:5432' },
    'DATABASE_URL_APP must be a postgres:// address.',
  ],
  ['nothing answers', { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c' }, 'The database does not answer. Start it, or'],
  [
    'it may not',
    { DATABASE_URL: process.env.DATABASE_URL_APP as string },
    'The database refuses this to the user of DATABASE_URL.',
  ],
])('says in one line what to do when %s', async (_case, settings, sentence) => {
  const { code, stdout, stderr } = await gatehouse(['migrate'], settings)
  expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 })
  expect(stderr).toContain(sentence)
})

it('names a tenant that is not there', async () => {
  expect(await gatehouse(['verify', 'nowhere'])).toMatchObject({
    code: 1,
    stderr: 'There is no tenant with the short name "nowhere".\n',
  })
})

it('answers an unknown command with the list of commands', async () => {
  const { code, stderr } = await gatehouse(['frobnicate'])
  expect(code).toBe(2)
  expect(stderr).toContain('There is no command "frobnicate".')
  expect(stderr).toContain('gatehouse <command>')
})
