'use client'

import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { Button } from './button.tsx'

type Notice = { id: number; tone: 'done' | 'failed'; text: string }

let notices: readonly Notice[] = []
let nextId = 1
const listeners = new Set<() => void>()
const none: readonly Notice[] = []

function publish(next: readonly Notice[]): void {
  notices = next
  for (const listener of listeners) listener()
}

/** Says what was just done, for six seconds; a failure stays until it is closed. */
export function notify(text: string, tone: Notice['tone'] = 'done'): void {
  publish([...notices.slice(-2), { id: nextId++, tone, text }])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function NoticeCard({ notice }: { notice: Notice }) {
  const close = () => publish(notices.filter((each) => each.id !== notice.id))
  useEffect(() => {
    if (notice.tone === 'failed') return
    const timer = setTimeout(() => publish(notices.filter((each) => each.id !== notice.id)), 6000)
    return () => clearTimeout(timer)
  }, [notice])
  const Icon = notice.tone === 'done' ? CircleCheck : CircleAlert
  return (
    <div className="pointer-events-auto flex w-full animate-appear items-start gap-2.5 rounded-lg border bg-surface px-3.5 py-3 shadow-raise">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${notice.tone === 'done' ? 'text-muted' : 'text-danger'}`} />
      <p className="min-w-0 flex-1 break-words">{notice.text}</p>
      <Button variant="ghost" size="icon-sm" aria-label="Close notice" onClick={close}>
        <X aria-hidden />
      </Button>
    </div>
  )
}

export function Notices() {
  const shown = useSyncExternalStore(
    subscribe,
    () => notices,
    () => none,
  )
  return (
    <section
      aria-label="Notices"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-4 z-60 flex w-[min(22rem,calc(100vw-2rem))] flex-col gap-2"
    >
      {shown.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </section>
  )
}
