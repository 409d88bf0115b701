import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startLockHolder, takeStartLock } from './start-lock.mjs'

let dataDir: string
const url = 'http://localhost:3000'

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-lock-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

function leaveLock(pid: number) {
  writeFileSync(join(dataDir, 'start.lock'), JSON.stringify({ pid, url }))
}

it('is given back when the start ends', () => {
  const release = takeStartLock(dataDir, url)
  expect(existsSync(join(dataDir, 'start.lock'))).toBe(true)
  release()
  expect(existsSync(join(dataDir, 'start.lock'))).toBe(false)
})

it('refuses a second start and names the address and process of the first', async () => {
  const script = join(dataDir, 'start.mjs')
  writeFileSync(script, 'console.log("on"); setInterval(() => {}, 1000)')
  const other = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    await once(other.stdout, 'data')
    leaveLock(other.pid ?? 0)
    expect(startLockHolder(dataDir)).toEqual({ pid: other.pid, url })
    expect(() => takeStartLock(dataDir, url)).toThrow(`as process ${other.pid} at ${url}`)
  } finally {
    other.kill('SIGKILL')
  }
})

it.runIf(process.platform === 'linux')('passes over a lock whose number belongs to another program now', () => {
  leaveLock(process.ppid)
  takeStartLock(dataDir, url)()
})

it('passes over a lock of a process that is gone, and over a damaged one', () => {
  leaveLock(2 ** 22 + 1)
  takeStartLock(dataDir, url)()
  writeFileSync(join(dataDir, 'start.lock'), '{')
  takeStartLock(dataDir, url)()
})
