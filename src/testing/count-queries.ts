import pg from 'pg'
import { vi } from 'vitest'

/** How many messages a piece of work sends to Postgres, BEGIN and COMMIT included. */
export async function countQueries(work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  try {
    await work()
    if (spy.mock.calls.length === 0) throw new Error('No query was seen: the count would prove nothing.')
    return spy.mock.calls.length
  } finally {
    spy.mockRestore()
  }
}
