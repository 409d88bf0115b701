import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { chooseConsolePort, chooseLocalPorts, readLocalPorts } from './local-ports.mjs'
import { freePorts, portState } from './ports.mjs'

let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'gatehouse-ports-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

async function occupied(port = 0) {
  const server = createServer().listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, [Symbol.dispose]: () => server.close() }
}

it('finds free ports that are all different', async () => {
  const ports = await freePorts(5)
  expect(new Set(ports).size).toBe(5)
  expect(await portState(ports[0] as number)).toBe('free')
})

it('keeps the ports of the last start', async () => {
  expect(readLocalPorts(dataDir)).toBeUndefined()
  const first = await chooseLocalPorts(dataDir, {})
  expect(await chooseLocalPorts(dataDir, {})).toEqual(first)
  expect(readLocalPorts(dataDir)).toEqual(first)
})

it('moves the database and the inbox when their ports are taken, since nothing remembers those', async () => {
  const first = await chooseLocalPorts(dataDir, {})
  using _taken = await occupied(first.postgres)
  const second = await chooseLocalPorts(dataDir, {})
  expect(second.postgres).not.toBe(first.postgres)
  expect(second.saml).toBe(first.saml)
})

it('does not move the identity providers, whose addresses the tenants hold', async () => {
  const first = await chooseLocalPorts(dataDir, {})
  using _taken = await occupied(first.saml)
  await expect(chooseLocalPorts(dataDir, {})).rejects.toThrow(
    `Port ${first.saml}, which the demo uses for its SAML provider, is taken by another program.`,
  )
})

it('takes a port that is named, or says which setting names a taken one', async () => {
  using taken = await occupied()
  const [free] = (await freePorts(1)) as [number]
  expect(await chooseLocalPorts(dataDir, { DEMO_MAIL_PORT: String(free) })).toMatchObject({ mail: free })
  await expect(chooseLocalPorts(dataDir, { DEMO_OIDC_PORT: String(taken.port) })).rejects.toMatchObject({
    remedy: expect.stringContaining('DEMO_OIDC_PORT'),
  })
})

it('says in one sentence that the console’s port is taken, and what to do', async () => {
  using taken = await occupied()
  await expect(chooseConsolePort({ PORT: String(taken.port) })).rejects.toMatchObject({
    message: `Port ${taken.port} is taken by another program.`,
    remedy: expect.stringContaining('npm start'),
  })
})

it.each(['0', '70000', 'http', '3000.5'])('refuses %s as a port', async (PORT) => {
  await expect(chooseConsolePort({ PORT })).rejects.toThrow('is not a port number')
})
