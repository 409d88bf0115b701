'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useMe, useTenantHref } from '#components/layout/me-context.tsx'
import { cn } from '#components/ui/cn.ts'
import type { Permission } from '#contracts/permissions.ts'
import { useTRPC } from '#trpc/client.tsx'

const SECTIONS: readonly { path: string; label: string; permission: Permission }[] = [
  { path: '', label: 'Overview', permission: 'directory:read' },
  { path: '/set-up', label: 'Set-up', permission: 'directory:read' },
  { path: '/people', label: 'People', permission: 'member:read' },
  { path: '/groups', label: 'Groups', permission: 'group:read' },
  { path: '/attributes', label: 'Attributes', permission: 'directory:read' },
  { path: '/rehearsal', label: 'Rehearsal', permission: 'directory:rehearse' },
  { path: '/dry-run', label: 'Dry run', permission: 'directory:read' },
  { path: '/log', label: 'Provisioning log', permission: 'provisioning-log:read' },
]

/** On a narrow screen the row scrolls; the page that is open shall be in sight. */
function showInRow(link: HTMLAnchorElement | null): void {
  const row = link?.parentElement
  if (link && row) row.scrollLeft = link.offsetLeft - row.offsetLeft - (row.clientWidth - link.offsetWidth) / 2
}

/** The pages of one directory, each with its own address. */
export function DirectorySections({ directoryId }: { directoryId: string }) {
  const { permissions } = useMe()
  const href = useTenantHref()
  const pathname = usePathname()
  const directory = useQuery(useTRPC().directories.get.queryOptions({ id: directoryId }))
  const dryRun = directory.data?.mode === 'dry-run'
  const shown = SECTIONS.filter(
    ({ path, permission }) => permissions.includes(permission) && (dryRun || path !== '/dry-run'),
  )
  const root = href(`directories/${directoryId}`)
  return (
    <nav
      aria-label="Directory"
      // Where they do not fit, the last one in sight fades out: there are more.
      className="mb-6 flex gap-5 overflow-x-auto border-b max-md:mask-r-from-[calc(100%-2rem)] max-md:pr-8"
    >
      {shown.map(({ path, label }) => (
        <Link
          key={path}
          ref={pathname === `${root}${path}` ? showInRow : undefined}
          href={`${root}${path}`}
          aria-current={pathname === `${root}${path}` ? 'page' : undefined}
          className={cn(
            '-mb-px flex h-9 items-center whitespace-nowrap border-transparent border-b-2 text-muted transition-colors duration-100 hover:text-ink',
            pathname === `${root}${path}` && 'border-accent font-medium text-ink',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
