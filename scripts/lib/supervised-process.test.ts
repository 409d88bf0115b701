import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isAlive } from './postgres-recovery.mjs'
import { superviseProcess } from './supervised-process.mjs'

let folder: string
let logFile: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-process-'))
  logFile = join(folder, 'log')
})
afterEach(() => rmSync(folder, { recursive: true }))

function program(text: string) {
  writeFileSync(
    join(folder, 'program.mjs'),
    `${text}\nconsole.log('running', process.pid); setInterval(() => {}, 1000)`,
  )
  return join(folder, 'program.mjs')
}

async function supervise(text: string, graceMs = 10_000) {
  const args = [program(text)]
  const child = superviseProcess({
    name: 'it',
    root: folder,
    node: process.execPath,
    args,
    env: process.env,
    logFile,
    graceMs,
  })
  await expect.poll(() => child.lastOutput()).toContain('running')
  return child
}

it('lets a process finish on SIGTERM', async () => {
  const child = await supervise(`process.on('SIGTERM', () => { console.log('finished'); process.exit(0) })`)
  expect(child.isRunning()).toBe(true)
  await child.stop()
  expect(child.isRunning()).toBe(false)
  expect(child.lastOutput()).toContain('finished')
})

it('ends a process that does not listen, after its time', async () => {
  const child = await supervise(`process.on('SIGTERM', () => {})`, 50)
  await child.stop()
  expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' })
})

it('tells how a process ended by itself', async () => {
  const child = await supervise('setTimeout(() => process.exit(3), 50)')
  expect(await child.exited).toEqual({ code: 3, signal: null })
  await child.stop()
})

it('does not outlive the process that started it, even a killed one', async () => {
  const library = resolve(import.meta.dirname, 'supervised-process.mjs')
  const args = JSON.stringify([program('')])
  const options = `{ name: 'it', root: '/', node: process.execPath, args: ${args}, env: process.env, logFile: '${logFile}' }`
  const parent = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { superviseProcess } = await import('${library}'); superviseProcess(${options})`,
  ])
  const childPid = () => Number(/running (\d+)/.exec(readFileSync(logFile, 'utf8'))?.[1])
  await expect.poll(childPid, { timeout: 5000 }).toBeGreaterThan(0)
  parent.kill('SIGKILL')
  await expect.poll(() => isAlive(childPid()), { timeout: 5000 }).toBe(false)
})
