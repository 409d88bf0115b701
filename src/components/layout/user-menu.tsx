'use client'

import { ChevronsUpDown, Fingerprint, LogOut, Monitor, MonitorSmartphone, Moon, Sun } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { Initials } from '#components/ui/initials.tsx'
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '#components/ui/menu.tsx'
import { useMe, useTenantHref } from './me-context.tsx'
import { signOut } from './sign-out.ts'

export function UserMenu() {
  const { user, tenant } = useMe()
  const { theme, setTheme } = useTheme()
  const router = useRouter()
  const href = useTenantHref()
  return (
    <Menu>
      <MenuTrigger className="flex w-full min-w-0 items-center gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover">
        <Initials name={user.name} className="size-7 bg-accent-soft text-accent" />
        <span className="min-w-0 flex-1 leading-tight">
          <span className="block truncate text-sm">{user.name}</span>
          <span className="block truncate text-muted text-xs">{user.email}</span>
        </span>
        <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
      </MenuTrigger>
      <MenuContent side="top" align="start" className="w-56">
        <MenuLabel>Theme</MenuLabel>
        <MenuRadioGroup value={theme ?? 'system'} onValueChange={setTheme}>
          <MenuRadioItem value="system" onSelect={(event) => event.preventDefault()}>
            <Monitor aria-hidden /> As the system
          </MenuRadioItem>
          <MenuRadioItem value="light" onSelect={(event) => event.preventDefault()}>
            <Sun aria-hidden /> Light
          </MenuRadioItem>
          <MenuRadioItem value="dark" onSelect={(event) => event.preventDefault()}>
            <Moon aria-hidden /> Dark
          </MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={() => router.push(href('security'))}>
          <Fingerprint aria-hidden /> Security
        </MenuItem>
        <MenuItem onSelect={() => router.push(href('sessions'))}>
          <MonitorSmartphone aria-hidden /> Your sessions
        </MenuItem>
        <MenuItem onSelect={() => void signOut(tenant.slug)}>
          <LogOut aria-hidden /> Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  )
}
