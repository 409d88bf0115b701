import { createServer } from 'node:net'

/**
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<'free' | 'taken' | 'forbidden'>}
 */
export function portState(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error) => {
      resolve('code' in error && error.code === 'EACCES' ? 'forbidden' : 'taken')
    })
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => resolve('free'))
    })
  })
}

/**
 * Free loopback ports, all different because all are held until the last one is known.
 * @param {number} count
 * @returns {Promise<number[]>}
 */
export async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve, reject) => {
          const server = createServer()
          server.once('error', reject)
          server.listen({ port: 0, host: '127.0.0.1' }, () => resolve(server))
        }),
    ),
  )
  const ports = servers.map((server) => server.address().port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}
