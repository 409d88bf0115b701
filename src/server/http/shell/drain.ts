import type { Server } from 'node:http'

/** Stops accepting, lets what runs finish, and cuts off what has not by then. Resolves when no connection is left. */
export async function drain(server: Server, withinMs: number): Promise<{ cutOff: boolean }> {
  let cutOff = false
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve())
  })
  server.closeIdleConnections()
  // A kept-alive connection becomes idle when its request ends.
  const sweep = setInterval(() => server.closeIdleConnections(), 100)
  const deadline = setTimeout(() => {
    cutOff = true
    server.closeAllConnections()
  }, withinMs)
  await closed
  clearInterval(sweep)
  clearTimeout(deadline)
  return { cutOff }
}
