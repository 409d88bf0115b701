import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { perProcess } from '../per-process.ts'

export type RequestLabels = { method: string; route: string; status: number }
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
  const duration = new Histogram({
    name: 'gatehouse_http_request_duration_seconds',
    help: 'Time to answer a request, by route pattern.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
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
      duration.observe(labels, seconds)
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
