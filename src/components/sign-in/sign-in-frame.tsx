import type { ReactNode } from 'react'
import { GatehouseMark } from '#components/layout/gatehouse-mark.tsx'

type SignInFrameProps = {
  title: ReactNode
  children: ReactNode
  /** What the person of this page proves who they are with; null where nobody signs in on it. */
  by?: 'provider' | 'passkey' | null
}

const FOOTERS = {
  provider: 'You sign in at your own identity provider. Gatehouse never sees your password.',
  passkey: 'You sign in with a passkey of your own device. There is no password.',
} as const

/** The calm page on which people sign in, or learn why they could not. */
export function SignInFrame({ title, children, by = 'provider' }: SignInFrameProps) {
  return (
    <main className="grid min-h-dvh grid-rows-[1fr_auto] bg-sunken px-4">
      <div className="m-auto w-full max-w-[23rem] py-12">
        <div className="mb-6 flex items-center gap-2.5">
          <span className="grid size-8 place-items-center rounded-md bg-accent text-accent-ink">
            <GatehouseMark className="size-5" />
          </span>
          <span className="font-medium">Gatehouse</span>
        </div>
        <div className="rounded-lg border bg-surface p-6">
          <h1 className="text-balance text-title">{title}</h1>
          {children}
        </div>
      </div>
      {by ? <p className="pb-6 text-center text-muted text-sm">{FOOTERS[by]}</p> : null}
    </main>
  )
}
