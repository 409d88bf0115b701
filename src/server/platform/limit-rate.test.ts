import { expect, it } from 'vitest'
import { limitRate } from './limit-rate.ts'

const start = Date.UTC(2026, 0, 1)
const at = (seconds: number) => new Date(start + seconds * 1000)
const attempt = (address: string, tenant: string, seconds: number) => () =>
  limitRate(
    'break-glass',
    [
      ['address', address],
      ['tenant', tenant],
    ],
    at(seconds),
  )

it('refuses the eleventh attempt of an address, says how long to wait, and lets it in again after that', () => {
  for (let i = 0; i < 10; i++) expect(attempt('a', `tenant-${i}`, 0)).not.toThrow()
  expect(attempt('a', 'tenant-x', 100)).toThrow(expect.objectContaining({ code: 'rate_limited', retryAfter: 200 }))
  expect(attempt('b', 'tenant-x', 100)).not.toThrow()
  expect(attempt('a', 'tenant-x', 301)).not.toThrow()
})

it('counts a tenant over all addresses, so that many addresses gain nothing', () => {
  for (let i = 0; i < 30; i++) expect(attempt(`many-${i}`, 'one', 0)).not.toThrow()
  expect(attempt('many-31', 'one', 1)).toThrow(expect.objectContaining({ code: 'rate_limited' }))
  expect(attempt('many-32', 'other', 1)).not.toThrow()
})

it('counts attempts that were refused, so that hammering does not help', () => {
  for (let i = 0; i < 25; i++) {
    try {
      attempt('c', `t-${i}`, i)()
    } catch {
      // as expected from the eleventh on
    }
  }
  expect(attempt('c', 't', 299)).toThrow()
})

it('shares one allowance among requests whose address is not known', () => {
  const unknown = (i: number) => () =>
    limitRate(
      'break-glass',
      [
        ['address', undefined],
        ['tenant', `u-${i}`],
      ],
      at(0),
    )
  for (let i = 0; i < 10; i++) expect(unknown(i)).not.toThrow()
  expect(unknown(11)).toThrow(expect.objectContaining({ code: 'rate_limited' }))
})
