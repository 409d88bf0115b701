import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '#server/platform/db/migrate.ts'
import { settingsOf, urlsOf } from '#testing/test-cluster.ts'
import { freePorts } from '../scripts/lib/ports.mjs'
import { startPostgres } from '../scripts/lib/postgres-server.mjs'

export type TemporaryDatabase = { superuserUrl: string; version: string; stop: () => Promise<void> }

/** A Postgres of the bench's own, with its usual durability, migrated; this process's configuration points at it. */
export async function temporaryDatabase(): Promise<TemporaryDatabase> {
  const root = join(import.meta.dirname, '..')
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'))
  const [port] = (await freePorts(1)) as [number]
  const server = await startPostgres({
    root,
    dataDir: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    port,
    password: randomBytes(16).toString('hex'),
  })
  const stop = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const urls = urlsOf({ superuserUrl: server.superuserUrl('postgres') }, 'postgres')
    await migrate({
      databaseUrl: urls.superuser,
      roleUrls: {
        gatehouse_app: urls.app,
        gatehouse_system: urls.system,
        gatehouse_door: urls.door,
        gatehouse_sso: urls.sso,
      },
    })
    Object.assign(process.env, settingsOf(urls))
    return { superuserUrl: urls.superuser, version: await serverVersion(urls.superuser), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function serverVersion(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version')
    return rows[0]?.server_version ?? ''
  } finally {
    await client.end()
  }
}
