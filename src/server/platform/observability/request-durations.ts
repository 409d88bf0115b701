import type { Metric, Registry } from 'prom-client'

/** Upper bounds in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export type RequestLabels = { method: string; route: string; status: number }
type Series = { labels: RequestLabels; counts: number[]; count: number; sum: number }
type Value = { metricName: string; labels: Record<string, string | number>; value: number }

/**
 * The histogram of request durations, told as prom-client tells its own. Counted here, because prom-client's
 * checks and hashes the labels of every observation, at the price of routing the request once more.
 */
export class RequestDurations {
  readonly name = 'gatehouse_http_request_duration_seconds'
  readonly help = 'Time to answer a request, by route pattern.'
  readonly type = 'histogram'
  readonly aggregator = 'sum'
  // By route, then by method and status: no text is put together for each request.
  readonly #routes = new Map<string, Series[]>()

  register(registry: Registry): void {
    registry.registerMetric(this as unknown as Metric)
  }

  observe(labels: RequestLabels, seconds: number): void {
    const series = this.#series(labels)
    series.count += 1
    series.sum += seconds
    const bucket = BOUNDS.findIndex((bound) => seconds <= bound)
    if (bucket !== -1) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1
  }

  async get() {
    const values: Value[] = []
    for (const { labels, counts, count, sum } of [...this.#routes.values()].flat()) {
      let below = 0
      for (const [index, bound] of BOUNDS.entries()) {
        below += counts[index] ?? 0
        values.push({ metricName: `${this.name}_bucket`, labels: { le: bound, ...labels }, value: below })
      }
      values.push({ metricName: `${this.name}_bucket`, labels: { le: '+Inf', ...labels }, value: count })
      values.push({ metricName: `${this.name}_sum`, labels: { ...labels }, value: sum })
      values.push({ metricName: `${this.name}_count`, labels: { ...labels }, value: count })
    }
    return { name: this.name, help: this.help, type: this.type, aggregator: this.aggregator, values }
  }

  reset(): void {
    this.#routes.clear()
  }

  #series(labels: RequestLabels): Series {
    let all = this.#routes.get(labels.route)
    if (all === undefined) {
      all = []
      this.#routes.set(labels.route, all)
    }
    for (const series of all) {
      if (series.labels.status === labels.status && series.labels.method === labels.method) return series
    }
    const made: Series = { labels, counts: BOUNDS.map(() => 0), count: 0, sum: 0 }
    all.push(made)
    return made
  }
}
