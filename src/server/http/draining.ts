import { perProcess } from '#server/platform/per-process.ts'

const state = perProcess('draining', () => ({ draining: false }))

/** From here on /ready answers 503, so that nothing new is sent to this process. */
export function startDraining(): void {
  state.draining = true
}

export function isDraining(): boolean {
  return state.draining
}
