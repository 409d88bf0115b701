import { fileURLToPath } from 'node:url'
import { buildConsole, isBuildCurrent } from './lib/build.mjs'
import { dataFolder, makeDataFolder } from './lib/data-folder.mjs'
import { describeFailure } from './lib/failure.mjs'
import { installPackages, isInstalled } from './lib/install.mjs'
import { chooseConsolePort, chooseLocalPorts } from './lib/local-ports.mjs'
import { findNode, requireNode, thisMachine } from './lib/node-runtime.mjs'
import { generateClient, isClientGenerated } from './lib/prisma-client.mjs'
import { makeProgress } from './lib/progress.mjs'
import { startStack } from './lib/stack.mjs'
import { startMode } from './lib/stack-settings.mjs'
import { takeStartLock } from './lib/start-lock.mjs'
import { describeStack } from './lib/start-summary.mjs'
import { onStopRequest } from './lib/stop-request.mjs'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const dev = process.argv.includes('--dev')

async function start() {
  const env = process.env
  const progress = makeProgress()
  const abort = new AbortController()
  const asked = onStopRequest({
    first: () => {
      console.log('\nStopping; press Ctrl-C again to end at once.')
      abort.abort(new Error('stopped'))
    },
    again: () => process.exit(130),
  })

  requireNode(thisMachine())
  const dataDir = dataFolder(root, env)
  makeDataFolder(dataDir)
  const releaseLock = takeStartLock(dataDir, env.GATEHOUSE_URL || `http://localhost:${env.PORT || 3000}`)
  process.once('exit', releaseLock)
  try {
    const port = await chooseConsolePort(env)
    await prepare(progress, abort.signal)
    const ports = startMode(env) === 'production' ? undefined : await chooseLocalPorts(dataDir, env)
    const node = findNode(root)
    const stack = await startStack({ root, node, dataDir, port, ports, env, progress, signal: abort.signal, dev })
    console.log(describeStack(stack.settings, { demo: startMode(env) !== 'production', dataDir, root }))
    const failure = await Promise.race([stack.broken, asked])
    await stack.stop()
    if (failure) throw failure
    console.log('Stopped.')
  } catch (error) {
    if (!abort.signal.aborted) throw error
    console.log('Stopped.')
  }
}

/** What a fresh clone lacks and a changed one has to make again. */
async function prepare(progress, signal) {
  if (!isInstalled(root)) {
    await progress.step('Installing the packages of package-lock.json (about half a minute)', () =>
      installPackages(root, signal),
    )
  }
  signal.throwIfAborted()
  const node = findNode(root)
  if (!isClientGenerated(root)) {
    await progress.step('Generating the database client', () => generateClient(root, node, signal))
  }
  if (!dev && !isBuildCurrent(root)) {
    await progress.step('Building the console (about half a minute)', () => buildConsole(root, node, { signal }))
  }
}

start().then(
  () => process.exit(0),
  (error) => {
    console.error(`\n${describeFailure(error)}`)
    process.exit(1)
  },
)
