'use client'

import { useSyncExternalStore } from 'react'
import { absoluteTime, relativeTime, utcTime } from './time-format.ts'

/** One clock for all times on the page; null while the page is still the server's HTML. */
let tick = 0
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    tick += 1
    for (const each of listeners) each()
  }, 30_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

type TimeProps = {
  at: string
  /** Always the date and time, for columns that are compared. */
  absolute?: boolean
  seconds?: boolean
  className?: string
}

/** Relative within a day, absolute after, in the reader's zone; UTC on hover. */
export function Time({ at, absolute = false, seconds = false, className }: TimeProps) {
  const mounted = useSyncExternalStore<number | null>(
    subscribe,
    () => tick,
    () => null,
  )
  const instant = new Date(at)
  const utc = utcTime(instant)
  const own = () => absoluteTime(instant, { seconds })
  const text =
    mounted === null
      ? `${absoluteTime(instant, { timeZone: 'UTC', seconds })} UTC`
      : absolute
        ? own()
        : (relativeTime(instant, new Date()) ?? own())
  return (
    <time dateTime={at} title={mounted === null ? utc : `${utc} · ${own()} here`} className={className ?? 'tabular'}>
      {text}
    </time>
  )
}
