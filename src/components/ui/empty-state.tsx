import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type EmptyStateProps = { icon: LucideIcon; title: string; children: ReactNode; action?: ReactNode }

/** Why there is nothing, and what to do next. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <Icon aria-hidden className="mb-3 size-5 text-muted" strokeWidth={1.5} />
      <p className="font-medium">{title}</p>
      <p className="mt-1 max-w-md text-pretty text-muted">{children}</p>
      {action ? <div className="mt-4 flex gap-2">{action}</div> : null}
    </div>
  )
}
