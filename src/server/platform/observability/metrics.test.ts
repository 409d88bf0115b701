import { Histogram, Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { makeMetrics } from './metrics.ts'

it('tells request durations exactly as prom-client’s own histogram would', async () => {
  const metrics = makeMetrics()
  const reference = new Registry()
  const histogram = new Histogram({
    name: 'gatehouse_http_request_duration_seconds',
    help: 'Time to answer a request, by route pattern.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [reference],
  })
  for (const [method, route, status, seconds] of [
    ['GET', '/health', 200, 0.0004],
    ['GET', '/health', 200, 0.001],
    ['GET', '/health', 503, 0.3],
    ['POST', '/scim/v2/Users', 201, 11],
    ['POST', '/scim/v2/Users', 201, 0.0042],
  ] as const) {
    metrics.requestStarted()
    metrics.requestEnded({ method, route, status }, seconds)
    histogram.observe({ method, route, status }, seconds)
  }
  const ours = await metrics.registry.getSingleMetricAsString('gatehouse_http_request_duration_seconds')
  const lines = (text: string) => text.split('\n').sort()
  expect(lines(ours)).toEqual(lines(await reference.metrics().then((text) => text.trim())))
})

it('counts what is in flight', async () => {
  const metrics = makeMetrics()
  metrics.requestStarted()
  metrics.requestStarted()
  metrics.requestEnded({ method: 'GET', route: '/', status: 200 }, 0.1)
  expect(await metrics.registry.getSingleMetricAsString('gatehouse_http_requests_in_flight')).toMatch(/in_flight 1$/)
})
