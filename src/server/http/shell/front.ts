import { perProcess } from '#server/platform/per-process.ts'

const front = perProcess('front', () => ({ stands: false }))

/** From here on every request of this process has passed request-listener.ts, whichever module graph answers it. */
export function frontStands(): void {
  front.stands = true
}

/** Whether `x-request-id` and `x-gatehouse-client-ip` of a request are our own words. */
export function isBehindFront(): boolean {
  return front.stands
}
