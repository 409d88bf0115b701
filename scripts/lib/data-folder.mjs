import { accessSync, constants, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { Failure } from './failure.mjs'

/**
 * Where the local demo keeps everything: GATEHOUSE_DATA_DIR, else .data in the project.
 * @param {string} root
 * @param {Record<string, string | undefined>} env
 */
export function dataFolder(root, env) {
  return resolve(root, env.GATEHOUSE_DATA_DIR || '.data')
}

/** @param {string} dataDir */
export function makeDataFolder(dataDir) {
  try {
    // Others may pass through: run as root, Postgres reaches its own folder below as another user.
    mkdirSync(dataDir, { recursive: true, mode: 0o711 })
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new Failure(
      `The folder ${dataDir} cannot be written by the current user (${error.code}).`,
      'Start as the user who owns it, give this user write permission, or set GATEHOUSE_DATA_DIR to another folder.',
    )
  }
}
