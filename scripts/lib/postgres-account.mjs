import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Failure } from './failure.mjs'

/**
 * Postgres refuses to run as root, so root starts it as another account.
 *
 * @typedef {object} PostgresAccount
 * @property {number} uid
 * @property {number} gid
 * @property {string} name
 * @property {string[]} prefix command that starts the binaries, empty where a plain setuid is enough
 */

/**
 * @param {string[]} folders what the account has to reach: binaries and data
 * @returns {PostgresAccount | undefined} undefined when the current user can run Postgres itself
 */
export function postgresAccount(folders) {
  if (process.getuid?.() !== 0) return undefined
  const account = lookUp('postgres') ?? create() ?? lookUp('nobody')
  if (!account) {
    throw new Failure(
      'Postgres does not run as root, and this machine has neither the user postgres nor a way to create it.',
      'Run the command as an ordinary user, or set DATABASE_URL to a Postgres 15 or newer.',
    )
  }
  const closed = folders.map((folder) => closedAncestor(folder, account)).find((folder) => folder !== undefined)
  if (closed === undefined) return { ...account, prefix: [] }
  // A clone below /root: the account may pass through closed folders with this one capability kept. The secure bit
  // makes access(2), with which Postgres looks at its own files, heed it too.
  const prefix = [
    'setpriv',
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--securebits=+no_setuid_fixup',
  ]
  if (spawnSync(prefix[0], [...prefix.slice(1), 'true'], { stdio: 'ignore' }).status === 0)
    return { ...account, prefix }
  throw new Failure(
    `Postgres does not run as root, and the user ${account.name} cannot enter ${closed}.`,
    `Move the folder elsewhere (for example to /srv), run chmod o+x ${closed}, or start as an ordinary user.`,
  )
}

/** @param {string} name */
function lookUp(name) {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`))
  if (!line) return undefined
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid), name }
}

function create() {
  const made = spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' })
  return made.status === 0 ? lookUp('postgres') : undefined
}

/**
 * @param {string} path
 * @param {{ uid: number, gid: number }} account
 * @returns {string | undefined} the topmost folder that the account cannot pass through
 */
export function closedAncestor(path, account) {
  const ancestors = []
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    ancestors.unshift(folder)
    if (folder === dirname(folder)) break
  }
  return ancestors.find((folder) => {
    const found = statSync(folder, { throwIfNoEntry: false })
    if (!found?.isDirectory()) return false
    const bit = found.uid === account.uid ? 0o100 : found.gid === account.gid ? 0o010 : 0o001
    return (found.mode & bit) === 0
  })
}
