import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { endPools } from '#server/platform/db/index.ts'
import { makeScimClient, type ScimClient } from '#testing/scim-client.ts'
import { settingsOf, urlsOf } from '#testing/test-cluster.ts'
import { setTestDatabase } from '#testing/test-database.ts'
import { makeTestTenant } from '#testing/test-tenant.ts'
import { freePorts } from '../scripts/lib/ports.mjs'
import { rateResult } from './interleaved.ts'
import type { Measured, Result } from './report.ts'
import { ADDED, groupWork } from './scim/group-work.ts'
import type { Order } from './scim/load-client.ts'
import { temporaryDatabase } from './temporary-database.ts'

const ROUNDS = 9
const MILLISECONDS_A_ROUND = 1_000
const CREATING = 32
const IN_SEQUENCE = 16
const FASTER_THAN_JACKSON = 8

/** SCIM over HTTP against bare node:http and Jackson's directory sync, and work on groups against its own SQL. */
export async function measure(): Promise<Measured> {
  const database = await temporaryDatabase()
  const urls = urlsOf({ superuserUrl: database.superuserUrl }, 'postgres')
  // How fast it can be is asked, not how fast a tenant may ask.
  process.env['SCIM_REQUESTS_PER_SECOND'] = '1000000'
  setTestDatabase({ name: 'postgres', urls, drop: async () => {} })
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-scim-'))
  const log = openSync(join(folder, 'servers.log'), 'w')
  const children: ChildProcess[] = []
  const start = async (file: string, args: string[], settings: Record<string, string> = {}) => {
    const child = startServer(file, args, settings, log)
    children.push(child)
    return { child, said: await message(child) }
  }
  try {
    const client = await makeScimClient(await makeTestTenant())
    const [ours, bare, jackson] = (await freePorts(3)) as [number, number, number]
    // The log is written as in production, so that its cost counts.
    await start('gatehouse-server.ts', [String(ours)], { ...settingsOf(urls), LOG_LEVEL: 'info' })
    const { child: reference } = await start('bare-server.ts', [String(bare)])
    const { child: load } = await start('load-client.ts', [])
    const answer = await learn(ours, client)
    reference.send(answer)
    await message(reference)
    const order = async (sent: Order) => {
      load.send(sent)
      const reply = (await message(load)) as { rate: number }
      return reply.rate
    }
    const results: Result[] = []
    const creating = {
      kind: 'create',
      token: client.token,
      connections: CREATING,
      milliseconds: MILLISECONDS_A_ROUND,
    } as const
    results.push(
      await compare(`POST /Users, durable, ${CREATING} connections`, 0.3, {
        ours: () => order({ ...creating, port: ours }),
        reference: () => order({ ...creating, port: bare }),
      }),
    )
    const { said } = await start('jackson-server.ts', [String(jackson), urls.superuser])
    const { secret } = said as { secret: string }
    const sequence = { kind: 'sequence', connections: IN_SEQUENCE, milliseconds: MILLISECONDS_A_ROUND } as const
    results.push(
      await compare('create, read, PATCH, against Jackson', FASTER_THAN_JACKSON, {
        ours: () => order({ ...sequence, port: ours, token: client.token, prefix: '/scim/v2' }),
        reference: () => order({ ...sequence, port: jackson, token: secret, prefix: '' }),
      }),
    )
    for (const child of children) end(child)
    const { said: counted } = await start('round-trips.ts', [urls.superuser, String(ADDED)])
    const { trips } = counted as { trips: number }
    results.push({
      work: `round trips of a PATCH adding ${ADDED} members`,
      ours: trips,
      reference: 1,
      unit: 'trips',
      ratio: trips,
      aim: 3,
      lowerIsBetter: true,
    })
    results.push(...(await groupWork(database.superuserUrl)))
    return { results, postgres: database.version }
  } finally {
    for (const child of children) end(child)
    rmSync(folder, { recursive: true, force: true })
    await endPools()
    await database.stop()
  }
}

type Sides = { ours: () => Promise<number>; reference: () => Promise<number> }

async function compare(work: string, aim: number, sides: Sides): Promise<Result> {
  const rates = { ours: [] as number[], reference: [] as number[] }
  for (let round = -2; round < ROUNDS; round += 1) {
    // Who goes first changes each round.
    const order = round % 2 === 0 ? (['ours', 'reference'] as const) : (['reference', 'ours'] as const)
    for (const side of order) {
      const rate = await sides[side]()
      if (round >= 0) rates[side].push(rate)
    }
  }
  return rateResult(work, rates.ours, rates.reference, aim)
}

/** What the real server answers to a create, for the bare one to repeat. */
async function learn(port: number, { token }: ScimClient): Promise<{ type: string; body: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/scim/v2/Users`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
    body: JSON.stringify({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
      userName: 'the-first-person@example.com',
      name: { givenName: 'Some', familyName: 'Person' },
      emails: [{ primary: true, value: 'the-first-person@example.com', type: 'work' }],
      active: true,
    }),
  })
  if (response.status !== 201) throw new Error(`a create is answered ${response.status}: ${await response.text()}`)
  return { type: response.headers.get('content-type') ?? '', body: await response.text() }
}

function startServer(file: string, args: string[], settings: Record<string, string>, log: number): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'scim', file), ...args], {
    stdio: ['ignore', log, 'inherit', 'ipc'],
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, ...settings },
  })
  child.once('exit', (code, signal) => {
    if (signal === null && code !== 0) throw new Error(`${file} ended with ${code}`)
  })
  return child
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('message', resolve))
}

function end(child: ChildProcess): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
}
