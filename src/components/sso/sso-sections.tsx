'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useMe, useTenantHref } from '#components/layout/me-context.tsx'
import { cn } from '#components/ui/cn.ts'
import type { Permission } from '#contracts/permissions.ts'

const SECTIONS: readonly { path: string; label: string; permission: Permission }[] = [
  { path: 'sso', label: 'Connections', permission: 'sso-connection:read' },
  { path: 'sso/domains', label: 'Domains', permission: 'sso-connection:read' },
  { path: 'sso/enforcement', label: 'Enforcement', permission: 'sso-connection:read' },
  { path: 'sso/traces', label: 'Sign-in traces', permission: 'sign-in-trace:read' },
  { path: 'sso/setup-links', label: 'Set-up links', permission: 'setup-link:read' },
]

/** The pages of single sign-on, each with its own address. */
export function SsoSections() {
  const { permissions } = useMe()
  const href = useTenantHref()
  const pathname = usePathname()
  const sections = SECTIONS.filter(({ permission }) => permissions.includes(permission))
  if (sections.length < 2) return null
  return (
    <nav aria-label="Single sign-on" className="mb-6 flex gap-5 overflow-x-auto border-b">
      {sections.map(({ path, label }) => (
        <Link
          key={path}
          href={href(path)}
          aria-current={pathname === href(path) ? 'page' : undefined}
          className={cn(
            '-mb-px flex h-9 items-center whitespace-nowrap border-transparent border-b-2 text-muted transition-colors duration-100 hover:text-ink',
            pathname === href(path) && 'border-accent font-medium text-ink',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
