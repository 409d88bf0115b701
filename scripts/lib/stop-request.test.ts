import { EventEmitter } from 'node:events'
import { expect, it, vi } from 'vitest'
import { onStopRequest } from './stop-request.mjs'

function asking(surroundings: { ppid?: number; env?: Record<string, string> } = {}) {
  const source = Object.assign(new EventEmitter(), { ppid: 7, env: {}, ...surroundings })
  const handlers = { first: vi.fn(), again: vi.fn() }
  let time = 0
  const asked = onStopRequest(handlers, { now: () => time, source: source as never })
  const at = (ms: number, signal: string) => {
    time = ms
    source.emit(signal)
  }
  return { handlers, asked, at, source }
}

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('asks to stop on %s', async (signal) => {
  const { handlers, asked, at } = asking()
  at(0, signal)
  await asked
  expect(handlers.first).toHaveBeenCalledOnce()
  expect(handlers.again).not.toHaveBeenCalled()
})

it('takes one Ctrl-C that npm passes on a second time for one', () => {
  const { handlers, at } = asking()
  at(0, 'SIGINT')
  at(20, 'SIGINT')
  expect(handlers.again).not.toHaveBeenCalled()
})

it('ends at once when it is asked again', () => {
  const { handlers, at } = asking()
  at(0, 'SIGINT')
  at(1500, 'SIGINT')
  expect(handlers.first).toHaveBeenCalledOnce()
  expect(handlers.again).toHaveBeenCalledOnce()
})

it('asks to stop when the npm that runs it has ended', async () => {
  vi.useFakeTimers()
  const { handlers, source } = asking({ env: { npm_lifecycle_event: 'start' } })
  vi.advanceTimersByTime(5000)
  expect(handlers.first).not.toHaveBeenCalled()
  source.ppid = 1
  vi.advanceTimersByTime(5000)
  expect(handlers.first).toHaveBeenCalledOnce()
  vi.useRealTimers()
})

it('outlives a shell that started it without npm', () => {
  vi.useFakeTimers()
  const { handlers, source } = asking()
  source.ppid = 1
  vi.advanceTimersByTime(5000)
  expect(handlers.first).not.toHaveBeenCalled()
  vi.useRealTimers()
})
