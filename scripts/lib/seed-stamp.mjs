import { join } from 'node:path'
import { isStamped, stamp } from './content-stamp.mjs'

/** What the demo holds: raised where a version adds to it, so that the seed adds it to a demo that is there. */
const CONTENT = '2'

/**
 * Whether the demo's data is in this database: a deleted and newly made one has another identifier.
 * @param {string} dataDir
 * @param {string} databaseUrl
 */
export async function isSeeded(dataDir, databaseUrl) {
  return isStamped(join(dataDir, 'seeded'), `${await databaseIdentity(databaseUrl)} ${CONTENT}`)
}

/**
 * @param {string} dataDir
 * @param {string} databaseUrl
 */
export async function markSeeded(dataDir, databaseUrl) {
  stamp(join(dataDir, 'seeded'), `${await databaseIdentity(databaseUrl)} ${CONTENT}`)
}

async function databaseIdentity(databaseUrl) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query(
      `SELECT system_identifier || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()) AS identity
       FROM pg_control_system()`,
    )
    return rows[0].identity
  } finally {
    await client.end()
  }
}
