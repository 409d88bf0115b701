import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { freePorts } from '../../scripts/lib/ports.mjs'
import { startPostgres, THROWAWAY_SETTINGS } from '../../scripts/lib/postgres-server.mjs'
import { settingsOf, TEMPLATE_DATABASE, type TestCluster, urlsOf } from './test-cluster.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** Starts the run's own Postgres and migrates the database that every test file gets a copy of. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
  const [port] = (await freePorts(1)) as [number]
  const server = await startPostgres({
    root: ROOT,
    dataDir: join(folder, 'postgres'),
    logFile: join(folder, 'postgres.log'),
    port,
    password: randomBytes(16).toString('hex'),
    settings: THROWAWAY_SETTINGS,
  })

  const stop = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  // A runner that is interrupted exits without its teardown.
  const abandon = () => {
    server.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', abandon)
  const interrupted = () => process.exit(130)
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted).once('disconnect', interrupted)
  process.channel?.unref()
  try {
    const cluster = { superuserUrl: server.superuserUrl('postgres') }
    await makeTemplate(cluster)
    project.provide('testCluster', cluster)
  } catch (error) {
    await stop()
    throw error
  }
  return async () => {
    await stop()
    process.off('exit', abandon).off('SIGINT', interrupted).off('SIGTERM', interrupted).off('disconnect', interrupted)
  }
}

async function makeTemplate(cluster: TestCluster): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.superuserUrl })
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`)
    await runMigrate(settingsOf(urlsOf(cluster, TEMPLATE_DATABASE)))
    await client.query(`ALTER DATABASE ${TEMPLATE_DATABASE} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`)
  } finally {
    await client.end()
  }
}

/** The very command an operator runs, in a process of its own, so that no pool of it stays open here. */
async function runMigrate(settings: Record<string, string>): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [join(ROOT, 'src/cli/gatehouse.ts'), 'migrate'], {
      cwd: ROOT,
      env: { ...process.env, ...settings, NODE_ENV: 'test', NODE_OPTIONS: '--no-warnings' },
    })
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? `${error.stderr}` : ''
    throw new Error(`gatehouse migrate failed on the test database:\n${output}`, { cause: error })
  }
}
