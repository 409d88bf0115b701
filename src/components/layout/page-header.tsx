import { ArrowLeft } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

type PageHeaderProps = {
  title: ReactNode
  /** One sentence that says what the page is for. */
  purpose: ReactNode
  action?: ReactNode
  back?: { href: string; label: string }
}

export function PageHeader({ title, purpose, action, back }: PageHeaderProps) {
  return (
    <header className="mb-6">
      {back ? (
        <Link
          href={back.href}
          className="mb-2 inline-flex items-center gap-1.5 rounded-sm text-muted text-sm hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" />
          {back.label}
        </Link>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="break-words text-title">{title}</h1>
          <p className="mt-1 max-w-2xl text-pretty text-muted">{purpose}</p>
        </div>
        {action ? <div className="flex flex-wrap gap-2 sm:shrink-0">{action}</div> : null}
      </div>
    </header>
  )
}
