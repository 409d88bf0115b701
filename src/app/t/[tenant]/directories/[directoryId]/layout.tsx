import type { ReactNode } from 'react'
import { GuardRailBanner } from '#components/directories/guard-rail-banner.tsx'

type Props = { children: ReactNode; params: Promise<{ directoryId: string }> }

/** Whatever page of a directory is open: that its removals are paused stands above it. */
export default async function Layout({ children, params }: Props) {
  const { directoryId } = await params
  return (
    <>
      <GuardRailBanner directoryId={directoryId} />
      {children}
    </>
  )
}
