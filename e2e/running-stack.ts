import { describeFailure } from '../scripts/lib/failure.mjs'
import { makeProgress } from '../scripts/lib/progress.mjs'
import { startThrowawayStack } from '../scripts/lib/throwaway-stack.mjs'

/** Starts the stack that all journeys share; they read its addresses from the environment. */
export default async function setup(): Promise<() => Promise<void>> {
  const stack = await startThrowawayStack({ root: process.cwd(), progress: makeProgress() }).catch((error: unknown) => {
    throw new Error(describeFailure(error))
  })
  const { NODE_ENV: _serverOnly, PORT: _port, ...settings } = stack.settings
  Object.assign(process.env, settings)
  return stack.stop
}
