import { perProcess } from './per-process.ts'

/** One allowance and what is counted under it. */
export type Counted = { key: string; count: number; seconds: number }

const REMEMBERED_AT_MOST = 100_000

type Window = { ends: number; used: number }
const windows = perProcess('rate-windows', () => new Map<string, Window>())

/** Counts in this process alone. Seconds to wait; 0 where the attempt is within the allowance. */
export function countInMemory({ key, count, seconds }: Counted, now: Date): number {
  const time = now.getTime()
  const held = windows.get(key)
  if (!held || !runs(held.ends, seconds, time)) {
    if (windows.size >= REMEMBERED_AT_MOST) forget(time)
    windows.set(key, { ends: time + seconds * 1000, used: 1 })
    return 0
  }
  held.used += 1
  return held.used <= count ? 0 : Math.max(1, Math.ceil((held.ends - time) / 1000))
}

/** Takes over what all processes together have found: used up, until then. */
export function remember({ key, count }: Counted, endsAt: Date): void {
  windows.set(key, { ends: endsAt.getTime(), used: count })
}

/** A clock that was set back by more than a window must not keep anybody out. */
function runs(ends: number, seconds: number, now: number): boolean {
  return ends > now && ends - now <= 2 * seconds * 1000
}

/** What has run out goes; where that is not enough, the oldest half: memory is bounded whatever is sent. */
function forget(now: number): void {
  for (const [key, window] of windows) if (window.ends <= now) windows.delete(key)
  if (windows.size < REMEMBERED_AT_MOST) return
  let excess = REMEMBERED_AT_MOST / 2
  for (const key of windows.keys()) {
    if (excess-- <= 0) return
    windows.delete(key)
  }
}
