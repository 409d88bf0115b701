'use client'

import { X } from 'lucide-react'
import { Dialog as RadixDialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { cn } from './cn.ts'
import { useReturningFocus } from './use-returning-focus.ts'

const overlayStyle = 'fixed inset-0 z-40 animate-appear bg-scrim'

type DialogProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  /** Closes only by its own buttons: what it shows is shown once. */
  persistent?: boolean
  className?: string
  children: ReactNode
}

function CloseButton() {
  return (
    <RadixDialog.Close asChild>
      <Button variant="ghost" size="icon-sm" aria-label="Close">
        <X aria-hidden />
      </Button>
    </RadixDialog.Close>
  )
}

export function Dialog({ open, onOpenChange, title, description, persistent, className, children }: DialogProps) {
  const focus = useReturningFocus('field')
  const keepOpen = persistent ? (event: Event) => event.preventDefault() : undefined
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={overlayStyle} />
        <RadixDialog.Content
          {...focus}
          {...(description ? {} : { 'aria-describedby': undefined })}
          {...(keepOpen ? { onEscapeKeyDown: keepOpen, onInteractOutside: keepOpen } : {})}
          className={cn(
            'fixed top-[max(1rem,12vh)] left-1/2 z-50 max-h-[80vh] w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 animate-appear overflow-y-auto rounded-lg border bg-surface shadow-raise outline-none',
            className,
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4">
            <div className="min-w-0">
              <RadixDialog.Title className="font-medium text-lg">{title}</RadixDialog.Title>
              {description ? (
                <RadixDialog.Description className="mt-1 text-muted">{description}</RadixDialog.Description>
              ) : null}
            </div>
            {persistent ? null : <CloseButton />}
          </header>
          <div className="px-5 pt-4 pb-5">{children}</div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

type DrawerProps = {
  open: boolean
  onClose: () => void
  title: ReactNode
  subtitle?: ReactNode
  side?: 'left' | 'right'
  className?: string
  children: ReactNode
}

/** Details beside the list they belong to. The caller keeps its address in the URL. */
export function Drawer({ open, onClose, title, subtitle, side = 'right', className, children }: DrawerProps) {
  const focus = useReturningFocus('dialog')
  return (
    <RadixDialog.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={overlayStyle} />
        <RadixDialog.Content
          {...focus}
          aria-describedby={undefined}
          className={cn(
            'fixed inset-y-0 z-50 flex w-full flex-col bg-surface shadow-raise outline-none',
            side === 'right'
              ? 'right-0 max-w-[35rem] animate-slide sm:border-l'
              : 'left-0 max-w-[17rem] animate-slide-left border-r',
            className,
          )}
        >
          <header className="flex items-start justify-between gap-4 border-b px-5 py-4">
            <div className="min-w-0">
              <RadixDialog.Title className="truncate font-medium text-lg">{title}</RadixDialog.Title>
              {subtitle ? <div className="mt-0.5 truncate text-muted text-sm">{subtitle}</div> : null}
            </div>
            <CloseButton />
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard */}
          <section className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} aria-label="Details">
            {children}
          </section>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}
