import { describe, expect, it } from 'vitest'
import { absoluteTime, dayLabel, relativeTime, utcTime } from './time-format.ts'

const now = new Date('2026-11-22T19:03:50Z')
const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000)

describe('times', () => {
  it.each([
    [0, 'just now'],
    [59, 'just now'],
    [60, '1 minute ago'],
    [59 * 60 + 59, '59 minutes ago'],
    [3600, '1 hour ago'],
    [23 * 3600 + 3599, '23 hours ago'],
    [-120, 'in 2 minutes'],
  ])('are relative within a day: %i s', (seconds, words) => {
    expect(relativeTime(secondsAgo(seconds), now)).toBe(words)
  })

  it('are absolute from a day on', () => {
    expect(relativeTime(secondsAgo(24 * 3600), now)).toBeNull()
    expect(absoluteTime(secondsAgo(24 * 3600), { timeZone: 'UTC' })).toBe('21 Nov 2026, 19:03')
  })

  it('name UTC with seconds', () => {
    expect(utcTime(now)).toBe('22 Nov 2026, 19:03:50 UTC')
  })

  it('label a day without shifting it by a zone', () => {
    expect(dayLabel('2026-11-01')).toBe('1 Nov')
  })
})
