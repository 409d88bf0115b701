import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { roleUrls } from './database-urls.mjs'
import { startPostgres } from './postgres-server.mjs'

const DATABASE = 'gatehouse'

/**
 * The embedded Postgres of a data folder with the demo's database in it.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.dataDir
 * @param {number} options.port
 * @param {import('./secrets.mjs').Secrets} options.secrets
 * @param {Record<string, string>} [options.settings]
 */
export async function openLocalDatabase({ root, dataDir, port, secrets, settings = {} }) {
  const server = await startPostgres({
    root,
    dataDir: join(dataDir, 'postgres'),
    logFile: join(dataDir, 'postgres.log'),
    port,
    password: secrets.postgres,
    settings,
  })
  try {
    await createDatabase(server.superuserUrl('postgres'))
  } catch (error) {
    await server.stop()
    throw error
  }
  return { ...server, urls: databaseUrls(localDatabaseUrl(port, secrets), secrets) }
}

/**
 * @param {number} port
 * @param {import('./secrets.mjs').Secrets} secrets
 */
export function localDatabaseUrl(port, secrets) {
  return `postgresql://postgres:${encodeURIComponent(secrets.postgres)}@127.0.0.1:${port}/${DATABASE}`
}

/** @param {string} dataDir */
export function hasLocalDatabase(dataDir) {
  return existsSync(join(dataDir, 'postgres'))
}

/**
 * @param {string} databaseUrl
 * @param {import('./secrets.mjs').Secrets} secrets
 */
export function databaseUrls(databaseUrl, secrets) {
  return { DATABASE_URL: databaseUrl, ...roleUrls(databaseUrl, secrets.roles) }
}

async function createDatabase(url) {
  // Installed by now; a static import would break the scripts in a fresh clone.
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE])
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await client.end()
  }
}
