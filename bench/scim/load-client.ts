import { Agent, request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'

type Target = { port: number; token: string; connections: number; milliseconds: number }
/** POST /Users: how many were answered 201 a second. */
type CreateOrder = Target & { kind: 'create' }
/** Create, read, PATCH, one after the other for each connection: operations a second. */
type SequenceOrder = Target & { kind: 'sequence'; prefix: string }
export type Order = CreateOrder | SequenceOrder

const PATCH = JSON.stringify({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'name.familyName', value: 'Other' }],
})
let made = 0

/** A person as Okta sends one. Every body has one length. */
function person(): string {
  made += 1
  const name = `person-${process.pid}-${String(made).padStart(9, '0')}`
  return JSON.stringify({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: `${name}@example.com`,
    name: { givenName: 'Some', familyName: name },
    emails: [{ primary: true, value: `${name}@example.com`, type: 'work' }],
    displayName: `Some ${name}`,
    locale: 'en-US',
    externalId: name,
    groups: [],
    active: true,
  })
}

/** Over bare sockets with one request out each, so that the client costs less than any server. */
async function create({ port, token, connections, milliseconds }: CreateOrder): Promise<number> {
  const message = () => {
    const body = person()
    return `POST /scim/v2/Users HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/scim+json\r\nUser-Agent: gatehouse-bench\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  }
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)))
  let answered = 0
  const started = performance.now()
  const until = started + milliseconds
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((resolve, reject) => {
          let received = ''
          socket.on('data', (chunk) => {
            received += chunk.toString('latin1')
            const end = received.indexOf('\r\n\r\n')
            if (end === -1) return
            if (!received.startsWith('HTTP/1.1 201')) return reject(new Error(received))
            const length = Number(/content-length: (\d+)/i.exec(received)?.[1])
            if (received.length < end + 4 + length) return
            received = ''
            answered += 1
            if (performance.now() < until) socket.write(message())
            else resolve()
          })
          socket.once('error', reject)
          socket.write(message())
        }),
    ),
  )
  const seconds = (performance.now() - started) / 1000
  for (const socket of sockets) socket.destroy()
  return answered / seconds
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

async function sequence({ port, token, connections, milliseconds, prefix }: SequenceOrder): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const send = (method: string, path: string, status: number, body?: string) =>
    new Promise<{ id: string }>((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json', 'Content-Length': body.length }),
      }
      const outgoing = httpRequest(
        { agent, host: '127.0.0.1', port, method, path: prefix + path, headers },
        (answer) => {
          let text = ''
          answer.on('data', (chunk) => {
            text += chunk
          })
          answer.on('end', () => {
            if (answer.statusCode === status) resolve(JSON.parse(text))
            else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`))
          })
        },
      )
      outgoing.once('error', reject)
      outgoing.end(body)
    })
  let operations = 0
  const started = performance.now()
  const until = started + milliseconds
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) {
        const { id } = await send('POST', '/Users', 201, person())
        await send('GET', `/Users/${id}`, 200)
        await send('PATCH', `/Users/${id}`, 200, PATCH)
        operations += 3
      }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  agent.destroy()
  return operations / seconds
}

process.on('message', async (order: Order) => {
  process.send?.({ rate: await (order.kind === 'create' ? create(order) : sequence(order)) })
})
process.send?.('ready')
process.on('disconnect', () => process.exit())
