import { connect, type Socket } from 'node:net'

type Order = { port: number; path: string; connections: number; milliseconds: number }

/**
 * Keep-alive connections with one request out each, over bare sockets, so that the client costs less than any
 * server. Answers to one path have one length, so they are counted by their bytes; each must begin with 200.
 */
async function run({ port, path, connections, milliseconds }: Order): Promise<{ rate: number }> {
  const request = Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: gatehouse-bench\r\nAccept: */*\r\n\r\n`,
  )
  const length = await answerLength(port, request)
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  let answered = 0
  const started = performance.now()
  const until = started + milliseconds
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          let received = 0
          socket.on('data', (chunk) => {
            if (received === 0 && chunk.toString('latin1', 0, 12) !== 'HTTP/1.1 200')
              reject(new Error(chunk.toString('latin1')))
            received += chunk.length
            if (received < length) return
            if (received > length) reject(new Error('answers differ in length'))
            received = 0
            answered += 1
            if (performance.now() < until) socket.write(request)
            else resolve()
          })
          socket.once('error', reject)
          socket.write(request)
        }),
    ),
  )
  const seconds = (performance.now() - started) / 1000
  for (const socket of sockets) socket.destroy()
  return { rate: answered / seconds }
}

async function answerLength(port: number, request: Buffer): Promise<number> {
  const socket = await open(port)
  return new Promise((resolve, reject) => {
    let received = ''
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      const end = received.indexOf('\r\n\r\n')
      if (end === -1) return
      const announced = /content-length: (\d+)/i.exec(received.slice(0, end))?.[1]
      if (announced === undefined) return reject(new Error('an answer states no length'))
      const length = end + 4 + Number(announced)
      if (received.length < length) return
      socket.destroy()
      resolve(length)
    })
    socket.once('error', reject)
    socket.write(request)
  })
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

process.on('message', async (order: Order) => {
  process.send?.(await run(order))
})
process.send?.('ready')
process.on('disconnect', () => process.exit())
