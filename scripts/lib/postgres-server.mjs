import { spawn } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Failure } from './failure.mjs'
import { postgresAccount } from './postgres-account.mjs'
import { findPostgresBinaries } from './postgres-binaries.mjs'
import { clearAbandonedServer, isAlive } from './postgres-recovery.mjs'

/** The major version of the binaries in package-lock.json; a data directory of another one cannot be opened. */
const MAJOR_VERSION = '18'

/** What a database that is thrown away after the run does without: surviving a power cut. */
export const THROWAWAY_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
}

/**
 * Starts Postgres on a loopback port and makes its data directory when there is none.
 *
 * @param {object} options
 * @param {string} options.root the project's folder, for the binaries
 * @param {string} options.dataDir made if missing
 * @param {string} options.logFile where the server writes
 * @param {number} options.port
 * @param {string} options.password of the superuser `postgres`, set when the directory is made
 * @param {Record<string, string>} [options.settings]
 * @returns {Promise<{ port: number, recovered: boolean, superuserUrl: (database: string) => string, stop: () => Promise<void>, kill: () => void }>}
 */
export async function startPostgres({ root, dataDir, logFile, port, password, settings = {} }) {
  const binaries = findPostgresBinaries(root)
  makeFolder(dirname(dataDir), 0o755)
  const account = postgresAccount([binaries.folder, dirname(dataDir)])
  const run = (command, args) => runBinary(command, args, account)

  checkDataDirectory(dataDir)
  if (!existsSync(dataDir)) await initialise(binaries, dataDir, password, account, run)
  const recovered = await clearAbandonedServer(dataDir, () => stopServer(binaries, dataDir, run))

  writeFileSync(logFile, '', { flag: 'a', mode: 0o600 })
  if (account) chownSync(logFile, account.uid, account.gid)
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '200',
    lc_messages: 'C',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
  }
  const logLength = readFileSync(logFile).length
  const abandon = () => abandonServer(dataDir)
  process.once('exit', abandon)
  const started = await run(binaries.pgCtl, [
    'start',
    '--wait',
    '--timeout=60',
    '--silent',
    `--pgdata=${dataDir}`,
    `--log=${logFile}`,
    '-o',
    startFlags(all),
  ])
  process.off('exit', abandon)
  if (started.code !== 0) {
    throw startFailure(readFileSync(logFile, 'utf8').slice(logLength) + started.output, { dataDir, port, logFile })
  }
  let stopping
  return {
    port,
    recovered,
    superuserUrl: (database) => `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    stop: () => {
      stopping ??= stopServer(binaries, dataDir, run)
      return stopping
    },
    kill: abandon,
  }
}

/**
 * pg_ctl hands this to a shell. The one of Windows knows no quotes around values; an empty one is the default there.
 * @param {Record<string, string>} settings
 */
function startFlags(settings) {
  const isWindows = process.platform === 'win32'
  return Object.entries(settings)
    .filter(([, value]) => !isWindows || value !== '')
    .map(([name, value]) => (isWindows ? `-c ${name}=${value}` : `-c ${name}='${value}'`))
    .join(' ')
}

/**
 * Ends the server at once, also from a handler of `exit`, where nothing can be awaited. SIGQUIT is its immediate
 * shutdown, after which the next start recovers.
 */
function abandonServer(dataDir) {
  try {
    const pid = Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])
    process.kill(pid, 'SIGQUIT')
    const pause = new Int32Array(new SharedArrayBuffer(4))
    for (let attempt = 0; attempt < 250 && isAlive(pid); attempt += 1) Atomics.wait(pause, 0, 0, 20)
  } catch {
    // It has ended already.
  }
}

/** Fast shutdown: open transactions are rolled back, nothing committed is lost. */
async function stopServer(binaries, dataDir, run) {
  if (!existsSync(join(dataDir, 'postmaster.pid'))) return
  const fast = await run(binaries.pgCtl, [
    'stop',
    '--mode=fast',
    '--wait',
    '--timeout=20',
    '--silent',
    `--pgdata=${dataDir}`,
  ])
  if (fast.code === 0 || !existsSync(join(dataDir, 'postmaster.pid'))) return
  await run(binaries.pgCtl, ['stop', '--mode=immediate', '--wait', '--timeout=10', '--silent', `--pgdata=${dataDir}`])
}

function makeFolder(folder, mode) {
  try {
    mkdirSync(folder, { recursive: true, mode })
  } catch (error) {
    throw new Failure(
      `The folder ${folder} cannot be created (${error.code}).`,
      'Give the current user write permission there, or set GATEHOUSE_DATA_DIR to a folder that can be written.',
    )
  }
}

/** @param {string} dataDir */
function checkDataDirectory(dataDir) {
  if (!existsSync(dataDir)) return
  const startOver = `Put a backup back in its place, or delete ${dirname(dataDir)} to start over with an empty demo.`
  let entries
  try {
    entries = readdirSync(dataDir)
  } catch (error) {
    throw new Failure(
      `The database folder ${dataDir} belongs to another user (${error.code}).`,
      `Start as the user who made it, or delete ${dirname(dataDir)} as that user to start over.`,
    )
  }
  if (!entries.includes('PG_VERSION') || !entries.includes('global')) {
    throw new Failure(`The database folder ${dataDir} is damaged: parts of it are missing.`, startOver)
  }
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim()
  if (version !== MAJOR_VERSION) {
    throw new Failure(
      `The database folder ${dataDir} was made by Postgres ${version || '(unreadable)'}, and this is Postgres ${MAJOR_VERSION}.`,
      startOver,
    )
  }
}

async function initialise(binaries, dataDir, password, account, run) {
  // Made under another name first: an interrupted start leaves no half-made directory behind.
  const unfinished = `${dataDir}.new`
  rmSync(unfinished, { recursive: true, force: true })
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-initdb-'))
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  makeFolder(unfinished, 0o700)
  if (account) {
    for (const path of [folder, passwordFile, unfinished]) chownSync(path, account.uid, account.gid)
  }
  try {
    const made = await run(binaries.initdb, [
      `--pgdata=${unfinished}`,
      '--auth=scram-sha-256',
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
      '--no-sync',
    ])
    if (made.code !== 0) {
      throw new Failure(
        `The database folder ${dataDir} could not be made: ${lastLine(made.output)}.`,
        'Check that the disk has 200 MB free and that the folder can be written.',
      )
    }
    renameSync(unfinished, dataDir)
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** @returns {Promise<{ code: number, output: string }>} */
function runBinary(command, args, account) {
  const [program, ...rest] = account ? [...account.prefix, command, ...args] : [command, ...args]
  const identity = account && account.prefix.length === 0 ? { uid: account.uid, gid: account.gid } : {}
  return new Promise((resolve, reject) => {
    // A process group of its own: Ctrl-C in the terminal must not stop Postgres before what uses it.
    const child = spawn(program, rest, {
      ...identity,
      cwd: tmpdir(),
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C', PGOPTIONS: undefined },
    })
    const end = () => child.kill('SIGKILL')
    process.once('exit', end)
    let output = ''
    const collect = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', (error) => {
      reject(new Failure(`${basename(command)} cannot be run (${error.code}).`, 'Delete node_modules and start again.'))
    })
    child.once('exit', (code) => {
      process.off('exit', end)
      resolve({ code: code ?? 1, output })
    })
  })
}

function startFailure(log, { dataDir, port, logFile }) {
  if (/could not bind|Address already in use/i.test(log)) {
    return new Failure(
      `Port ${port}, which the database should use, is taken.`,
      'Start again: another port will be chosen.',
    )
  }
  if (/has wrong ownership|has invalid permissions|Permission denied/i.test(log)) {
    return new Failure(
      `The database folder ${dataDir} cannot be used by the current user.`,
      `Start as the user who made it, or delete ${dirname(dataDir)} to start over with an empty demo.`,
    )
  }
  return new Failure(
    `The database in ${dataDir} does not start: ${lastLine(log)}.`,
    `See ${logFile}; put a backup back in its place, or delete ${dirname(dataDir)} to start over with an empty demo.`,
  )
}

function lastLine(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const telling = lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1) ?? 'no reason was given'
  return telling.replace(/^.*?(FATAL|PANIC|error): */i, '').replace(/\.$/, '')
}
