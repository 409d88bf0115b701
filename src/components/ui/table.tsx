import type { ComponentProps } from 'react'
import { cn } from './cn.ts'

/** A short table in the page's own flow. Long lists use DataTable. */
export function Table({ className, label, ...props }: ComponentProps<'table'> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
    <section className="overflow-x-auto" tabIndex={0} aria-label={label}>
      <table aria-label={label} className={cn('w-full border-collapse text-sm', className)} {...props} />
    </section>
  )
}

export function HeadCell({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn('h-9 whitespace-nowrap border-b px-3 text-left font-normal text-muted sm:px-4', className)}
      {...props}
    />
  )
}

export function Cell({ className, ...props }: ComponentProps<'td'>) {
  return <td className={cn('h-10 px-3 py-1.5 align-middle sm:px-4', className)} {...props} />
}

export function Row({ className, ...props }: ComponentProps<'tr'>) {
  return <tr className={cn('border-b last:border-b-0', className)} {...props} />
}
