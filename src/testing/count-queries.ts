import pg from 'pg'
import { vi } from 'vitest'

/** How many statements a piece of work sends to Postgres, BEGIN included and a COMMIT not: a reader's goes out when it suits. */
export async function countQueries(work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  try {
    await work()
    const texts = spy.mock.calls
      .map(([sent]) => textsOf(sent))
      .filter(isOfTheWork)
      .flat()
    if (texts.length === 0) throw new Error('No query was seen: the count would prove nothing.')
    return texts.filter((text) => text !== 'COMMIT').length
  } finally {
    spy.mockRestore()
  }
}

/** The provisioning log is written when it suits it, on its own connection, and for many requests at once. */
function isOfTheWork(texts: string[]): boolean {
  return !texts.some((text) => text.startsWith('INSERT INTO provisioning_log'))
}

/** What is sent is a text, a query, or the several statements that open a tenant's transaction. */
function textsOf(sent: unknown): string[] {
  if (typeof sent === 'string') return [sent]
  const { text, steps } = sent as { text?: string; steps?: { text: string }[] }
  return steps ? steps.map((step) => step.text) : [text ?? '']
}
