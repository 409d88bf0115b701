import { createServer, type Server } from 'node:http'
import { Webhook, WebhookVerificationError } from 'standardwebhooks'
import { webhookPayloadSchema } from '#contracts/webhooks.ts'

export type Received = {
  id: string
  body: string
  payload: ReturnType<(typeof webhookPayloadSchema)['parse']>
  headers: Record<string, string>
}
type Reply = { status: number; body?: string; headers?: Record<string, string> } | 'hang up' | 'say nothing'

/** A vendor's product: verifies each request by the library of Standard Webhooks, and answers as told. */
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
      if (!this.secrets.some((secret) => verifies(secret, headers, body))) this.forged += 1
      const received: Received = {
        id: headers['webhook-id'] ?? '',
        body,
        payload: webhookPayloadSchema.parse(JSON.parse(body)),
        headers,
      }
      this.received.push(received)
      const reply = await this.reply(received)
      if (reply === 'hang up') return void request.socket.destroy()
      if (reply === 'say nothing') return
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
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

/** Whether the library takes a request for one that was signed by this secret in the last five minutes. */
export function verifies(secret: string, headers: Record<string, string>, body: string): boolean {
  try {
    new Webhook(secret).verify(body, headers)
    return true
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false
    throw error
  }
}
