import { expect, it, vi } from 'vitest'
import { answerWebRequest } from './answer-web-request.ts'

process.env['LOG_LEVEL'] = 'silent'

const origin = 'http://console.example'

it('serves the same machine application without main.ts', async () => {
  const health = await answerWebRequest(new Request(`${origin}/health`))
  expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }])
  expect(health.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  const unknown = await answerWebRequest(new Request(`${origin}/api/v1/nothing`))
  expect([unknown.status, (await unknown.json()).code]).toEqual([404, 'not_found'])
})

it('checks path and size itself', async () => {
  expect((await answerWebRequest(new Request(`${origin}/api/v1/members%2F1`))).status).toBe(400)
  expect((await answerWebRequest(new Request(`${origin}/api/other`))).status).toBe(404)
  const body = 'a'.repeat(1024 * 1024 + 1)
  expect((await answerWebRequest(new Request(`${origin}/api/v1/audit/events`, { method: 'POST', body }))).status).toBe(
    413,
  )
  const scim = await answerWebRequest(new Request(`${origin}/scim/v2/Users`, { method: 'POST', body }))
  expect(await scim.json()).toMatchObject({ status: '413' })
})

it('does not give metrics away to whoever claims to be this machine', async () => {
  vi.stubEnv('METRICS_TOKEN', undefined)
  const headers = { 'x-gatehouse-client-ip': '127.0.0.1', 'x-forwarded-for': '127.0.0.1', host: 'localhost' }
  expect((await answerWebRequest(new Request('http://localhost/metrics', { headers }))).status).not.toBe(200)
})
