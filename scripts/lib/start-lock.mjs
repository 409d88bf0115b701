import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from './failure.mjs'
import { isAlive } from './postgres-recovery.mjs'

/**
 * One start at a time in a data folder: two would share its database directory.
 *
 * @param {string} dataDir
 * @param {string} url where this one will answer
 * @returns {() => void} gives the lock back
 */
export function takeStartLock(dataDir, url) {
  const file = join(dataDir, 'start.lock')
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      closeSync(openSync(file, 'wx', 0o644))
      writeFileSync(file, `${JSON.stringify({ pid: process.pid, url })}\n`)
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const holder = startLockHolder(dataDir)
    if (holder) {
      throw new Failure(
        `Gatehouse already runs from this folder, as process ${holder.pid} at ${holder.url}.`,
        `Open that address, or stop it first: Ctrl-C in its terminal, or kill ${holder.pid}.`,
      )
    }
    rmSync(file, { force: true })
  }
  throw new Failure('Another start of Gatehouse began at the same moment.', 'Use that one, or try again.')
}

/**
 * @param {string} dataDir
 * @returns {{ pid: number, url: string } | undefined} the start that runs now
 */
export function startLockHolder(dataDir) {
  try {
    const holder = JSON.parse(readFileSync(join(dataDir, 'start.lock'), 'utf8'))
    return isAlive(holder.pid) && holder.pid !== process.pid && isStart(holder.pid) ? holder : undefined
  } catch {
    return undefined
  }
}

/** A number can belong to another program after a restart of the machine. */
function isStart(pid) {
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.mjs')
  } catch {
    return false
  }
}
