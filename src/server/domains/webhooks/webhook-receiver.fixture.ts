import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import { webhookPayloadSchema } from '#contracts/webhooks.ts'

export type Received = {
  id: string
  payload: ReturnType<(typeof webhookPayloadSchema)['parse']>
  headers: Record<string, string>
}
type Reply = { status: number; body?: string; headers?: Record<string, string> } | 'hang up'

/** A vendor's product: verifies each request as Standard Webhooks 1.0 says, by its own code, and answers as told. */
export class WebhookReceiver {
  readonly received: Received[] = []
  /** Requests whose signature did not fit any secret that this receiver knows. */
  forged = 0
  secrets: string[] = []
  reply: (received: Received) => Reply | Promise<Reply> = () => ({ status: 204 })
  readonly #server: Server

  constructor() {
    this.#server = createServer(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      const body = Buffer.concat(parts).toString('utf8')
      const headers = request.headers as Record<string, string>
      if (!this.#verifies(headers, body)) this.forged += 1
      const received: Received = {
        id: headers['webhook-id'] ?? '',
        payload: webhookPayloadSchema.parse(JSON.parse(body)),
        headers,
      }
      this.received.push(received)
      const reply = await this.reply(received)
      if (reply === 'hang up') return void request.socket.destroy()
      response.writeHead(reply.status, reply.headers).end(reply.body)
    })
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, resolve))
  }

  get url(): string {
    const address = this.#server.address()
    return `http://localhost:${typeof address === 'object' ? address?.port : 0}/hooks`
  }

  /** What came, as `type sequence`. */
  get told(): string[] {
    return this.received.map(({ payload }) => `${payload.type} ${payload.sequence}`)
  }

  async close(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #verifies(headers: Record<string, string>, body: string): boolean {
    const age = Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp']))
    const given = (headers['webhook-signature'] ?? '')
      .split(' ')
      .map((one) => Buffer.from(one.replace(/^v1,/, ''), 'base64'))
    return (
      age < 300 &&
      this.secrets.some((secret) => {
        const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
        const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
        const expected = createHmac('sha256', key).update(signed).digest()
        return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))
      })
    )
  }
}
