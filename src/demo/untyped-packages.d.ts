// The parts of two packages without types of their own that the demo providers use.

declare module 'samlp' {
  type ParsedRequest = { id?: string; issuer?: string; assertionConsumerServiceURL?: string }
  const samlp: {
    parseRequest(
      request: { query: Record<string, string>; body: Record<string, string> },
      options: Record<string, unknown>,
      callback: (error: Error | null | undefined, parsed?: ParsedRequest) => void,
    ): void
    getSamlResponse(
      options: Record<string, unknown>,
      user: unknown,
      callback: (error: Error | null | undefined, xml?: string) => void,
    ): void
    logout(
      options: Record<string, unknown>,
    ): (
      request: { query: object; body: object; url: string; method: string | undefined },
      response: { set(name: string, value: string): void; send(sent: unknown): void; redirect(to: string): void },
      next: (error?: Error) => void,
    ) => void
  }
  export default samlp
}

declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http'

  export type InteractionDetails = { uid: string; params: Record<string, unknown> }
  export type Context = {
    oidc: {
      session?: { accountId?: string }
      client?: { clientId: string }
      provider: Provider
    }
  }
  export class Grant {
    constructor(properties: { accountId: string; clientId: string })
    addOIDCScope(scope: string): void
    save(): Promise<string>
  }
  export class Provider {
    constructor(issuer: string, configuration: Record<string, unknown>)
    Grant: typeof Grant
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<InteractionDetails>
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: Record<string, unknown>,
    ): Promise<void>
  }
}
