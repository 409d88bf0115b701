import { Fragment, type ReactNode } from 'react'
import { cn } from './cn.ts'

type DefinitionListProps = { items: readonly (readonly [term: string, value: ReactNode])[]; className?: string }

export function DefinitionList({ items, className }: DefinitionListProps) {
  return (
    <dl
      className={cn(
        'grid grid-cols-[minmax(6.5rem,auto)_minmax(0,1fr)] gap-x-5 gap-y-2 text-sm [&>dd]:min-w-0 [&>dd]:break-words',
        className,
      )}
    >
      {items.map(([term, value]) => (
        <Fragment key={term}>
          <dt className="text-muted">{term}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  )
}
