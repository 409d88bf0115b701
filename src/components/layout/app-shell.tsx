'use client'

import { Menu as MenuIcon, Search } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { EmergencyBanner } from '#components/emergency/emergency-banner.tsx'
import { StepUpDialog } from '#components/security/step-up-dialog.tsx'
import { Button } from '#components/ui/button.tsx'
import { Drawer } from '#components/ui/dialog.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { CommandPalette } from './command-palette.tsx'
import { SidebarNav } from './sidebar-nav.tsx'
import { TenantHeading } from './tenant-heading.tsx'
import { UserMenu } from './user-menu.tsx'

/** Sidebar by area on wide screens, a bar with a drawer on narrow ones. */
export function AppShell({ children }: { children: ReactNode }) {
  const [paletteOpen, setPaletteOpen] = useState(false)
  const [areasOpen, setAreasOpen] = useState(false)
  return (
    <div className="[--bar-height:3.25rem] lg:[--bar-height:0px]">
      <a
        href="#content"
        className="sr-only z-60 rounded-md bg-accent px-3 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to content
      </a>

      <aside className="fixed inset-y-0 left-0 z-20 hidden w-60 flex-col border-r bg-sunken lg:flex">
        <div className="px-4 pt-4 pb-3">
          <TenantHeading />
        </div>
        <div className="px-3 pb-3">
          <button
            type="button"
            onClick={() => setPaletteOpen(true)}
            className="flex h-8 w-full items-center gap-2 rounded-md border bg-surface px-2 text-muted hover:border-line-strong"
          >
            <Search aria-hidden className="size-4" />
            Search
            <span className="ml-auto flex gap-0.5" aria-hidden>
              <Kbd>Ctrl</Kbd>
              <Kbd>K</Kbd>
            </span>
          </button>
        </div>
        <div className="min-h-0 flex-1 overflow-y-auto px-3 pb-4">
          <SidebarNav />
        </div>
        <div className="border-t p-2">
          <UserMenu />
        </div>
      </aside>

      <header className="sticky top-0 z-20 flex h-(--bar-height) items-center gap-2 border-b bg-sunken px-3 lg:hidden">
        <Button variant="ghost" size="icon" aria-label="Open areas" onClick={() => setAreasOpen(true)}>
          <MenuIcon aria-hidden />
        </Button>
        <div className="min-w-0 flex-1">
          <TenantHeading />
        </div>
        <Button variant="ghost" size="icon" aria-label="Search" onClick={() => setPaletteOpen(true)}>
          <Search aria-hidden />
        </Button>
      </header>
      <Drawer open={areasOpen} onClose={() => setAreasOpen(false)} title="Areas" side="left" className="lg:hidden">
        <div className="flex min-h-full flex-col justify-between gap-6 p-3">
          <SidebarNav onNavigate={() => setAreasOpen(false)} />
          <UserMenu />
        </div>
      </Drawer>

      <main id="content" tabIndex={-1} className="outline-none lg:pl-60">
        <EmergencyBanner />
        <div className="mx-auto max-w-[82rem] px-4 pt-6 pb-16 sm:px-6 lg:px-8 lg:pt-8">{children}</div>
      </main>
      <StepUpDialog />
      <CommandPalette open={paletteOpen} onOpenChange={setPaletteOpen} />
    </div>
  )
}
