import type { IncomingMessage, ServerResponse } from 'node:http'
import type { DirectoryPrincipal } from '#server/domains/directory/index.ts'
import type { RequestObserver } from '#server/domains/provisioning-log/index.ts'
import type { Principal } from '#server/platform/principal.ts'

/** What is known of a request beside the request itself. Handlers add the tenant once they know it; the log reads it. */
export type Exchange = {
  requestId: string
  clientIp: string
  /** Whether a forwarding header came along. */
  forwarded: boolean
  tenantId?: string
  /** Who asks, once it is known: a refused change is recorded as theirs. */
  principal?: Principal
  /** Of a SCIM request: what the provisioning log will say of it. */
  scim?: RequestObserver
  /** Of a SCIM request that is only rehearsed: whom it stands for. It came over no network and has no token. */
  rehearsedAs?: DirectoryPrincipal
}

/** Bindings of the machine application. The Node pair is absent where a host without main.ts mounts it. */
export type MachineEnv = {
  Bindings: { exchange: Exchange; incoming?: IncomingMessage; outgoing?: ServerResponse }
}
