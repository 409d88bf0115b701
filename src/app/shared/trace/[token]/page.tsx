import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { SharedTraceView } from '#components/sign-in-traces/shared-trace-view.tsx'
import { requestContextOf } from '#server/api/context.ts'
import { openSharedTrace } from '#server/domains/identity/index.ts'

export const metadata: Metadata = {
  title: 'Shared sign-in trace',
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
}
export const dynamic = 'force-dynamic'

type Props = { params: Promise<{ token: string }> }

export default async function Page({ params }: Props) {
  const { token } = await params
  return <SharedTraceView shared={await openSharedTrace(token, requestContextOf(await headers()))} />
}
