import type { AuditEvent } from '#contracts/audit-events.ts'

/** Where a request came from. `ip` and `userAgent` are personal: they go into commitments, never into logs. */
export type RequestContext = {
  source: 'console' | 'api' | 'scim' | 'sso' | 'job' | 'cli'
  requestId: string
  ip?: string | undefined
  userAgent?: string | undefined
  /** When it arrived, where that is told apart from when its work began. */
  receivedAt?: Date | undefined
  /** Told each event of this request's own doing, once it is durable. Must not throw. */
  heard?: ((event: AuditEvent, seq: number) => void) | undefined
}

/** Gatehouse acting by itself. What each may do is fixed in domains/access/system-permissions.ts. */
export type SystemTaskName =
  | 'sign-in'
  | 'notify'
  | 'outbox'
  | 'webhooks'
  | 'housekeeping'
  | 'provisioning-log'
  | 'provision-tenant'
  | 'seed'
  | 'verify'
  | 'door'
  | 'link'
  | 'operator'
  | 'application'

type OfTenant = { tenantId: string; request: RequestContext }

/** Who acts. A principal is of exactly one tenant. */
export type Principal =
  | (OfTenant & { type: 'user'; id: string; sessionId: string; name: string; email: string | null })
  | (OfTenant & {
      type: 'api-key'
      id: string
      name: string
      /** Of a short-lived token of the key, which may be for less than the key; absent for the key itself. */
      narrowedTo?: readonly string[] | undefined
    })
  | (OfTenant & {
      type: 'directory'
      id: string
      tokenId: string
      /** Its directory is in dry run: what it sends reaches a shadow and nobody else. */
      dryRun?: boolean
    })
  | (OfTenant & { type: 'setup-link'; id: string })
  | (OfTenant & {
      type: 'system'
      task: SystemTaskName
      /** The demo seed only: when its events are said to have been recorded. Ignored for every other task. */
      at?: Date | undefined
      /** The task `operator` only: the person of the house tenant who asked for it, by whose name the tenant's log has it. */
      operator?: { id: string; name: string } | undefined
    })
