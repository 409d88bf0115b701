'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Command } from 'cmdk'
import { Moon, ScrollText, Search, Sun } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import { Dialog as RadixDialog } from 'radix-ui'
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react'
import { Initials } from '#components/ui/initials.tsx'
import { formatCount } from '#components/ui/numbers.ts'
import { useTRPC } from '#trpc/client.tsx'
import { useMay, useTenantHref } from './me-context.tsx'
import { useAreaGroups } from './use-area-groups.ts'

const itemStyle =
  'flex h-10 cursor-default items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent [&_svg]:size-4 [&_svg]:shrink-0'
const groupStyle =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-muted [&_[cmdk-group-heading]]:text-xs'

export function CommandPalette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return
      event.preventDefault()
      onOpenChange(!open)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [open, onOpenChange])
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <RadixDialog.Content
          aria-describedby={undefined}
          className="fixed top-[max(1rem,14vh)] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-appear overflow-hidden rounded-lg border bg-surface shadow-raise outline-none"
        >
          <RadixDialog.Title className="sr-only">Go to a page or a person</RadixDialog.Title>
          <PaletteBody close={() => onOpenChange(false)} />
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

function PaletteBody({ close }: { close: () => void }) {
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState('')
  const query = useDeferredValue(search.trim())
  const groups = useAreaGroups()
  const router = useRouter()
  const href = useTenantHref()
  const trpc = useTRPC()
  const { resolvedTheme, setTheme } = useTheme()
  const mayFindMembers = useMay('member:read')
  const mayReadLog = useMay('audit:read')
  const members = useQuery(
    trpc.members.list.queryOptions(
      { search: query, limit: 6 },
      { enabled: mayFindMembers && query.length > 1, placeholderData: keepPreviousData },
    ),
  )
  const goTo = (address: string) => {
    close()
    router.push(address)
  }
  const go = (path: string) => goTo(href(path))
  const matches = (text: string) => text.toLowerCase().includes(query.toLowerCase())
  const areas = groups.flatMap((group) => group.areas).filter((area) => matches(area.label))
  const found = query.length > 1 ? (members.data?.items ?? []) : []
  const event = mayReadLog && /^#?\d{1,12}$/.test(query) ? Number(query.replace('#', '')) : null
  const dark = resolvedTheme === 'dark'
  const themeWords = dark ? 'Use the light theme' : 'Use the dark theme'
  const values = [
    ...(event ? [`event-${event}`] : []),
    ...areas.map((area) => area.href),
    ...found.map((member) => member.id),
    ...(matches(themeWords) ? ['theme'] : []),
  ]

  return (
    <Command
      shouldFilter={false}
      label="Go to a page or a person"
      loop
      // Results come later than the keystroke: the first one is chosen as soon as it is there.
      value={values.includes(chosen) ? chosen : (values[0] ?? '')}
      onValueChange={setChosen}
    >
      <div className="flex items-center gap-2.5 border-b px-3.5">
        <Search aria-hidden className="size-4 shrink-0 text-muted" />
        <Command.Input
          value={search}
          onValueChange={setSearch}
          placeholder={mayFindMembers ? 'Go to a page, a person or an event number' : 'Go to a page'}
          className="h-12 w-full bg-transparent text-base outline-none placeholder:text-muted focus-visible:outline-none"
        />
      </div>
      <Command.List className="max-h-[min(22rem,55vh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-muted">
          {members.isFetching ? 'Looking for people' : `Nothing is called “${query}” here.`}
        </Command.Empty>
        {event ? (
          <Command.Group heading="Audit log" className={groupStyle}>
            <PaletteItem value={`event-${event}`} onSelect={() => go(`audit?event=${event}`)}>
              <ScrollText aria-hidden className="text-muted" /> Event {formatCount(event)}
            </PaletteItem>
          </Command.Group>
        ) : null}
        {areas.length > 0 ? (
          <Command.Group heading="Pages" className={groupStyle}>
            {areas.map(({ href: address, label, icon: Icon }) => (
              <PaletteItem key={address} value={address} onSelect={() => goTo(address)}>
                <Icon aria-hidden className="text-muted" /> {label}
              </PaletteItem>
            ))}
          </Command.Group>
        ) : null}
        {found.length > 0 ? (
          <Command.Group heading="People" className={groupStyle}>
            {found.map((member) => (
              <PaletteItem key={member.id} value={member.id} onSelect={() => go(`members?member=${member.id}`)}>
                <Initials name={member.name} />
                <span className="truncate">{member.name}</span>
                <span className="ml-auto truncate text-muted text-sm">{member.email}</span>
              </PaletteItem>
            ))}
          </Command.Group>
        ) : null}
        {matches(themeWords) ? (
          <Command.Group heading="Look" className={groupStyle}>
            <PaletteItem
              value="theme"
              onSelect={() => {
                setTheme(dark ? 'light' : 'dark')
                close()
              }}
            >
              {dark ? <Sun aria-hidden className="text-muted" /> : <Moon aria-hidden className="text-muted" />}
              {themeWords}
            </PaletteItem>
          </Command.Group>
        ) : null}
      </Command.List>
    </Command>
  )
}

function PaletteItem(props: { value: string; onSelect: () => void; children: ReactNode }) {
  return <Command.Item className={itemStyle} {...props} />
}
