import { expect, it } from 'vitest'
import { uncheckedEvents } from './unchecked-events.ts'

it.each([
  [{ headSeq: 10, recordedSeq: 11 }, 11, 0],
  [{ headSeq: 10, recordedSeq: 11 }, 14, 3],
  [{ headSeq: 10, recordedSeq: null }, 11, 1],
  [{ headSeq: 10, recordedSeq: 11 }, 10, 0],
])('events since a check are counted without the one that records it: %o of %i', (checked, size, count) => {
  expect(uncheckedEvents(checked, size)).toBe(count)
})
