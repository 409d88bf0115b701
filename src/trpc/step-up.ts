import type { TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import type { AppRouter } from '#server/api/router.ts'
import { describeFailure } from './describe-failure.ts'

type Waiting = { message: string; settle: (confirmed: boolean) => void }

let waiting: readonly Waiting[] = []
let declining = 0
const listeners = new Set<() => void>()

function publish(next: readonly Waiting[]): void {
  waiting = next
  for (const listener of listeners) listener()
}

/** What waits for the person to confirm that it is them; the dialog watches it. */
export const stepUpRequests = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** Why, in the server's words; null while nothing waits. */
  message: (): string | null => waiting[0]?.message ?? null,
  settle(confirmed: boolean): void {
    const settled = waiting
    publish([])
    for (const { settle } of settled) settle(confirmed)
  },
  /** For a page that says itself what is missing and offers it: until what this answers is called, nothing asks. */
  decline(): () => void {
    declining += 1
    stepUpRequests.settle(false)
    return () => {
      declining -= 1
    }
  },
}

/** Has the person confirm that it is them; false where they do not. For a call that does not go through the link. */
export function confirmed(message: string): Promise<boolean> {
  return new Promise((resolve) => publish([...waiting, { message, settle: resolve }]))
}

/**
 * Holds a call that the server wants confirmed until the person has done so, and makes it again. Where they
 * do not, the call fails with the server's own words.
 */
export const stepUpLink: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    observable((observer) => {
      let asking = false
      let current = next(op).subscribe(handlers(true))
      function handlers(mayAsk: boolean) {
        return {
          next: (value: Parameters<typeof observer.next>[0]) => observer.next(value),
          complete: () => {
            if (!mayAsk || !asking) observer.complete()
          },
          error: (error: Parameters<typeof observer.error>[0]) => {
            const failure = describeFailure(error)
            const here = typeof window !== 'undefined' && listeners.size > 0 && declining === 0
            if (!mayAsk || !here || failure.code !== 'step_up_required') return observer.error(error)
            asking = true
            void confirmed(failure.message).then((yes) => {
              if (!yes) return observer.error(error)
              current = next(op).subscribe(handlers(false))
            })
          },
        }
      }
      return () => current.unsubscribe()
    })
