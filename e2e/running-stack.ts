import { describeFailure } from '../scripts/lib/failure.mjs'
import { makeProgress } from '../scripts/lib/progress.mjs'
import { startThrowawayStack } from '../scripts/lib/throwaway-stack.mjs'
import { startDns } from './dns-zone.ts'

/** Starts the stack that all journeys share; they read its addresses from the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  // The runner takes down what it has set up on SIGINT only. The channel is npm test's: without it nobody waits.
  const interrupt = () => process.kill(process.pid, 'SIGINT')
  process.once('SIGTERM', interrupt).once('disconnect', interrupt)
  process.channel?.unref()
  const dns = await startDns()
  const stack = await startThrowawayStack({
    root: process.cwd(),
    progress: makeProgress(),
    // The journeys' own DNS; and a browser that comes from elsewhere says so as a proxy would.
    env: { DNS_SERVERS: dns.address, TRUSTED_PROXIES: '127.0.0.1,::1' },
  }).catch((error: unknown) => {
    dns.stop()
    throw new Error(describeFailure(error))
  })
  const { NODE_ENV: _serverOnly, PORT: _port, ...settings } = stack.settings
  Object.assign(process.env, settings, { E2E_DNS_ZONE: dns.file })
  return async () => {
    await stack.stop()
    dns.stop()
  }
}
