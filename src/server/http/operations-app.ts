import { Hono } from 'hono'
import { type DatabaseState, databaseState, poolCounts } from '#server/platform/db/index.ts'
import { env } from '#server/platform/env.ts'
import { metrics } from '#server/platform/observability/metrics.ts'
import { perProcess } from '#server/platform/per-process.ts'
import { isDraining } from './draining.ts'
import type { MachineEnv } from './exchange.ts'
import { mayReadMetrics } from './may-read-metrics.ts'
import { plainResponse } from './plain-response.ts'

const DATABASE_ANSWERS_WITHIN_MS = 1_000
const JSON_HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }
const HEALTHY = JSON.stringify({ status: 'ok' })

const ASKED_AT_MOST_EVERY_MS = 1_000

/** One question at a time, its answer kept for a moment: anyone may ask, and must not keep the database busy with it. */
function recentDatabaseState(now: number = performance.now()): Promise<DatabaseState> {
  const last = perProcess('database-state', () => ({
    at: Number.NEGATIVE_INFINITY,
    state: null as Promise<DatabaseState> | null,
  }))
  if (last.state === null || now - last.at > ASKED_AT_MOST_EVERY_MS) {
    last.at = now
    last.state = databaseState(DATABASE_ANSWERS_WITHIN_MS)
  }
  return last.state
}

/** What runs the process asks here: is it up, may it be sent requests, how is it doing. */
export const operationsApp = new Hono<MachineEnv>()

operationsApp.get('/health', () => plainResponse(200, JSON_HEADERS, HEALTHY))

operationsApp.get('/ready', async () => {
  const database = await recentDatabaseState()
  const ready = !isDraining() && Object.values(database).every((state) => state === 'ok')
  const body = JSON.stringify({ status: isDraining() ? 'draining' : ready ? 'ok' : 'failing', database })
  return plainResponse(ready ? 200 : 503, JSON_HEADERS, body)
})

operationsApp.get('/metrics', async (c) => {
  mayReadMetrics(c, env().METRICS_TOKEN)
  perProcess('pool-metrics', () => metrics().watchPools(poolCounts) ?? true)
  const { registry } = metrics()
  return plainResponse(
    200,
    { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' },
    await registry.metrics(),
  )
})
