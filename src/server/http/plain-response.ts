/**
 * A response whose body is whole: what the server writes to the socket in one piece. Undici's `Response` turns
 * every body into a stream, at more than the price of routing. It is a `Response` to everyone else: whatever
 * else is asked of it, the real one is made for.
 */
export class PlainResponse {
  readonly status: number
  readonly plainHeaders: Record<string, string>
  readonly plainBody: string
  #real: Response | undefined

  constructor(status: number, headers: Record<string, string>, body: string) {
    this.status = status
    this.plainHeaders = headers
    this.plainBody = body
  }

  /** Whether anybody asked for the real response, and so may have changed its headers. */
  get materialised(): boolean {
    return this.#real !== undefined
  }

  get real(): Response {
    this.#real ??= new Response(this.plainBody, { status: this.status, headers: this.plainHeaders })
    return this.#real
  }
}

for (const name of ['headers', 'ok', 'body', 'bodyUsed', 'redirected', 'statusText', 'type', 'url'] as const) {
  Object.defineProperty(PlainResponse.prototype, name, {
    get(this: PlainResponse) {
      return this.real[name]
    },
  })
}
for (const name of ['arrayBuffer', 'blob', 'bytes', 'clone', 'formData', 'json', 'text'] as const) {
  Object.defineProperty(PlainResponse.prototype, name, {
    value(this: PlainResponse) {
      return this.real[name]()
    },
  })
}
Object.setPrototypeOf(PlainResponse.prototype, Response.prototype)

export function plainResponse(status: number, headers: Record<string, string>, body: string): Response {
  return new PlainResponse(status, headers, body) as unknown as Response
}
