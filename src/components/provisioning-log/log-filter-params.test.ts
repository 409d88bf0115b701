import { expect, it } from 'vitest'
import { logFilterFrom } from './log-filter-params.ts'

const now = new Date('2026-11-25T10:00:30.000Z')

it('takes what is a filter and leaves out what is none', () => {
  const params = new URLSearchParams({ outcome: 'refused', kind: 'nonsense', person: 'x', q: ' ada ', other: '1' })
  expect(logFilterFrom(params, now)).toEqual({ outcome: 'refused', q: 'ada' })
})

it('a range starts at a full minute and counts before a from of its own', () => {
  const params = new URLSearchParams({ range: '1h', from: '2026-01-01T00:00:00.000Z' })
  expect(logFilterFrom(params, now)).toEqual({ from: '2026-11-25T09:00:00.000Z' })
})
