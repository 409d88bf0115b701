import { readFileSync, realpathSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Clears what an interrupted run left behind in a data directory that this run owns: a server that
 * still runs is stopped, and a pid file whose number now belongs to another program is removed.
 * A pid file whose process is gone is left to Postgres, which also checks its shared memory.
 *
 * @param {string} dataDir
 * @param {() => Promise<void>} stop
 * @returns {Promise<boolean>} whether there was anything to clear
 */
export async function clearAbandonedServer(dataDir, stop) {
  const pidFile = join(dataDir, 'postmaster.pid')
  let lines
  try {
    lines = readFileSync(pidFile, 'utf8').split('\n')
  } catch {
    return false
  }
  const pid = Number(lines[0])
  if (!isNumberInUse(pid)) return true
  if (await isServerOf(dataDir, pid, Number(lines[3]))) await stop()
  else {
    await untilReleased(Number(lines[6]?.trim().split(/\s+/)[1]))
    rmSync(pidFile, { force: true })
  }
  return true
}

/**
 * The processes of a server outlive its death for a moment. Without its pid file Postgres would not look for
 * them, and two would write the same files.
 * @param {number} segment id of the shared memory they are attached to
 */
async function untilReleased(segment) {
  for (let attempt = 0; attempt < 100 && attachedProcesses(segment) > 0; attempt += 1) await pause(100)
}

function attachedProcesses(segment) {
  try {
    const [header, ...rows] = readFileSync('/proc/sysvipc/shm', 'utf8').trim().split('\n')
    const column = (name) => header.trim().split(/\s+/).indexOf(name)
    const row = rows.map((line) => line.trim().split(/\s+/)).find((cells) => Number(cells[column('shmid')]) === segment)
    return Number(row?.[column('nattch')] ?? 0)
  } catch {
    return 0
  }
}

/** @param {number} pid */
export function isAlive(pid) {
  return isNumberInUse(pid) && !isZombie(pid)
}

/** @param {number} pid */
function isNumberInUse(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Where nothing collects ended processes (a container without an init) their numbers stay. */
function isZombie(pid) {
  try {
    return /^\d+ \(.*\) Z /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function isServerOf(dataDir, pid, port) {
  if (process.platform === 'linux') {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return command.includes(dataDir) || command.includes(realpathSync(dataDir))
    } catch {
      return false
    }
  }
  return answers(port)
}

/** @param {number} port */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    const finish = (open) => {
      socket.destroy()
      resolve(open)
    }
    socket.setTimeout(2000, () => finish(false))
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
  })
}
