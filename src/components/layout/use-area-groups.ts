'use client'

import { OPERATOR_AREA_GROUPS } from '#components/operator/operator-areas.ts'
import { HOUSE_SLUG } from '#contracts/identifiers.ts'
import { AREA_GROUPS, type Area } from './areas.ts'
import { useMe, useTenantHref } from './me-context.tsx'

type ShownArea = Area & { href: string }

/** The areas that the signed-in person may open, with their addresses; groups without any are left out. */
export function useAreaGroups(): { label: string | null; areas: ShownArea[] }[] {
  const { permissions, tenant } = useMe()
  const tenantHref = useTenantHref()
  const groups = tenant.slug === HOUSE_SLUG ? OPERATOR_AREA_GROUPS : AREA_GROUPS
  return groups
    .map(({ label, areas }) => ({
      label,
      areas: areas
        .filter((area) => permissions.includes(area.permission))
        .map((area) => ({ ...area, href: area.path.startsWith('/') ? area.path : tenantHref(area.path) })),
    }))
    .filter(({ areas }) => areas.length > 0)
}
