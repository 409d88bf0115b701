'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '#components/ui/cn.ts'
import { AREA_GROUPS } from './areas.ts'
import { useMe, useTenantHref } from './me-context.tsx'

export function SidebarNav({ onNavigate }: { onNavigate?: () => void }) {
  const { permissions } = useMe()
  const href = useTenantHref()
  const pathname = usePathname()
  return (
    <nav aria-label="Areas" className="flex flex-col gap-4">
      {AREA_GROUPS.map((group) => {
        const areas = group.areas.filter((area) => permissions.includes(area.permission))
        if (areas.length === 0) return null
        return (
          <div key={group.label ?? 'top'}>
            {group.label ? <p className="mb-1 px-2 text-muted text-xs">{group.label}</p> : null}
            <ul className="flex flex-col gap-px">
              {areas.map(({ path, label, icon: Icon }) => {
                const target = href(path)
                const active = pathname === target || pathname.startsWith(`${target}/`)
                return (
                  <li key={path}>
                    <Link
                      href={target}
                      {...(onNavigate ? { onClick: onNavigate } : {})}
                      aria-current={active ? 'page' : undefined}
                      className={cn(
                        'flex h-8 items-center gap-2.5 rounded-md px-2 text-muted transition-colors duration-100 hover:bg-hover hover:text-ink pointer-coarse:h-10',
                        active && 'bg-accent-soft font-medium text-accent hover:bg-accent-soft hover:text-accent',
                      )}
                    >
                      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
                      {label}
                    </Link>
                  </li>
                )
              })}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}
