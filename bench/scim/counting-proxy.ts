import { connect, createServer } from 'node:net'

/**
 * Stands before Postgres and counts round trips: how often something was sent after something was received.
 * Right where one request at a time is on its way.
 */
export async function countingProxy(target: { host: string; port: number }, port: number) {
  let trips = 0
  let listening = true
  const server = createServer((client) => {
    const upstream = connect({ ...target, noDelay: true })
    client.setNoDelay(true)
    client.on('data', (chunk) => {
      if (listening) trips += 1
      listening = false
      upstream.write(chunk)
    })
    upstream.on('data', (chunk) => {
      listening = true
      client.write(chunk)
    })
    for (const [side, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      side.on('error', () => other.destroy())
      side.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    /** Round trips of one piece of work. */
    async during(work: () => Promise<unknown>): Promise<number> {
      trips = 0
      listening = true
      await work()
      return trips
    },
    close: () => server.close(),
  }
}
