import type { ReactNode } from 'react'

/** A titled part of a drawer. */
export function DrawerPart({ title, action, children }: { title: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <section className="px-5 py-4">
      <div className="mb-3 flex min-h-7 items-center justify-between gap-3">
        <h3 className="text-base">{title}</h3>
        {action}
      </div>
      {children}
    </section>
  )
}
