'use client'

import { createContext, type ReactNode, use } from 'react'
import type { Me } from '#contracts/me.ts'
import type { Permission } from '#contracts/permissions.ts'

const MeContext = createContext<Me | null>(null)

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>
}

/** The signed-in person. */
export function useMe(): Me {
  const me = use(MeContext)
  if (!me) throw new Error('useMe outside a tenant page')
  return me
}

/** Whether to offer something; the server decides again when it is asked. */
export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission)
}

/** The address of a page of this tenant. */
export function useTenantHref(): (path: string) => string {
  const { tenant } = useMe()
  return (path) => `/t/${tenant.slug}${path === '' ? '' : `/${path}`}`
}
