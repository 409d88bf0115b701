import { afterAll, beforeAll, expect, it } from 'vitest'
import { newId } from '#server/platform/new-id.ts'
import { startTestServer, type TestServer } from '../testing-server.ts'

let server: TestServer
beforeAll(async () => {
  // Each test's address is stated as a proxy would state it.
  server = await startTestServer({ TRUSTED_PROXIES: ['127.0.0.1'] }, (_request, response) => response.end('page'))
})
afterAll(() => server.stop())

const open = (path: string, ip: string) => fetch(`${server.origin}${path}`, { headers: { 'x-forwarded-for': ip } })
const refusal = async (response: Response) => ({
  status: response.status,
  wait: Number(response.headers.get('retry-after')),
  text: await response.text(),
})

it('refuses a shared trace to an address that opens too many, and to nobody else', async () => {
  for (let i = 0; i < 60; i++) expect((await open(`/shared/trace/${newId()}`, '192.0.20.1')).status).toBe(200)
  const { status, wait, text } = await refusal(await open(`/shared/trace/${newId()}`, '192.0.20.1'))
  expect([status, wait > 0 && wait <= 60]).toEqual([429, true])
  expect(text).toMatch(/^Too many attempts\. Wait \d+ (seconds|minutes) and try again\.\n$/)
  expect((await open(`/shared/trace/${newId()}`, '192.0.20.2')).status).toBe(200)
  expect((await open('/sign-in', '192.0.20.1')).status).toBe(200)
})

it('refuses a link that is passed around, whichever addresses open it, and no other link', async () => {
  const link = newId()
  for (let i = 0; i < 60; i++) expect((await open(`/shared/trace/${link}`, `192.0.21.${i}`)).status).toBe(200)
  const { status, wait } = await refusal(await open(`/shared/trace/${link}`, '192.0.21.100'))
  expect([status, wait > 3500 && wait <= 3600]).toEqual([429, true])
  expect((await open(`/shared/trace/${newId()}`, '192.0.21.100')).status).toBe(200)
})
