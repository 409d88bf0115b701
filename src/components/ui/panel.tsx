import type { ReactNode } from 'react'
import { cn } from './cn.ts'

type PanelProps = {
  title?: ReactNode
  description?: ReactNode
  action?: ReactNode
  /** Content touches the border: tables and lists. */
  flush?: boolean
  className?: string
  children: ReactNode
}

export function Panel({ title, description, action, flush = false, className, children }: PanelProps) {
  return (
    <section className={cn('min-w-0 rounded-lg border bg-surface', className)}>
      {title ? (
        <header className={cn('flex items-start justify-between gap-4 px-4 pt-3.5', flush ? 'border-b pb-3' : 'pb-0')}>
          <div className="min-w-0">
            <h2 className="text-base">{title}</h2>
            {description ? <p className="mt-0.5 text-muted text-sm">{description}</p> : null}
          </div>
          {action ? <div className="flex shrink-0 items-center gap-2">{action}</div> : null}
        </header>
      ) : null}
      <div className={flush ? undefined : 'p-4'}>{children}</div>
    </section>
  )
}
