import { setTimeout as pause } from 'node:timers/promises'
import { Failure } from './failure.mjs'

/**
 * @param {string} url answers 200 as soon as requests can be served
 * @param {Promise<Failure>} broken
 * @param {AbortSignal} [signal]
 * @param {number} [timeoutMs]
 */
export async function waitUntilReady(url, broken, signal, timeoutMs = 120_000) {
  let failure
  broken.then((reason) => {
    failure = reason
  })
  const deadline = performance.now() + timeoutMs
  while (performance.now() < deadline) {
    if (failure) throw failure
    signal?.throwIfAborted()
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(5000) })
      await response.arrayBuffer()
      if (response.ok) return
    } catch {
      // Not listening yet.
    }
    await pause(100)
  }
  throw new Failure(
    `The console does not answer at ${url} after ${timeoutMs / 1000} seconds.`,
    'See console.log in the data folder.',
  )
}
