import type { Permission } from '#contracts/permissions.ts'
import type { TenantScope } from './tenant-scope.ts'

type Unbranded<P extends Permission> = {
  [K in keyof TenantScope<P> as K extends string ? K : never]: TenantScope<P>[K]
}

/** Only domains/access/authorize.ts may import this (dependency-cruiser: `only-authorize-mints-scopes`). */
export function mintScope<P extends Permission>(parts: Unbranded<P>): TenantScope<P> {
  return Object.freeze(parts) as TenantScope<P>
}
