import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { Failure } from './failure.mjs'

const NEEDED = 24

/** Packages of node-<platform>-<arch> that package.json lists as optional. */
const PACKAGED = new Set(['linux-x64', 'linux-arm64', 'win-x64'])

/**
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {string} arch
 * @property {string} version of the running Node, without the v
 * @property {string} execPath
 * @property {boolean} musl
 */

/** @returns {Machine} */
export function thisMachine() {
  const report = process.platform === 'linux' ? process.report?.getReport() : undefined
  return {
    platform: process.platform,
    arch: process.arch,
    version: process.versions.node,
    execPath: process.execPath,
    musl: process.platform === 'linux' && !report?.header?.glibcVersionRuntime,
  }
}

/** @param {Machine} machine */
function packageName({ platform, arch }) {
  return `${platform === 'win32' ? 'win' : platform}-${arch}`
}

/** @param {Machine} machine */
function comesFromNpm(machine) {
  return PACKAGED.has(packageName(machine)) && !machine.musl
}

/** @param {Machine} machine */
function isNewEnough(machine) {
  return Number.parseInt(machine.version, 10) >= NEEDED
}

/**
 * Stops before anything is installed where no Node 24 will be there afterwards.
 * @param {Machine} machine
 */
export function requireNode(machine) {
  if (Number.parseInt(machine.version, 10) < 20) {
    throw new Failure(
      `Gatehouse needs Node 20 or newer, and this is ${machine.version}.`,
      'Install it from nodejs.org.',
    )
  }
  if (comesFromNpm(machine) || isNewEnough(machine)) return
  const where = machine.musl ? 'Linux with musl (Alpine)' : `${machine.platform}-${machine.arch}`
  throw new Failure(
    `On ${where} Gatehouse needs Node ${NEEDED} or newer, and this is ${machine.version}.`,
    machine.platform === 'darwin'
      ? `Install it with "brew install node@${NEEDED}" or from nodejs.org, then run the same command again.`
      : `Install Node ${NEEDED} (nodejs.org, or the package nodejs of a current release), then run the same command again.`,
  )
}

/**
 * The Node that runs everything after the install: the one npm installed, else the system's.
 * @param {string} root
 * @param {Machine} [machine]
 * @returns {string} path of the binary
 */
export function findNode(root, machine = thisMachine()) {
  const installed = join(
    root,
    'node_modules',
    `node-${packageName(machine)}`,
    'bin',
    machine.platform === 'win32' ? 'node.exe' : 'node',
  )
  if (existsSync(installed) && spawnSync(installed, ['--version'], { stdio: 'ignore' }).status === 0) return installed
  if (isNewEnough(machine)) return machine.execPath
  throw new Failure(
    `Node ${NEEDED} is missing: npm did not install the optional package node-${packageName(machine)}.`,
    `Run npm install without --omit=optional, or install Node ${NEEDED} from nodejs.org.`,
  )
}

/**
 * @param {string} node path of the binary
 * @param {Record<string, string | undefined>} env
 * @returns {Record<string, string | undefined>} the environment in which `node` is that binary
 */
export function withNode(node, env) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...env, [key]: [dirname(node), env[key]].filter(Boolean).join(delimiter) }
}
