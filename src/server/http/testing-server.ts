import type { AddressInfo } from 'node:net'
import { readSettings, type Settings } from '#server/platform/env.ts'
import { makeServer } from './shell/make-server.ts'
import type { PageHandler } from './shell/request-listener.ts'

export type TestServer = { port: number; origin: string; stop: () => Promise<void> }

/** The real server on a port of its own, for tests; pages answer what the handler says. */
export async function startTestServer(
  overrides: Partial<Settings> = {},
  pages: PageHandler = plainPage,
): Promise<TestServer> {
  const url = 'postgres://nobody@127.0.0.1:1/none'
  const settings = readSettings({
    GATEHOUSE_URL: 'http://127.0.0.1:3000',
    DATABASE_URL_APP: url,
    DATABASE_URL_SYSTEM: url,
    DATABASE_URL_DOOR: url,
    DATABASE_URL_SSO: url,
    NEXTAUTH_SECRET: 'x'.repeat(32),
    GATEHOUSE_KEK: Buffer.alloc(32).toString('base64'),
    SMTP_URL: 'smtp://127.0.0.1:1',
  })
  // The port is known only once the server listens, and the host check needs it before.
  const probe = makeServer(settings, pages)
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  const origin = `http://127.0.0.1:${port}`
  const server = makeServer({ ...settings, GATEHOUSE_URL: origin, ...overrides }, pages)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port,
    origin,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const plainPage: PageHandler = (_request, response) => response.end('page')
