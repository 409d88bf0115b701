import { describeFailure } from '../scripts/lib/failure.mjs'
import { makeProgress } from '../scripts/lib/progress.mjs'
import { startThrowawayStack } from '../scripts/lib/throwaway-stack.mjs'

/** Starts the stack that all journeys share; they read its addresses from the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  // The runner takes down what it has set up on SIGINT only. The channel is npm test's: without it nobody waits.
  const interrupt = () => process.kill(process.pid, 'SIGINT')
  process.once('SIGTERM', interrupt).once('disconnect', interrupt)
  process.channel?.unref()
  const stack = await startThrowawayStack({ root: process.cwd(), progress: makeProgress() }).catch((error: unknown) => {
    throw new Error(describeFailure(error))
  })
  const { NODE_ENV: _serverOnly, PORT: _port, ...settings } = stack.settings
  Object.assign(process.env, settings)
  return stack.stop
}
