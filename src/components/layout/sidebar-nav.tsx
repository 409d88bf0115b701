'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '#components/ui/cn.ts'
import { useAreaGroups } from './use-area-groups.ts'

export function SidebarNav({ onNavigate }: { onNavigate?: () => void }) {
  const groups = useAreaGroups()
  const pathname = usePathname()
  return (
    <nav aria-label="Areas" className="flex flex-col gap-4">
      {groups.map(({ label: group, areas }) => (
        <div key={group ?? 'top'}>
          {group ? <p className="mb-1 px-2 text-muted text-xs">{group}</p> : null}
          <ul className="flex flex-col gap-px">
            {areas.map(({ href, label, icon: Icon }) => {
              const active = pathname === href || pathname.startsWith(`${href}/`)
              return (
                <li key={href}>
                  <Link
                    href={href}
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
      ))}
    </nav>
  )
}
