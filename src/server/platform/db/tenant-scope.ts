import type { Permission } from '#contracts/permissions.ts'
import type { AppError } from '../errors/app-error.ts'
import type { Principal } from '../principal.ts'

declare const scopeBrand: unique symbol

/** How the grant is read inside the transaction it guards: fixed in code, or from rows. */
export type GrantLookup =
  | { kind: 'fixed'; permissions: ReadonlySet<Permission> }
  | {
      kind: 'query'
      name: string
      text: string
      values: unknown[]
      /**
       * A machine's credential, which was found good at the door and is touched by no change of its own. So its first
       * statement may travel with the opening, and its grant is read anew inside the transaction.
       */
      machine?: boolean
      /** Rows to permissions; null where the credential itself is no longer good. */
      read: (rows: Record<string, unknown>[]) => ReadonlySet<Permission> | null
      /** Why a permission that is held cannot be used at this moment, as the same rows say; null where it can. */
      refuse?: (rows: Record<string, unknown>[], permission: Permission, resource: Resource | null) => AppError | null
    }

export type Resource = { type: string; id: string }

/**
 * The right to open a transaction in one tenant for one permission. Made by `authorize()` alone
 * (dependency rules keep `mint-scope.ts` to it); redeemed by `withTenant`, which reads the grant in
 * the same transaction as the work, so that a revoked right cannot win a race (ADR 0004).
 */
export type TenantScope<P extends Permission = Permission> = {
  readonly [scopeBrand]: P
  readonly tenantId: string
  readonly principal: Principal
  readonly permission: P
  readonly resource: Resource | null
  readonly grants: GrantLookup
  /** Called after the rollback of a transaction that was refused; records the denial. */
  readonly recordDenial: (permission: Permission) => Promise<void>
}
