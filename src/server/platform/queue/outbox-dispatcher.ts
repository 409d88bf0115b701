import type { PgBoss } from 'pg-boss'
import { logger } from '../observability/logger.ts'
import { dispatchOutbox } from './dispatch-outbox.ts'
import { onEnqueued } from './enqueue.ts'

const POLL_MS = 1000

export type OutboxDispatcher = { stop(): Promise<void> }

/**
 * Looks for waiting rows every second, and at once when this process commits one. `handedOver` is
 * called after each pass that found rows, to wake the workers.
 */
export function startOutboxDispatcher(boss: PgBoss, handedOver: () => void): OutboxDispatcher {
  let stopped = false
  let again = false
  let failing = false
  let running: Promise<void> | undefined

  const pass = async () => {
    do {
      again = false
      try {
        if ((await dispatchOutbox(boss)) > 0) handedOver()
        failing = false
      } catch (error) {
        // Once an outage, not once a second.
        if (!failing)
          logger().error({ err: error }, 'outbox rows could not be handed to the queue; trying every second')
        failing = true
      }
    } while (again && !stopped)
  }
  const look = () => {
    if (stopped) return
    again = true
    running ??= pass().finally(() => {
      running = undefined
    })
  }

  const timer = setInterval(look, POLL_MS)
  onEnqueued(look)
  look()
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      onEnqueued(() => {})
      await running
    },
  }
}
