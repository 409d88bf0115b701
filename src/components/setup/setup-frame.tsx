import type { ReactNode } from 'react'
import { GatehouseMark } from '#components/layout/gatehouse-mark.tsx'

/** The page of a set-up link: outside the console, with nothing of it around. */
export function SetupFrame({ children }: { children: ReactNode }) {
  return (
    <main className="min-h-dvh bg-sunken px-4 py-8">
      <div className="mx-auto max-w-3xl">
        <div className="mb-6 flex items-center gap-2.5">
          <span className="grid size-8 place-items-center rounded-md bg-accent text-accent-ink">
            <GatehouseMark className="size-5" />
          </span>
          <span className="font-medium">Gatehouse</span>
        </div>
        {children}
      </div>
    </main>
  )
}
