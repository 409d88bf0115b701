import { expect, it } from 'vitest'
import { median, rateResult } from './interleaved.ts'
import { asTable, makeReport, meetsAim } from './report.ts'

it('is one object of the stated form, with a table for people', () => {
  const report = makeReport('tenant-read', {
    postgres: '18.4',
    results: [rateResult('read', [60, 70, 80], [100, 100, 100], 0.6)],
  })
  expect(report).toEqual({
    bench: 'tenant-read',
    machine: {
      cores: expect.any(Number),
      memoryGiB: expect.any(Number),
      node: process.versions.node,
      postgres: '18.4',
    },
    results: [{ work: 'read', ours: 70, reference: 100, unit: '1/s', ratio: 0.7, aim: 0.6, lowerIsBetter: false }],
  })
  expect(asTable(report)).toMatch(/read +70 +100 +1\/s +0\.70 +≥ 0\.6 +met/)
})

it('takes the median of the rounds’ own ratios, so that one disturbed round counts for nothing', () => {
  expect(rateResult('read', [70, 70, 1], [100, 100, 100], 0.6).ratio).toBe(0.7)
  expect(median([3, 1, 2, 10])).toBe(2.5)
})

it('states how sure a ratio is where that was asked for', () => {
  const result = { work: 'one', ours: 2, reference: 2, unit: 'ms', ratio: 1.004, aim: 1.05, lowerIsBetter: true }
  const table = asTable(
    makeReport('enumeration', { postgres: null, results: [{ ...result, confidence: { low: 0.99, high: 1.02 } }] }),
  )
  expect(table).toMatch(/1\.004 \(0\.990 to 1\.020\) +≤ 1\.05 +met/)
})

it('meets an aim from the side that is better', () => {
  const result = { work: '', ours: 0, reference: 0, unit: '', ratio: 1.2, aim: 1.5 }
  expect(meetsAim({ ...result, lowerIsBetter: true })).toBe(true)
  expect(meetsAim({ ...result, lowerIsBetter: false })).toBe(false)
})
