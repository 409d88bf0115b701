import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { attachDatabase } from './lib/attached-database.mjs'
import { describeFailure, Failure } from './lib/failure.mjs'
import { installPackages, isInstalled } from './lib/install.mjs'
import { findNode, requireNode, thisMachine, withNode } from './lib/node-runtime.mjs'
import { generateClient, isClientGenerated } from './lib/prisma-client.mjs'

// Runs a TypeScript program of this repository under Node 24; with --beside-demo it gets the settings of the local
// demo where there is one. What it prints is its own alone: everything said here goes to stderr.

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')

async function run() {
  const besideDemo = process.argv[2] === '--beside-demo'
  const [program, ...args] = process.argv.slice(besideDemo ? 3 : 2)
  if (!program)
    throw new Failure('No program is named.', 'Use: node scripts/run.mjs [--beside-demo] <file.ts> [arguments]')
  requireNode(thisMachine())
  if (!isInstalled(root)) {
    console.error('Installing the packages of package-lock.json')
    await installPackages(root)
  }
  const node = findNode(root)
  if (!isClientGenerated(root)) await generateClient(root, node)
  if (!besideDemo) return attached(node, [program, ...args], {})
  const database = await attachDatabase(root, process.env)
  try {
    return await attached(node, [program, ...args], database.settings)
  } finally {
    await database.detach()
  }
}

/** @returns {Promise<number>} */
function attached(node, args, settings) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd: root,
      env: withNode(node, { ...settings, ...process.env }),
      stdio: 'inherit',
    })
    // The terminal sends Ctrl-C to the child too; this one only has to outlive it.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => signal === 'SIGTERM' && child.kill(signal))
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 130))
  })
}

run().then(
  (code) => process.exit(code),
  (error) => {
    console.error(describeFailure(error))
    process.exit(1)
  },
)
