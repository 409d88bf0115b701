import type { Server } from 'node:http'
import { demoKeys } from './demo-keys.ts'
import { readDemoSettings } from './demo-settings.ts'
import { createMailSink } from './mail-sink.ts'
import { createOpenidProvider } from './openid-provider.ts'
import { createSamlProvider } from './saml-provider.ts'

// Everything here answers this machine only.
const LOOPBACK = '127.0.0.1'

async function main(): Promise<void> {
  // samlp still uses `new Buffer`; the warning would be the first thing a newcomer reads.
  process.noDeprecation = true
  const settings = readDemoSettings(process.env)
  const keys = demoKeys(settings.dataDir)
  const { gatehouseUrl } = settings
  const { smtp, inbox } = createMailSink()
  const servers: [name: string, server: { close(done?: () => void): unknown }][] = []
  const open = async (name: string, server: Server | typeof smtp, port: number) => {
    await listen(name, server as Listener, port)
    servers.push([name, server])
  }
  await open(
    'SAML identity provider (Acme)',
    createSamlProvider({ port: settings.samlPort, gatehouseUrl, keys: keys.saml }),
    settings.samlPort,
  )
  await open(
    'OpenID provider (Globex and the operators)',
    createOpenidProvider({ port: settings.oidcPort, gatehouseUrl, keys: keys.oidc }),
    settings.oidcPort,
  )
  await open('mail sink', smtp, settings.smtpPort)
  await open('inbox', inbox, settings.mailPort)
  console.log(
    `Demo identity providers and inbox are ready; mail can be read at http://${LOOPBACK}:${settings.mailPort}`,
  )

  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    for (const [, server] of servers) {
      server.close()
      if ('closeAllConnections' in server) (server as Server).closeAllConnections()
    }
    setTimeout(() => process.exit(0), 500).unref()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

type Listener = {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
  removeListener(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
  listen(port: number, host: string, ready: () => void): unknown
}

function listen(name: string, server: Listener, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(
        new Error(
          error.code === 'EADDRINUSE'
            ? `Port ${port} for the demo's ${name} is in use. Stop what uses it, or set another port.`
            : `The demo's ${name} cannot listen on port ${port}: ${error.message}`,
        ),
      )
    server.on('error', refuse)
    server.listen(port, LOOPBACK, () => {
      server.removeListener('error', refuse)
      resolve()
    })
  })
}

main().catch((error: Error) => {
  console.error(error.message)
  process.exit(1)
})
