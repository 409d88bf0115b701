import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { ROLE_SETTINGS } from './database-urls.mjs'
import { Failure } from './failure.mjs'

/**
 * What the local demo made up for itself; nothing of it is used in production.
 *
 * @typedef {object} Secrets
 * @property {string} postgres password of the embedded server's superuser
 * @property {Record<string, string>} roles passwords by login role
 * @property {string} nextAuthSecret
 * @property {string} keyEncryptionKey base64 of 32 bytes
 */

/**
 * @param {string} dataDir
 * @param {{ databaseExists: boolean }} state whether these secrets must be the ones of an existing database
 * @returns {Secrets}
 */
export function localSecrets(dataDir, { databaseExists }) {
  const file = join(dataDir, 'secrets.json')
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code !== 'ENOENT') {
      throw new Failure(
        `The file ${file} cannot be read (${error.code}).`,
        `Start as the user who made it, or delete ${dataDir} to start over.`,
      )
    }
    if (databaseExists) {
      throw new Failure(
        `The file ${file} is missing, and the database beside it opens only with the secrets in it.`,
        `Put it back, or delete ${dataDir} to start over with an empty demo.`,
      )
    }
    return create(file)
  }
  return parse(text, file, dataDir)
}

/** @returns {Secrets} */
function parse(text, file, dataDir) {
  try {
    const secrets = JSON.parse(text)
    const complete =
      [secrets.postgres, secrets.nextAuthSecret, secrets.keyEncryptionKey].every(
        (value) => typeof value === 'string',
      ) && Object.values(ROLE_SETTINGS).every((role) => typeof secrets.roles?.[role] === 'string')
    if (complete) return secrets
  } catch {
    // Falls through to the same answer: not the file that was written here.
  }
  throw new Failure(
    `The file ${file} is damaged.`,
    `Put back a copy of it, or delete ${dataDir} to start over with an empty demo.`,
  )
}

/** @returns {Secrets} */
function create(file) {
  const password = () => randomBytes(24).toString('base64url')
  const secrets = {
    postgres: password(),
    roles: Object.fromEntries(Object.values(ROLE_SETTINGS).map((role) => [role, password()])),
    nextAuthSecret: randomBytes(48).toString('base64url'),
    keyEncryptionKey: randomBytes(32).toString('base64'),
  }
  // Written aside and renamed: an interrupted start leaves the whole file or none.
  const descriptor = openSync(`${file}.new`, 'w', 0o600)
  writeSync(descriptor, `${JSON.stringify(secrets, null, 2)}\n`)
  closeSync(descriptor)
  renameSync(`${file}.new`, file)
  return secrets
}
