import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAppError } from '#server/platform/errors/app-error.ts'
import { eventTimeAfter, formatEventTime, isEventTime, normalizeEventTime } from './event-time.ts'

const dates = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})

describe('event times', () => {
  it('always have six digits, read back as the same instant and sort as texts', () => {
    fc.assert(
      fc.property(dates, dates, (a, b) => {
        const [left, right] = [formatEventTime(a), formatEventTime(b)]
        expect(left).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000Z$/)
        expect(isEventTime(left)).toBe(true)
        expect(Date.parse(left)).toBe(a.getTime())
        expect(left < right).toBe(a < b)
      }),
    )
  })

  it.each([new Date(Number.NaN), new Date(-1e15), new Date(8.64e15)])('refuses %s, which has no such form', (date) => {
    expect(() => formatEventTime(date)).toThrow(/0000 and 9999/)
  })

  it('never run backwards, though the clock does', () => {
    fc.assert(
      fc.property(fc.array(dates, { minLength: 1 }), (clock) => {
        let previous: string | null = null
        for (const now of clock) {
          const time = eventTimeAfter(previous, now)
          expect(previous === null || time >= previous).toBe(true)
          expect([formatEventTime(now), previous]).toContain(time)
          previous = time
        }
      }),
    )
  })

  it('keep the microseconds of the event before', () => {
    const previous = '2026-11-22T10:00:00.000001Z'
    expect(eventTimeAfter(previous, new Date('2026-11-22T10:00:00.000Z'))).toBe(previous)
    expect(eventTimeAfter(previous, new Date('2026-11-22T10:00:00.001Z'))).toBe('2026-11-22T10:00:00.001000Z')
  })

  it('exist only for days that do', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), (y, m, d) => {
        const day = `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
        const date = new Date(`${day}T00:00:00Z`)
        const exists = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
        expect(isEventTime(`${day}T00:00:00.000000Z`)).toBe(exists)
      }),
      { numRuns: 3_000 },
    )
  })

  it.each([
    '2026-01-01T00:00:00.00000Z',
    '2026-01-01T00:00:00.0000000Z',
    '2026-01-01T00:00:00Z',
    '2026-01-01T24:00:00.000000Z',
    '2026-01-01T00:60:00.000000Z',
    '2026-01-01T00:00:60.000000Z',
    '2026-01-01t00:00:00.000000Z',
    '2026-01-01T00:00:00.000000z',
    '2026-01-01T00:00:00.000000+00:00',
    '2026-01-01 00:00:00.000000Z',
    ' 2026-01-01T00:00:00.000000Z',
    '2026-01-01T00:00:00.000000Z\n',
    '12026-01-01T00:00:00.000000Z',
    '',
    null,
    0,
  ])('are not of the form %j', (text) => {
    expect(isEventTime(text)).toBe(false)
  })
})

describe('normalizeEventTime', () => {
  it.each([
    ['2026-03-01T00:30:00Z', '2026-03-01T00:30:00.000000Z'],
    ['2026-03-01t00:30:00z', '2026-03-01T00:30:00.000000Z'],
    ['2026-03-01T00:30:00.5+01:00', '2026-02-28T23:30:00.500000Z'],
    ['2024-02-28T23:30:00.123456-01:00', '2024-02-29T00:30:00.123456Z'],
    ['2026-03-01T00:30:00.123456000Z', '2026-03-01T00:30:00.123456Z'],
    ['2026-03-01T00:30:00-00:00', '2026-03-01T00:30:00.000000Z'],
    ['2026-12-31T23:59:59.999999-12:34', '2027-01-01T12:33:59.999999Z'],
  ])('turns %s into %s', (text, normal) => {
    expect(normalizeEventTime(text)).toBe(normal)
    expect(normalizeEventTime(normal)).toBe(normal)
  })

  it.each([
    '',
    '2026-03-01',
    '2026-03-01T00:30Z',
    '2026-03-01T00:30:00',
    '2026-02-29T00:00:00Z',
    '2026-03-01T23:59:60Z',
    '2026-03-01T00:30:00+24:00',
    '2026-03-01T00:30:00+01',
    '2026-03-01T00:30:00.Z',
    '2026-03-01T00:30:00,5Z',
    '2026-03-01 00:30:00Z',
    '2026-03-01T00:30:00.1234567Z',
    '0000-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    'now',
  ])('refuses %j with the path it was given', (text) => {
    expect.assertions(2)
    try {
      normalizeEventTime(text, '/occurredAt')
    } catch (error) {
      expect(isAppError(error, 'invalid_input')).toBe(true)
      expect((error as { path?: string }).path).toBe('/occurredAt')
    }
  })
})
