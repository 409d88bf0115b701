import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { AppError } from '../errors/app-error.ts'
import { openSchemaEngine } from './schema-engine.ts'

const PRISMA_FOLDER = join(import.meta.dirname, '../../../../prisma')

/** The login roles besides the owner, and the configuration that holds each one's address. */
export const LOGIN_ROLES = ['gatehouse_app', 'gatehouse_system', 'gatehouse_door', 'gatehouse_sso'] as const
export type LoginRole = (typeof LOGIN_ROLES)[number]

export type MigrateInput = {
  /** `DATABASE_URL`: gatehouse_owner itself, or a role that may create roles and act as gatehouse_owner. */
  databaseUrl: string
  /** Addresses whose passwords the roles get, where the connecting role may set them. */
  roleUrls: Partial<Record<LoginRole, string>>
  /** Schemas that libraries own, made after ours (queue, Jackson). They get an owner's address. */
  libraries?: ((ownerUrl: string) => Promise<void>)[]
}
export type MigrateOutput = { applied: string[] }

/**
 * Applies `prisma/migrations` with Prisma's own engine and history table, so that
 * `prisma migrate deploy` accepts the same database. Safe to run again: it applies nothing twice.
 */
export async function migrate(input: MigrateInput): Promise<MigrateOutput> {
  await prepareRoles(input)
  const ownerUrl = asOwner(input.databaseUrl)
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 1 })
  try {
    const engine = await openSchemaEngine(pool)
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: await readMigrations(join(PRISMA_FOLDER, 'migrations')),
      filters: { externalTables: [], externalEnums: [] },
    })
    for (const makeSchema of input.libraries ?? []) await makeSchema(ownerUrl)
    return { applied: appliedMigrationNames }
  } finally {
    await pool.end()
  }
}

/** The same address with `role=gatehouse_owner`, so that the owner owns whatever is made. */
function asOwner(databaseUrl: string): string {
  const url = new URL(databaseUrl)
  url.searchParams.set('options', '-c role=gatehouse_owner')
  return url.toString()
}

async function prepareRoles(input: MigrateInput): Promise<void> {
  const client = new pg.Client({ connectionString: input.databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ user: string; database: string; may_create: boolean }>(
      `SELECT current_user AS "user", current_database() AS database, rolcreaterole OR rolsuper AS may_create
       FROM pg_catalog.pg_roles WHERE rolname = current_user`,
    )
    const me = rows[0] as { user: string; database: string; may_create: boolean }
    if (me.may_create) {
      await client.query(await readFile(join(PRISMA_FOLDER, 'roles.sql'), 'utf8'))
      if (me.user !== 'gatehouse_owner') await letOwnerOwn(client, me)
      for (const role of LOGIN_ROLES) {
        const password = passwordOf(input.roleUrls[role])
        // ALTER ROLE takes no parameters; escapeLiteral is pg's own quoting.
        if (password) await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`)
      }
    }
    await requireRoles(client)
  } finally {
    await client.end()
  }
}

async function letOwnerOwn(client: pg.Client, me: { user: string; database: string }): Promise<void> {
  await client.query(`GRANT gatehouse_owner TO ${client.escapeIdentifier(me.user)}`)
  await client.query(`GRANT CREATE, CONNECT ON DATABASE ${client.escapeIdentifier(me.database)} TO gatehouse_owner`)
  const { rows } = await client.query<{ owner: string }>(
    `SELECT pg_catalog.pg_get_userbyid(nspowner) AS owner FROM pg_catalog.pg_namespace WHERE nspname = 'public'`,
  )
  if (rows[0]?.owner !== 'gatehouse_owner') await client.query('ALTER SCHEMA public OWNER TO gatehouse_owner')
}

async function requireRoles(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>(
    `SELECT rolname FROM pg_catalog.pg_roles WHERE rolname = ANY($1)`,
    [['gatehouse_owner', ...LOGIN_ROLES]],
  )
  const present = new Set(rows.map((row) => row.rolname))
  const missing = ['gatehouse_owner', ...LOGIN_ROLES].filter((role) => !present.has(role))
  if (missing.length > 0) {
    throw new AppError({
      code: 'unavailable',
      message: `The database lacks the role ${missing.join(', ')} and DATABASE_URL may not create roles. Run prisma/roles.sql as a role that may, then migrate again.`,
    })
  }
}

function passwordOf(url: string | undefined): string | undefined {
  return url ? decodeURIComponent(new URL(url).password) : undefined
}

async function readMigrations(baseDir: string) {
  const names = (await readdir(baseDir, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(baseDir, path, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  }
}
