import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../scripts/lib/ports.mjs'
import { rateResult } from './interleaved.ts'
import type { Measured } from './report.ts'

const AIM = 0.6
const ROUNDS = 11
const MILLISECONDS_A_ROUND = 600
const CONNECTIONS = 64

type Work = { name: string; path: string }
const WORK: readonly Work[] = [{ name: 'GET /health', path: '/health' }]

/**
 * Requests a second of the whole stack (limits, host check, security headers, routing, metrics, request log to a
 * file) against bare `node:http` that answers the same bytes. Each server and the client are processes of their own.
 */
export async function measure(): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-http-'))
  const [ours, reference] = (await freePorts(2)) as [number, number]
  const log = openSync(join(folder, 'gatehouse.log'), 'w')
  const servers = [
    startServer('gatehouse-server.ts', [String(ours)], log),
    startServer('bare-server.ts', [String(reference), String(ours), ...WORK.map(({ path }) => path)], log),
  ]
  const client = startServer('load-client.ts', [], log)
  try {
    for (const child of [...servers, client]) await message(child)
    const results = []
    for (const { name, path } of WORK) {
      const rates = { ours: [] as number[], reference: [] as number[] }
      for (let round = -2; round < ROUNDS; round += 1) {
        // Who goes first changes each round.
        const order = round % 2 === 0 ? (['ours', 'reference'] as const) : (['reference', 'ours'] as const)
        for (const side of order) {
          client.send({
            port: side === 'ours' ? ours : reference,
            path,
            connections: CONNECTIONS,
            milliseconds: MILLISECONDS_A_ROUND,
          })
          const { rate } = (await message(client)) as { rate: number }
          if (round >= 0) rates[side].push(rate)
        }
      }
      results.push(rateResult(name, rates.ours, rates.reference, AIM))
    }
    return { results, postgres: null }
  } finally {
    for (const child of [...servers, client]) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

function startServer(file: string, args: string[], log: number): ChildProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'http', file), ...args], {
    stdio: ['ignore', log, 'inherit', 'ipc'],
    cwd: join(import.meta.dirname, '..'),
  })
  child.once('exit', (code, signal) => {
    if (signal === null) throw new Error(`${file} ended with ${code}`)
  })
  return child
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('message', resolve))
}
