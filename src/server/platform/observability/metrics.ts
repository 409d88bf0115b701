import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { perProcess } from '../per-process.ts'
import { RequestDurations, type RequestLabels } from './request-durations.ts'

export type PoolCounts = { total: number; idle: number; waiting: number }

export type Metrics = {
  registry: Registry
  requestStarted(): void
  requestEnded(labels: RequestLabels, seconds: number): void
  /** Read each time the metrics are. */
  watchPools(read: () => Record<string, PoolCounts>): void
  errorAnswered(code: string): void
}

/** Route patterns and methods are closed sets, so the number of series is bounded. */
export function makeMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'gatehouse_' })
  const durations = new RequestDurations()
  durations.register(registry)
  let running = 0
  new Gauge({
    name: 'gatehouse_http_requests_in_flight',
    help: 'Requests that wait for their answer.',
    registers: [registry],
    collect() {
      this.set(running)
    },
  })
  const errors = new Counter({
    name: 'gatehouse_errors_total',
    help: 'Errors answered to machines, by code.',
    labelNames: ['code'],
    registers: [registry],
  })
  return {
    registry,
    requestStarted: () => {
      running += 1
    },
    requestEnded: (labels, seconds) => {
      running -= 1
      durations.observe(labels, seconds)
    },
    errorAnswered: (code) => errors.inc({ code }),
    watchPools: (read) => {
      new Gauge({
        name: 'gatehouse_database_connections',
        help: 'Database connections, by pool and state; `waiting` are requests for one.',
        labelNames: ['pool', 'state'],
        registers: [registry],
        collect() {
          for (const [pool, counts] of Object.entries(read())) {
            for (const [state, count] of Object.entries(counts)) this.set({ pool, state }, count)
          }
        },
      })
    },
  }
}

export function metrics(): Metrics {
  return perProcess('metrics', makeMetrics)
}
