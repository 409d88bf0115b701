import { join } from 'node:path'
import { Failure } from './failure.mjs'
import { databaseUrls, hasLocalDatabase, openLocalDatabase } from './local-database.mjs'
import { runTool } from './run-tool.mjs'
import { localSecrets } from './secrets.mjs'
import { isSeeded, markSeeded } from './seed-stamp.mjs'
import { demoSettings, startMode, withoutOwner } from './stack-settings.mjs'
import { superviseProcess } from './supervised-process.mjs'
import { waitUntilReady } from './wait-until-ready.mjs'

const COMMAND = 'src/cli/gatehouse.ts'

/**
 * Everything that runs: database, demo providers, console. Started in that order, stopped in reverse.
 *
 * @typedef {object} Stack
 * @property {Record<string, string | undefined>} settings what the console was configured with
 * @property {Promise<Failure>} broken resolves when a part ends by itself
 * @property {() => Promise<void>} stop
 *
 * @param {object} options
 * @param {string} options.root
 * @param {string} options.node
 * @param {string} options.dataDir
 * @param {number} options.port
 * @param {import('./local-ports.mjs').LocalPorts} [options.ports] needed by every start but production
 * @param {Record<string, string | undefined>} options.env
 * @param {ReturnType<typeof import('./progress.mjs').makeProgress>} options.progress
 * @param {AbortSignal} [options.signal] aborting gives up the start and stops what runs already
 * @param {boolean} [options.dev]
 * @param {string[]} [options.seed] arguments of `gatehouse seed`
 * @param {Record<string, string>} [options.postgresSettings]
 * @returns {Promise<Stack>}
 */
export async function startStack(options) {
  const { root, node, dataDir, port, env, progress, signal, dev = false, seed = [] } = options
  const mode = startMode(env)
  /** @type {{ stop: () => Promise<void>, kill: () => void }[]} */
  const running = []
  // However this process ends, nothing of the stack stays.
  const kill = () => {
    for (const part of [...running].reverse()) part.kill()
  }
  process.prependOnceListener('exit', kill)
  const stop = async () => {
    for (const part of [...running].reverse()) await part.stop()
    process.off('exit', kill)
  }
  const supervise = (part) => {
    const child = superviseProcess({ root, node, ...part })
    running.push(child)
    return child
  }
  try {
    const settings =
      mode === 'production' ? { ...env, PORT: String(port) } : await demoEnvironment(options, mode, running)
    const gatehouse = (name, args, failure) =>
      progress.step(name, async () => {
        const { code, output } = await runTool({
          root,
          node,
          args: [COMMAND, ...args],
          env: { ...env, ...settings },
          signal,
        })
        if (code !== 0) throw new Failure(`${failure}:\n${output.trim()}`)
      })
    signal?.throwIfAborted()
    await gatehouse('Bringing the database up to date', ['migrate'], 'The database could not be migrated')
    const children = []
    if (mode !== 'production') {
      if (!(await isSeeded(dataDir, settings.DATABASE_URL))) {
        await gatehouse('Filling the two demo tenants', ['seed', ...seed], 'The demo data could not be written')
        await markSeeded(dataDir, settings.DATABASE_URL)
      }
      progress.say('Starting the demo identity providers and the inbox')
      children.push(
        supervise({
          name: 'demo identity providers',
          args: ['src/demo/main.ts'],
          env: { ...env, ...withoutOwner(settings), DATABASE_URL: undefined, NODE_ENV: 'development' },
          logFile: join(dataDir, 'demo.log'),
          graceMs: 3000,
        }),
      )
    }
    signal?.throwIfAborted()
    const server = supervise({
      name: 'console',
      // It lets running requests finish for 25 seconds.
      graceMs: 32_000,
      args: ['src/server/main.ts'],
      env: { ...env, ...withoutOwner(settings), DATABASE_URL: undefined },
      logFile: mode === 'production' || dev ? undefined : join(dataDir, 'console.log'),
    })
    children.push(server)
    const broken = Promise.race(children.map(unexpectedEnd))
    await progress.step('Starting the console', () =>
      waitUntilReady(`http://${reachable(settings.HOST)}:${port}/ready`, broken, signal),
    )
    return { settings, broken, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** @param {string} [host] the address that is listened on, all of them or one */
function reachable(host) {
  if (!host || host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}

/** Secrets, ports and a database for a start that brings none of its own. */
async function demoEnvironment({ root, dataDir, port, ports, env, progress, postgresSettings, dev }, mode, running) {
  const secrets = localSecrets(dataDir, { databaseExists: mode === 'embedded' && hasLocalDatabase(dataDir) })
  let urls
  if (mode === 'embedded') {
    const isNew = !hasLocalDatabase(dataDir)
    const database = await progress.step(isNew ? 'Making and starting Postgres' : 'Starting Postgres', () =>
      openLocalDatabase({ root, dataDir, port: ports.postgres, secrets, settings: postgresSettings }),
    )
    running.push(database)
    if (database.recovered) progress.say('An interrupted run left the database open; it has been recovered')
    urls = database.urls
  } else {
    urls = databaseUrls(env.DATABASE_URL, secrets)
  }
  return demoSettings({ env, port, dataDir, secrets, ports, urls, dev })
}

/** @param {import('./supervised-process.mjs').SupervisedProcess} child */
async function unexpectedEnd(child) {
  const { code, signal } = await child.exited
  const output = child.lastOutput()
  return new Failure(
    `The ${child.name} ended by itself (${signal ?? `exit code ${code}`}).${output ? ` Its last lines:\n${output}` : ''}`,
  )
}
