import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentHash, isStamped, stamp } from './content-stamp.mjs'
import { Failure } from './failure.mjs'

const STAMP = 'node_modules/.gatehouse-installed'

/** Lies there while npm works: what an interrupted install leaves looks whole to npm and is not. */
const UNFINISHED = 'node_modules/.gatehouse-installing'

/** @param {string} root */
function wantedPackages(root) {
  const { dependencies, devDependencies, optionalDependencies, overrides } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  const declared = JSON.stringify({ dependencies, devDependencies, optionalDependencies, overrides })
  const hash = createHash('sha256')
    .update(contentHash(root, ['package-lock.json', '.npmrc']))
    .update(declared)
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`
}

/** @param {string} root */
export function isInstalled(root) {
  return isStamped(join(root, STAMP), wantedPackages(root))
}

/**
 * Installs what package-lock.json says. `npm ci` would be the command, but npm 11 refuses a lockfile
 * that lacks the optional packages of other platforms; so this installs without saving and then makes
 * sure that the lockfile is still the same.
 *
 * @param {string} root
 * @param {AbortSignal} [signal]
 */
export async function installPackages(root, signal) {
  try {
    accessSync(root, constants.W_OK)
    if (existsSync(join(root, 'node_modules'))) accessSync(join(root, 'node_modules'), constants.W_OK)
  } catch {
    throw new Failure(
      `The packages cannot be installed: the current user may not write to ${root}.`,
      'Change the owner of the folder or start as the user who owns it.',
    )
  }
  const lockfile = join(root, 'package-lock.json')
  const before = readFileSync(lockfile, 'utf8')
  if (existsSync(join(root, UNFINISHED))) rmSync(join(root, 'node_modules'), { recursive: true, force: true })
  rmSync(join(root, STAMP), { force: true })
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(join(root, UNFINISHED), '')
  const { code, output, interrupted } = await npm(root, signal, [
    'install',
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ])
  if (!interrupted) rmSync(join(root, UNFINISHED), { force: true })
  signal?.throwIfAborted()
  if (code !== 0) {
    throw new Failure(
      `The packages could not be installed; npm says:\n${output.trim()}\n`,
      'Check the connection to the npm registry (npm ping) and the free space of the disk, then start again.',
    )
  }
  if (readFileSync(lockfile, 'utf8') !== before) {
    writeFileSync(lockfile, before)
    throw new Failure(
      'package-lock.json does not match package.json: npm wanted to change it.',
      'Run "npm install --package-lock-only", look at the difference and commit it.',
    )
  }
  stamp(join(root, STAMP), wantedPackages(root))
}

/** @returns {Promise<{ code: number, output: string, interrupted: boolean }>} */
function npm(root, signal, args) {
  const cli = process.env.npm_execpath
  const throughNode = cli?.endsWith('npm-cli.js') && existsSync(cli)
  const [program, rest] = throughNode ? [process.execPath, [cli, ...args]] : ['npm', args]
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      cwd: root,
      // npm is a .cmd file on Windows, which only a shell starts.
      shell: process.platform === 'win32' && !throughNode,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_ENV: 'development',
        PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
        PUPPETEER_SKIP_DOWNLOAD: '1',
        CHECKPOINT_DISABLE: '1',
      },
    })
    // npm would undo its work for half a minute; the next install begins anew instead.
    signal?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true })
    let output = ''
    const collect = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', () => {
      reject(new Failure('npm cannot be started.', 'Install npm (it comes with Node), or run "npm start".'))
    })
    child.once('close', (code) => resolve({ code: code ?? 1, output, interrupted: code === null }))
  })
}
